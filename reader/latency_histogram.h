// Percentiles of durations in constant memory.
#ifndef IMREC_READER_LATENCY_HISTOGRAM_H_
#define IMREC_READER_LATENCY_HISTOGRAM_H_

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace imrec {

/// Counts durations in bins whose width grows with the duration: 16 bins per doubling, so that the
/// error of a percentile is at most 4 percent (the layout of Tene's HdrHistogram). A value type.
class LatencyHistogram {
 public:
  void Add(std::chrono::nanoseconds duration);
  void Add(const LatencyHistogram& other);

  /// Returns the percentile for `share` in 0..1 in microseconds; 0 if there are no durations.
  double Percentile(double share) const;

 private:
  static constexpr int kSubBits = 4;
  static constexpr std::size_t kBins = (64 - kSubBits + 1) << kSubBits;

  static std::size_t BinOf(std::uint64_t value);
  static double MiddleOf(std::size_t bin);

  std::array<std::uint32_t, kBins> counts_{};
  std::uint64_t total_ = 0;
};

}  // namespace imrec

#endif  // IMREC_READER_LATENCY_HISTOGRAM_H_
