// A mutex and a condition variable with Clang's thread-safety annotations. With -Wthread-safety it
// reports each access without the lock; for other compilers the annotations are empty.
#ifndef IMREC_RECORDIO_INTERNAL_MUTEX_H_
#define IMREC_RECORDIO_INTERNAL_MUTEX_H_

#include <chrono>
#include <condition_variable>
#include <mutex>

#if defined(__clang__)
#define IMREC_THREAD_ANNOTATION(annotation) __attribute__((annotation))
#else
#define IMREC_THREAD_ANNOTATION(annotation)
#endif

/// A class whose objects are locks, and one whose objects hold a lock during their lifetime.
#define IMREC_CAPABILITY(name) IMREC_THREAD_ANNOTATION(capability(name))
#define IMREC_SCOPED_CAPABILITY IMREC_THREAD_ANNOTATION(scoped_lockable)
/// A variable that is used only while `mutex` is locked.
#define IMREC_GUARDED_BY(mutex) IMREC_THREAD_ANNOTATION(guarded_by(mutex))
/// A function that is called with the mutex locked, or not locked.
#define IMREC_REQUIRES(...) IMREC_THREAD_ANNOTATION(requires_capability(__VA_ARGS__))
#define IMREC_EXCLUDES(...) IMREC_THREAD_ANNOTATION(locks_excluded(__VA_ARGS__))
/// A function that locks or unlocks the mutex; without arguments, its own object.
#define IMREC_ACQUIRE(...) IMREC_THREAD_ANNOTATION(acquire_capability(__VA_ARGS__))
#define IMREC_RELEASE(...) IMREC_THREAD_ANNOTATION(release_capability(__VA_ARGS__))

namespace imrec {

/// std::mutex.
class IMREC_CAPABILITY("mutex") Mutex {
 public:
  Mutex() = default;
  Mutex(const Mutex&) = delete;
  Mutex& operator=(const Mutex&) = delete;

  void Lock() IMREC_ACQUIRE() { native_.lock(); }
  void Unlock() IMREC_RELEASE() { native_.unlock(); }

 private:
  friend class CondVar;
  std::mutex native_;
};

/// Locks a mutex during its lifetime, except between Unlock() and Lock().
class IMREC_SCOPED_CAPABILITY MutexLock {
 public:
  explicit MutexLock(Mutex& mutex) IMREC_ACQUIRE(mutex) : mutex_(mutex) { mutex_.Lock(); }
  MutexLock(const MutexLock&) = delete;
  MutexLock& operator=(const MutexLock&) = delete;
  ~MutexLock() IMREC_RELEASE() {
    if (locked_) mutex_.Unlock();
  }

  void Unlock() IMREC_RELEASE() {
    mutex_.Unlock();
    locked_ = false;
  }
  void Lock() IMREC_ACQUIRE() {
    mutex_.Lock();
    locked_ = true;
  }

 private:
  Mutex& mutex_;
  bool locked_ = true;
};

/// std::condition_variable.
class CondVar {
 public:
  /// Unlocks `mutex`, waits for a notification and locks it again. May return without one: call it
  /// in a loop that tests the condition.
  void Wait(Mutex& mutex) IMREC_REQUIRES(mutex) {
    std::unique_lock lock(mutex.native_, std::adopt_lock);
    native_.wait(lock);
    lock.release();  // the caller still holds it
  }
  /// As Wait(), but returns false at `deadline`.
  bool WaitUntil(Mutex& mutex, std::chrono::steady_clock::time_point deadline)
      IMREC_REQUIRES(mutex) {
    std::unique_lock lock(mutex.native_, std::adopt_lock);
    const std::cv_status status = native_.wait_until(lock, deadline);
    lock.release();  // the caller still holds it
    return status == std::cv_status::no_timeout;
  }
  void NotifyOne() { native_.notify_one(); }
  void NotifyAll() { native_.notify_all(); }

 private:
  std::condition_variable native_;
};

}  // namespace imrec

#endif  // IMREC_RECORDIO_INTERNAL_MUTEX_H_
