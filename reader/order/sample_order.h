// Maps positions of an epoch to records.
#ifndef IMREC_READER_ORDER_SAMPLE_ORDER_H_
#define IMREC_READER_ORDER_SAMPLE_ORDER_H_

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include <imrec/reader_options.h>

#include "reader/order/sample_mix.h"
#include "reader/order/window_order.h"

namespace imrec {

/// A pure function of its arguments that takes constant time for any position. Thread-safe.
class SampleOrder {
 public:
  SampleOrder(SampleMix mix, const ShuffleOptions& shuffle, std::uint64_t seed)
      : mix_(std::move(mix)), shuffle_(shuffle), seed_(seed) {}

  const SampleMix& mix() const { return mix_; }
  /// The number of samples per epoch.
  std::uint64_t size() const { return mix_.size(); }

  SampleOrdinals At(std::uint32_t epoch, std::uint64_t position) const;
  /// Same, but without shuffling.
  SampleOrdinals Unshuffled(std::uint32_t epoch, std::uint64_t index) const {
    return mix_.At(index, seed_, epoch);
  }
  /// Appends the samples at some positions of an epoch, in a fraction of the time of single calls.
  /// Overwrites `positions`.
  void Append(std::uint32_t epoch, std::span<std::uint64_t> positions,
              std::vector<SampleOrdinals>& samples) const;

  /// With ShuffleMode::kWindow: if a window of the epoch starts in [begin, end), returns the runs
  /// of records of the next window, and also its own if it is the first. Otherwise returns no runs.
  std::vector<WindowOrder::Run> RunsAhead(std::uint32_t epoch, std::uint64_t begin,
                                          std::uint64_t end) const;

 private:
  void Shuffle(std::uint32_t epoch, std::span<std::uint64_t> positions) const;

  SampleMix mix_;
  ShuffleOptions shuffle_;
  std::uint64_t seed_;
};

}  // namespace imrec

#endif  // IMREC_READER_ORDER_SAMPLE_ORDER_H_
