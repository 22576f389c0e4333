// Distributes numbered jobs to several threads and returns their results in order.
#ifndef IMREC_IM2REC_ORDERED_WINDOW_H_
#define IMREC_IM2REC_ORDERED_WINDOW_H_

#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

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
    std::unique_lock lock(mutex_);
    // If all results are taken, no bytes are waiting, so the job that the consumer waits for can
    // always be claimed.
    room_.wait(lock, [&] {
      return stopped_ || claimed_ == jobs_ ||
             (claimed_ - taken_ < slots_.size() && waiting_bytes_ < max_bytes_);
    });
    if (stopped_ || claimed_ == jobs_) return std::nullopt;
    return claimed_++;
  }

  /// Stores the result of a claimed job, which has `bytes` bytes.
  void Put(std::size_t job, Result result, std::size_t bytes) {
    const std::lock_guard lock(mutex_);
    Slot& slot = slots_[job % slots_.size()];
    slot.result = std::move(result);
    slot.bytes = bytes;
    waiting_bytes_ += bytes;
    if (job == taken_) ready_.notify_one();
  }

  /// Waits for the result of the next job in order and returns it. Returns nullopt after the last
  /// one, or if Stop() was called and the result is not there.
  std::optional<Result> Take() {
    std::unique_lock lock(mutex_);
    if (taken_ == jobs_) return std::nullopt;
    Slot& slot = slots_[taken_ % slots_.size()];
    ready_.wait(lock, [&] { return stopped_ || slot.result.has_value(); });
    if (!slot.result) return std::nullopt;
    std::optional<Result> result = std::exchange(slot.result, std::nullopt);
    waiting_bytes_ -= slot.bytes;
    ++taken_;
    room_.notify_all();
    return result;
  }

  /// Wakes all waiting threads. No further jobs can be claimed.
  void Stop() {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
    room_.notify_all();
    ready_.notify_all();
  }

 private:
  struct Slot {
    std::optional<Result> result;
    std::size_t bytes = 0;
  };

  std::mutex mutex_;
  std::condition_variable room_;   // for workers
  std::condition_variable ready_;  // for the consumer
  std::size_t jobs_;
  std::size_t max_bytes_;
  std::size_t claimed_ = 0;
  std::size_t taken_ = 0;
  std::size_t waiting_bytes_ = 0;
  bool stopped_ = false;
  std::vector<Slot> slots_;  // job j uses slot j % size
};

}  // namespace imrec

#endif  // IMREC_IM2REC_ORDERED_WINDOW_H_
