#include <imrec/detection_label.h>

#include <imrec/error.h>

namespace imrec {
namespace {

// Returns true for a whole number in minimum..kMaxWidth.
bool IsWidth(float value, std::size_t minimum) {
  return value >= static_cast<float>(minimum) &&
         value <= static_cast<float>(DetectionLabelView::kMaxWidth) &&
         value == static_cast<float>(static_cast<int>(value));
}

}  // namespace

std::string DetectionLabelView::Problem(std::span<const float> values) {
  if (values.size() < kMinHeaderWidth) {
    return "a detection label starts with its header width A and object width B, found " +
           std::to_string(values.size()) + " value(s)";
  }
  if (!IsWidth(values[0], kMinHeaderWidth)) {
    return "header width A must be a whole number >= 2, found " + std::to_string(values[0]);
  }
  if (!IsWidth(values[1], kMinObjectWidth)) {
    return "object width B must be a whole number >= 5, found " + std::to_string(values[1]);
  }
  const auto header_width = static_cast<std::size_t>(values[0]);
  const auto object_width = static_cast<std::size_t>(values[1]);
  if (values.size() < header_width || (values.size() - header_width) % object_width != 0) {
    return std::to_string(values.size()) + " values do not divide into a header of " +
           std::to_string(header_width) + " and objects of " + std::to_string(object_width);
  }
  return {};
}

DetectionLabelView::DetectionLabelView(std::span<const float> values) : values_(values) {
  if (const std::string problem = Problem(values); !problem.empty()) {
    throw Error(ErrorCode::kCorruptData, problem);
  }
  header_width_ = static_cast<std::size_t>(values[0]);
  object_width_ = static_cast<std::size_t>(values[1]);
}

bool IsEmptyObject(std::span<const float> object) {
  // A comparison with NaN is false, so a NaN coordinate makes the object empty.
  return !(object[1] < object[3] && object[2] < object[4]);
}

void StartDetectionLabel(std::size_t object_width, std::span<const float> header_extra,
                         std::vector<float>& row) {
  row.clear();
  row.push_back(static_cast<float>(2 + header_extra.size()));
  row.push_back(static_cast<float>(object_width));
  row.insert(row.end(), header_extra.begin(), header_extra.end());
}

void AppendNegativePlaceholder(std::size_t object_width, std::vector<float>& row) {
  row.push_back(-1.0F);
  row.resize(row.size() + object_width - 1, 0.0F);
}

}  // namespace imrec
