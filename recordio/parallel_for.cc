#include "recordio/internal/parallel_for.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <exception>
#include <limits>
#include <system_error>
#include <thread>
#include <vector>

#include "recordio/internal/mutex.h"

namespace imrec {
namespace {

class Loop {
 public:
  Loop(std::size_t count, std::size_t threads, const std::function<void(std::size_t)>& turn,
       const std::function<void(std::size_t)>& on_done)
      : count_(count),
        // A thread takes several turns at a time, so that threads rarely contend, but few enough to
        // balance the load.
        chunk_size_(std::clamp<std::size_t>(count / (8 * threads), 1, 16)),
        turn_(turn),
        on_done_(on_done) {}

  void Work() {
    for (std::size_t begin; (begin = next_.fetch_add(chunk_size_)) < count_;) {
      const std::size_t end = std::min(count_, begin + chunk_size_);
      std::size_t i = begin;
      try {
        for (; i < end; ++i) turn_(i);
        const MutexLock lock(mutex_);
        done_ += end - begin;
        on_done_(done_);
      } catch (...) {
        const MutexLock lock(mutex_);
        // Turns begin in order, so that those before this one are done, or about to fail as well.
        if (!failure_ || i < failed_) failure_ = std::current_exception();
        failed_ = std::min(failed_, i);
        next_ = count_;
      }
    }
  }

  // Work() of another thread than the caller's.
  void Help() {
    Work();
    const MutexLock lock(mutex_);
    ++helped_;
    helper_ended_.NotifyAll();
  }

  // Waits until that many calls of Help() have ended.
  void WaitForHelpers(std::size_t helpers, const std::function<void()>& on_wait) {
    constexpr std::chrono::milliseconds kInterval{50};
    MutexLock lock(mutex_);
    while (helped_ < helpers) {
      const auto deadline = std::chrono::steady_clock::now() + kInterval;
      while (helped_ < helpers && helper_ended_.WaitUntil(mutex_, deadline)) continue;
      if (helped_ == helpers) return;
      lock.Unlock();
      std::exception_ptr thrown;
      try {
        on_wait();
      } catch (...) {
        thrown = std::current_exception();
      }
      lock.Lock();
      if (!thrown) continue;
      if (!failure_) failure_ = thrown;
      next_ = count_;
      return;
    }
  }

  void Finish() {
    const MutexLock lock(mutex_);
    if (failure_) std::rethrow_exception(failure_);
  }

 private:
  const std::size_t count_;
  const std::size_t chunk_size_;
  const std::function<void(std::size_t)>& turn_;
  const std::function<void(std::size_t)>& on_done_;
  std::atomic<std::size_t> next_ = 0;
  Mutex mutex_;
  CondVar helper_ended_;
  std::size_t helped_ IMREC_GUARDED_BY(mutex_) = 0;
  std::size_t done_ IMREC_GUARDED_BY(mutex_) = 0;
  std::exception_ptr failure_ IMREC_GUARDED_BY(mutex_);
  std::size_t failed_ IMREC_GUARDED_BY(mutex_) = std::numeric_limits<std::size_t>::max();
};

}  // namespace

void ParallelFor(std::size_t count, int threads, const std::function<void(std::size_t)>& turn,
                 const std::function<void(std::size_t)>& on_done,
                 const std::function<void()>& on_wait) {
  const std::size_t wanted = threads > 0 ? static_cast<std::size_t>(threads)
                                         : std::max(1U, std::thread::hardware_concurrency());
  Loop loop(count, wanted, turn, on_done);
  {
    std::vector<std::jthread> helpers;
    for (std::size_t i = 1; i < std::min(wanted, count); ++i) {
      try {
        helpers.emplace_back([&loop] { loop.Help(); });
      } catch (const std::system_error&) {
        break;  // the system allows no more threads; those that run do all turns
      }
    }
    loop.Work();
    if (on_wait) loop.WaitForHelpers(helpers.size(), on_wait);
  }
  loop.Finish();
}

}  // namespace imrec
