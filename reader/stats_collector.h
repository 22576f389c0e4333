// Collects the statistics of a reader while it runs.
#ifndef IMREC_READER_STATS_COLLECTOR_H_
#define IMREC_READER_STATS_COLLECTOR_H_

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include <imrec/reader_stats.h>

#include "reader/bad_record_judge.h"
#include "reader/latency_histogram.h"
#include "recordio/internal/mutex.h"

namespace imrec {

/// Counts what the workers and the caller's thread do. Times count from the first call of Next().
/// Thread-safe. Workers do not wait for each other, because each has counts of its own.
class StatsCollector {
 public:
  using Clock = std::chrono::steady_clock;

  explicit StatsCollector(std::size_t workers);

  /// Next() was called at `now`.
  void BeginNext(Clock::time_point now) IMREC_EXCLUDES(mutex_);
  /// It has a batch, for which it has waited since `begin`.
  void EndWait(Clock::time_point begin) IMREC_EXCLUDES(mutex_);
  void AddDelivered(std::size_t samples) IMREC_EXCLUDES(mutex_);
  void AddBad(std::span<const BadSlot> slots) IMREC_EXCLUDES(mutex_);

  /// The worker has nothing to do. Does nothing if that is known.
  void BeginIdle(std::size_t worker);
  /// It has, or it stops.
  void EndIdle(std::size_t worker) IMREC_EXCLUDES(mutex_);
  /// It has loaded samples; `times` are those since it was started, after each of them. Returns how
  /// long these samples took.
  std::chrono::nanoseconds AddSamples(std::size_t worker, std::span<const StageTimes> times);

  ReaderStats Stats() const IMREC_EXCLUDES(mutex_);

 private:
  struct WorkerProgress {
    mutable Mutex mutex;
    std::uint64_t samples IMREC_GUARDED_BY(mutex) = 0;
    StageTimes times IMREC_GUARDED_BY(mutex);
    std::array<LatencyHistogram, kStageNames.size()> histograms IMREC_GUARDED_BY(mutex){};
    std::optional<Clock::time_point> idle_since IMREC_GUARDED_BY(mutex);
    Clock::duration idle IMREC_GUARDED_BY(mutex){};  // before idle_since
  };
  // The calls of Next().
  struct Calls {
    std::optional<Clock::time_point> first;
    Clock::time_point last;
    Clock::duration waits{};
  };

  static Clock::duration IdleUntil(const WorkerProgress& worker, Clock::time_point end,
                                   const Calls& calls) IMREC_REQUIRES(worker.mutex);
  Calls calls() const IMREC_EXCLUDES(mutex_);

  const std::vector<std::unique_ptr<WorkerProgress>> workers_;
  mutable Mutex mutex_;                          // never locked after that of a worker
  ReaderStats counts_ IMREC_GUARDED_BY(mutex_);  // those of the caller's thread
  Calls calls_ IMREC_GUARDED_BY(mutex_);
};

}  // namespace imrec

#endif  // IMREC_READER_STATS_COLLECTOR_H_
