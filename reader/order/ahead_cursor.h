// Which batches are fetched in advance.
#ifndef IMREC_READER_ORDER_AHEAD_CURSOR_H_
#define IMREC_READER_ORDER_AHEAD_CURSOR_H_

#include <cstddef>
#include <optional>
#include <tuple>
#include <vector>

#include "reader/order/batch_schedule.h"
#include "recordio/internal/mutex.h"

namespace imrec {

/// Names each batch once, some batches before it is filled. Thread-safe.
class AheadCursor {
 public:
  /// `schedule` must outlive this object. `distance` is in batches, at least 1.
  AheadCursor(const BatchSchedule& schedule, std::size_t distance)
      : schedule_(schedule), distance_(distance) {}

  std::size_t distance() const { return distance_; }

  /// Replaces `batches` by those up to `distance` after `place` that come after all that were named
  /// before; the first call names `place` itself, too. Calls need not be in order.
  void Advance(const BatchPlace& place, std::vector<BatchPlace>& batches) IMREC_EXCLUDES(mutex_) {
    batches.clear();
    const MutexLock lock(mutex_);
    if (!latest_) {
      batches.push_back(place);
      latest_ = place;
    }
    BatchPlace at = place;
    for (std::size_t i = 0; i < distance_; ++i) {
      at = schedule_.Existing({.epoch = at.epoch, .number = at.number + 1});
      if (std::tie(at.epoch, at.number) <= std::tie(latest_->epoch, latest_->number)) continue;
      batches.push_back(at);
      latest_ = at;
    }
  }

  /// Forgets what was named, because the next batch is another than expected.
  void Reset() IMREC_EXCLUDES(mutex_) {
    const MutexLock lock(mutex_);
    latest_.reset();
  }

 private:
  const BatchSchedule& schedule_;
  const std::size_t distance_;
  Mutex mutex_;
  std::optional<BatchPlace> latest_ IMREC_GUARDED_BY(mutex_);
};

}  // namespace imrec

#endif  // IMREC_READER_ORDER_AHEAD_CURSOR_H_
