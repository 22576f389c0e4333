// How long things took: percentiles in constant memory.
#ifndef IMREC_READER_LATENCY_HISTOGRAM_H_
#define IMREC_READER_LATENCY_HISTOGRAM_H_

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace imrec {

/// Counts durations in bins that grow with them: 16 for each doubling, so that a percentile is
/// exact to 4 percent (the layout of Tene's HdrHistogram). A value type.
class LatencyHistogram {
 public:
  void Add(std::chrono::nanoseconds duration);
  void Add(const LatencyHistogram& other);

  /// The duration, in microseconds, that a share of 0..1 of all does not exceed; 0 if there is
  /// none.
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
