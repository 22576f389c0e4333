// The records that a preview shows.
#ifndef IMREC_READER_TOOL_PREVIEW_PREVIEW_CHOICE_H_
#define IMREC_READER_TOOL_PREVIEW_PREVIEW_CHOICE_H_

#include <cstdint>
#include <vector>

#include "reader/order/epoch_order.h"
#include "reader/tool/input_set.h"

namespace imrec::tool {

/// The records with the given keys or, if there is none, some in the order of epoch 0, where the
/// next replaces one that is bad.
class PreviewChoice {
 public:
  /// Throws Error if the set has no record with one of the keys.
  PreviewChoice(const InputSet& input, const std::vector<std::uint64_t>& keys, std::uint64_t count,
                std::uint64_t seed);

  /// The number of records to show, and of those to try for that.
  std::uint64_t wanted() const { return wanted_; }
  std::uint64_t candidates() const { return candidates_; }
  /// The ordinal of the i-th candidate.
  std::uint64_t Ordinal(std::uint64_t i) const {
    return ordinals_.empty() ? order_.At(i) : ordinals_[i];
  }

 private:
  EpochOrder order_;
  std::uint64_t wanted_;
  std::uint64_t candidates_;
  std::vector<std::uint64_t> ordinals_;
};

}  // namespace imrec::tool

#endif  // IMREC_READER_TOOL_PREVIEW_PREVIEW_CHOICE_H_
