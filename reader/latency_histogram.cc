#include "reader/latency_histogram.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace imrec {

void LatencyHistogram::Add(std::chrono::nanoseconds duration) {
  const auto value = static_cast<std::uint64_t>(std::max<std::int64_t>(0, duration.count()));
  ++counts_[BinOf(value)];
  ++total_;
}

void LatencyHistogram::Add(const LatencyHistogram& other) {
  for (std::size_t i = 0; i < kBins; ++i) counts_[i] += other.counts_[i];
  total_ += other.total_;
}

double LatencyHistogram::Percentile(double share) const {
  if (total_ == 0) return 0;
  const auto wanted =
      static_cast<std::uint64_t>(std::max(1.0, std::ceil(share * static_cast<double>(total_))));
  std::uint64_t seen = 0;
  for (std::size_t bin = 0; bin < kBins; ++bin) {
    seen += counts_[bin];
    if (seen >= wanted) return MiddleOf(bin) / 1000;
  }
  return MiddleOf(kBins - 1) / 1000;
}

// Values below 2^kSubBits have a bin each. For larger ones, the leading bits select the bin.
std::size_t LatencyHistogram::BinOf(std::uint64_t value) {
  if (value >> kSubBits == 0) return value;
  const int shift = static_cast<int>(std::bit_width(value)) - kSubBits - 1;
  const auto octave = static_cast<std::size_t>(shift) + 1;
  const auto within = static_cast<std::size_t>(value >> shift) & ((1U << kSubBits) - 1);
  return (octave << kSubBits) + within;
}

double LatencyHistogram::MiddleOf(std::size_t bin) {
  if (bin >> kSubBits == 0) return static_cast<double>(bin);
  const int shift = static_cast<int>(bin >> kSubBits) - 1;
  const auto within = static_cast<double>(bin & ((1U << kSubBits) - 1));
  return std::ldexp(within + 0.5 + (1U << kSubBits), shift);
}

}  // namespace imrec
