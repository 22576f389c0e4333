// Shows that Clang rejects an access without the lock, and accepts it with the lock. Compiled by
// ctest, not part of a program.
#include "recordio/internal/mutex.h"

namespace imrec {

class Counter {
 public:
  void Count() {
#ifdef IMREC_WITH_LOCK
    const MutexLock lock(mutex_);
#endif
    ++count_;
  }
  void WaitFor(int count) {
    MutexLock lock(mutex_);
    while (count_ < count) counted_.Wait(mutex_);
    lock.Unlock();
#ifdef IMREC_WITH_LOCK
    lock.Lock();
#endif
    Reset();
  }

 private:
  void Reset() IMREC_REQUIRES(mutex_) { count_ = 0; }

  Mutex mutex_;
  CondVar counted_;
  int count_ IMREC_GUARDED_BY(mutex_) = 0;
};

}  // namespace imrec
