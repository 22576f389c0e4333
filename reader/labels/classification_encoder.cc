#include "reader/labels/classification_encoder.h"

#include <algorithm>
#include <cmath>
#include <string>

#include <imrec/error.h>

namespace imrec {

void PlainLabelEncoder::Parse(std::span<const float> labels) {
  if (const std::string problem = LabelProblem(labels, layout_); !problem.empty()) {
    throw Error(ErrorCode::kCorruptData, problem);
  }
  labels_.assign(labels.begin(), labels.end());
}

std::size_t StoredLabelEncoder::Encode(const SamplePlan& /*plan*/, std::span<float> row) const {
  if (labels().size() > row.size()) {
    throw Error(ErrorCode::kLimitExceeded, std::to_string(labels().size()) +
                                               " labels, but rows have room for " +
                                               std::to_string(row.size()));
  }
  const auto rest = std::ranges::copy(labels(), row.begin()).out;
  std::fill(rest, row.end(), -1.0F);
  return labels().size();
}

std::size_t IdentityEncoder::Encode(const SamplePlan& /*plan*/, std::span<float> row) const {
  std::ranges::fill(row, -1.0F);
  row[0] = labels()[0];
  return 1;
}

std::size_t MultiHotEncoder::Encode(const SamplePlan& /*plan*/, std::span<float> row) const {
  std::ranges::fill(row, 0.0F);
  std::size_t count = 0;
  for (const float label : labels()) {
    if (label < 0) continue;
    if (!(label < static_cast<float>(row.size())) || label != std::floor(label)) {
      throw Error(ErrorCode::kCorruptData, "label " + std::to_string(label) +
                                               " is not one of the " + std::to_string(row.size()) +
                                               " classes");
    }
    float& value = row[static_cast<std::size_t>(label)];
    if (value == 0) ++count;
    value = 1;
  }
  return count;
}

}  // namespace imrec
