#include "reader/classification_rows.h"

#include <algorithm>
#include <cmath>
#include <string>

#include <imrec/error.h>

namespace imrec {

std::size_t StoredLabelRows::Write(const SamplePlan& /*plan*/, std::span<float> row) const {
  if (labels_.size() > row.size()) {
    throw Error(ErrorCode::kLimitExceeded, std::to_string(labels_.size()) +
                                               " labels, but rows have room for " +
                                               std::to_string(row.size()));
  }
  const auto rest = std::ranges::copy(labels_, row.begin()).out;
  std::fill(rest, row.end(), -1.0F);
  return labels_.size();
}

std::size_t MultiHotRows::Write(const SamplePlan& /*plan*/, std::span<float> row) const {
  std::ranges::fill(row, 0.0F);
  std::size_t count = 0;
  for (const float label : labels_) {
    if (label < 0) continue;
    if (!(label < static_cast<float>(row.size())) || label != std::floor(label)) {
      throw Error(ErrorCode::kCorruptData, "label " + std::to_string(label) + " is none of the " +
                                               std::to_string(row.size()) + " classes");
    }
    float& value = row[static_cast<std::size_t>(label)];
    if (value == 0) ++count;
    value = 1;
  }
  return count;
}

}  // namespace imrec
