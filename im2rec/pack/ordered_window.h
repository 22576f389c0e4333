// Distributes numbered jobs to several threads and returns their results in order.
#ifndef IMREC_IM2REC_PACK_ORDERED_WINDOW_H_
#define IMREC_IM2REC_PACK_ORDERED_WINDOW_H_

#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

#include "recordio/internal/mutex.h"

namespace imrec {

/// Jobs 0 .. jobs-1. Workers call Claim() and Put(); one consumer calls Take(). A worker waits
/// while `max_ahead` jobs are ahead of the consumer or `max_bytes` of results wait for it, so that
/// results take at most `max_bytes` and one result per worker. Thread-safe.
template <typename Result>
class OrderedWindow {
 public:
  OrderedWindow(std::size_t jobs, std::size_t max_ahead, std::size_t max_bytes)
      : jobs_(jobs), max_bytes_(max_bytes), slots_(max_ahead) {}

  /// Returns the next job, or nullopt if there is none or Stop() was called.
  std::optional<std::size_t> Claim() {
    const MutexLock lock(mutex_);
    while (!stopped_ && claimed_ < jobs_ && !HasRoom()) room_.Wait(mutex_);
    if (stopped_ || claimed_ == jobs_) return std::nullopt;
    return claimed_++;
  }

  /// Stores the result of a claimed job, which has `bytes` bytes.
  void Put(std::size_t job, Result result, std::size_t bytes) {
    const MutexLock lock(mutex_);
    Slot& slot = slots_[job % slots_.size()];
    slot.result = std::move(result);
    slot.bytes = bytes;
    waiting_bytes_ += bytes;
    if (job == taken_) ready_.NotifyOne();
  }

  /// Waits for the result of the next job in order and returns it. Returns nullopt after the last
  /// one, or if Stop() was called and the result is not there.
  std::optional<Result> Take() {
    const MutexLock lock(mutex_);
    if (taken_ == jobs_) return std::nullopt;
    Slot& slot = slots_[taken_ % slots_.size()];
    while (!stopped_ && !slot.result) ready_.Wait(mutex_);
    if (!slot.result) return std::nullopt;
    std::optional<Result> result = std::exchange(slot.result, std::nullopt);
    waiting_bytes_ -= slot.bytes;
    ++taken_;
    room_.NotifyAll();
    return result;
  }

  /// Wakes all waiting threads. No further jobs can be claimed.
  void Stop() {
    const MutexLock lock(mutex_);
    stopped_ = true;
    room_.NotifyAll();
    ready_.NotifyAll();
  }

 private:
  struct Slot {
    std::optional<Result> result;
    std::size_t bytes = 0;
  };

  // True whenever all results are taken, as no bytes are waiting then: the job that the consumer
  // waits for can always be claimed.
  bool HasRoom() const IMREC_REQUIRES(mutex_) {
    return claimed_ - taken_ < slots_.size() && waiting_bytes_ < max_bytes_;
  }

  const std::size_t jobs_;
  const std::size_t max_bytes_;
  Mutex mutex_;
  CondVar room_;   // for workers
  CondVar ready_;  // for the consumer
  std::size_t claimed_ IMREC_GUARDED_BY(mutex_) = 0;
  std::size_t taken_ IMREC_GUARDED_BY(mutex_) = 0;
  std::size_t waiting_bytes_ IMREC_GUARDED_BY(mutex_) = 0;
  bool stopped_ IMREC_GUARDED_BY(mutex_) = false;
  std::vector<Slot> slots_ IMREC_GUARDED_BY(mutex_);  // job j uses slot j % size
};

}  // namespace imrec

#endif  // IMREC_IM2REC_PACK_ORDERED_WINDOW_H_
