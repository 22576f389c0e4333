// What a reader has done so far.
#ifndef IMREC_READER_STATS_H_
#define IMREC_READER_STATS_H_

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <imrec/error.h>

namespace imrec {

/// The stages of loading a sample.
enum class Stage : std::uint8_t { kRead, kPlan, kDecode, kRender };
inline constexpr std::array<std::string_view, 4> kStageNames = {"read", "plan", "decode", "render"};

/// Time spent in each stage, summed over all workers.
struct StageTimes {
  std::array<std::chrono::nanoseconds, kStageNames.size()> spent{};

  std::chrono::nanoseconds& operator[](Stage stage) {
    return spent[static_cast<std::size_t>(stage)];
  }
};

/// Microseconds that a stage takes of a sample: half, or 99 of 100 samples, take no longer.
/// Exact to 4 percent.
struct StagePercentiles {
  double p50 = 0;
  double p99 = 0;
};

struct ReaderStats {
  std::uint64_t samples = 0;        // loaded by the workers
  std::uint64_t delivered = 0;      // of these, in batches that Next() returned
  std::uint64_t bad_records = 0;    // met on the way to these
  std::uint64_t replaced = 0;       // samples for which another record stands in
  std::vector<Error> bad_examples;  // the first of the bad records
  StageTimes stage_times;
  std::array<StagePercentiles, kStageNames.size()> stage_percentiles{};

  double seconds = 0;         // from the first call of Next() to the end of the last
  double consumer_waits = 0;  // seconds of it in which Next() waited for a batch
  double worker_waits = 0;  // seconds in which a worker had nothing to do, on average over workers

  double images_per_second() const {
    return seconds > 0 ? static_cast<double>(delivered) / seconds : 0;
  }
};

/// One line that says who waits for whom: "the reader is the bottleneck: ...".
std::string DescribeBottleneck(const ReaderStats& stats);

}  // namespace imrec

#endif  // IMREC_READER_STATS_H_
