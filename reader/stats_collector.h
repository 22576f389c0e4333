// Collects the statistics of a reader while it runs.
#ifndef IMREC_READER_STATS_COLLECTOR_H_
#define IMREC_READER_STATS_COLLECTOR_H_

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include <imrec/reader_stats.h>

#include "reader/bad_record_judge.h"
#include "reader/latency_histogram.h"

namespace imrec {

/// Counts what the workers and the caller's thread do. Times count from the first call of Next().
/// Not thread-safe.
class StatsCollector {
 public:
  using Clock = std::chrono::steady_clock;

  void AddWorkers(std::size_t count) { workers_.resize(workers_.size() + count); }

  /// Next() was called at `now`.
  void BeginNext(Clock::time_point now);
  /// It has a batch, for which it has waited since `begin`.
  void EndWait(Clock::time_point begin);
  void AddDelivered(std::size_t samples) { counts_.delivered += samples; }
  void AddBad(std::span<const BadSlot> slots);

  /// The worker has nothing to do. Does nothing if that is known.
  void BeginIdle(std::size_t worker);
  /// It has, or it stops.
  void EndIdle(std::size_t worker);
  /// It has loaded samples; `times` are those since it was started, after each of them. Returns how
  /// long these samples took.
  std::chrono::nanoseconds AddSamples(std::size_t worker, std::span<const StageTimes> times);

  ReaderStats Stats() const;

 private:
  struct WorkerProgress {
    std::uint64_t samples = 0;
    StageTimes times;
    std::array<LatencyHistogram, kStageNames.size()> histograms{};
    std::optional<Clock::time_point> idle_since;
    Clock::duration idle{};  // before idle_since
  };

  Clock::duration IdleUntil(const WorkerProgress& worker, Clock::time_point end) const;

  ReaderStats counts_;  // those of the caller's thread
  std::optional<Clock::time_point> first_next_;
  Clock::time_point last_next_;
  Clock::duration consumer_waits_{};
  std::vector<WorkerProgress> workers_;
};

}  // namespace imrec

#endif  // IMREC_READER_STATS_COLLECTOR_H_
