// Statistics of a reader: counts and times.
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
#include <imrec/export.h>
#include <imrec/remote_options.h>

namespace imrec {

/// The stages of loading a sample.
enum class Stage : std::uint8_t { kRead, kPlan, kDecode, kRender };
inline constexpr std::array<std::string_view, 4> kStageNames = {"read", "plan", "decode", "render"};

/// The time spent in each stage, summed over all workers.
struct StageTimes {
  std::array<std::chrono::nanoseconds, kStageNames.size()> spent{};

  std::chrono::nanoseconds& operator[](Stage stage) {
    return spent[static_cast<std::size_t>(stage)];
  }
};

/// The median and the 99th percentile of the time that a stage takes per sample, in microseconds.
/// The error is at most 4 percent.
struct StagePercentiles {
  double p50 = 0;
  double p99 = 0;
};

/// What a reader has done since it was made.
struct ReaderStats {
  std::uint64_t samples = 0;    // loaded by the workers
  std::uint64_t delivered = 0;  // samples in batches that Next() returned
  // In batches that Next() returned or failed for. A record counts as often as it was read, also as
  // a replacement for another.
  std::uint64_t bad_records = 0;
  std::uint64_t replaced = 0;       // samples whose record was replaced by another
  std::vector<Error> bad_examples;  // the errors of the first 20 bad records
  StageTimes stage_times;
  std::array<StagePercentiles, kStageNames.size()> stage_percentiles{};

  RemoteStats remote = {};  // of the session of the reader's files

  double seconds = 0;         // from the first call of Next() to the end of the last one
  double consumer_waits = 0;  // seconds of these in which Next() waited for a batch
  double worker_waits = 0;    // seconds of these in which a worker was idle, on average

  double images_per_second() const {
    return seconds > 0 ? static_cast<double>(delivered) / seconds : 0;
  }
};

/// Returns a line that describes whether the reader or its caller is the bottleneck, and which
/// stage of the reader, for example "the reader is the bottleneck, most of all decode: ...".
IMREC_EXPORT std::string DescribeBottleneck(const ReaderStats& stats);

}  // namespace imrec

#endif  // IMREC_READER_STATS_H_
