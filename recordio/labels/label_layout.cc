#include <imrec/label_layout.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include <imrec/detection_label.h>

namespace imrec {
namespace {

// Corners above this are taken for pixels rather than for wrong normalised values.
constexpr float kLargestNormalised = 2;

bool AllFinite(std::span<const float> values) {
  return std::ranges::all_of(values, [](float value) { return std::isfinite(value); });
}

std::string Text(float value) {
  std::array<char, 64> text;
  const auto result = std::to_chars(text.data(), text.data() + text.size(), value);
  return {text.data(), result.ptr};
}

// Returns the corners as "(0.1 0.2 0.3 0.4)".
std::string BoxText(std::span<const float> corners) {
  std::string text = "(";
  for (const float corner : corners) text += (text.size() > 1 ? " " : "") + Text(corner);
  return text + ')';
}

// Returns true if corners outside 0..1 appear to be pixels.
bool LookLikePixels(std::span<const float> corners) {
  const auto [lowest, highest] = std::ranges::minmax(corners);
  return lowest >= -kLargestNormalised && highest > kLargestNormalised;
}

std::string FiniteProblem(std::span<const float> values) {
  const auto bad = std::ranges::find_if(values, [](float value) { return !std::isfinite(value); });
  if (bad == values.end()) return {};
  return "label value " + std::to_string(bad - values.begin() + 1) + " is not a number";
}

// The corners of a box, which are finite.
std::string CornersProblem(std::span<const float> corners) {
  if (corners[2] < corners[0] || corners[3] < corners[1]) {
    return "its box is inverted " + BoxText(corners);
  }
  const auto [lowest, highest] = std::ranges::minmax(corners);
  if (lowest >= -kCornerTolerance && highest <= 1 + kCornerTolerance) return {};
  if (LookLikePixels(corners)) {
    return "its box looks like pixels, corners should be in 0..1 " + BoxText(corners);
  }
  return "its box reaches outside 0..1 " + BoxText(corners);
}

}  // namespace

std::string LabelKindName(LabelKind kind) {
  switch (kind) {
    case LabelKind::kClassification:
      return "classification";
    case LabelKind::kDetection:
      return "detection";
    case LabelKind::kIdentity:
      return "identity";
    case LabelKind::kUnknown:
      break;
  }
  return "unknown";
}

bool IsClassId(float value) {
  return value >= 0 && value < kClassIdEnd && value == std::floor(value);
}

std::string DetectionObjectProblem(std::span<const float> object) {
  if (!AllFinite(object)) return "a value is not a number";
  if (object[0] == -1 && IsEmptyObject(object)) return {};  // placeholder: image without objects
  if (!IsClassId(object[0])) {
    return "its class " + Text(object[0]) + " is not a whole number >= 0 and < 2^24";
  }
  return CornersProblem(object.subspan(1, 4));
}

std::string DetectionLabelProblem(std::span<const float> values) {
  if (std::string problem = DetectionLabelView::Problem(values); !problem.empty()) {
    return AllFinite(values) ? problem : FiniteProblem(values);
  }
  const DetectionLabelView label(values);
  if (!AllFinite(label.header_extra())) return FiniteProblem(values);
  for (std::size_t i = 0; i < label.object_count(); ++i) {
    const std::string problem = DetectionObjectProblem(label.object(i));
    if (!problem.empty()) return "object " + std::to_string(i + 1) + ": " + problem;
  }
  return {};
}

bool HasPixelBoxes(std::span<const float> values) {
  if (!DetectionLabelView::Problem(values).empty() || !AllFinite(values)) return false;
  const DetectionLabelView label(values);
  for (std::size_t i = 0; i < label.object_count(); ++i) {
    if (LookLikePixels(label.object(i).subspan(1, 4))) return true;
  }
  return false;
}

std::string ClassificationLabelProblem(std::span<const float> values, const LabelLayout& layout) {
  if (std::string problem = FiniteProblem(values); !problem.empty()) return problem;
  const bool usual_width = values.size() >= layout.width_min && values.size() <= layout.width_max;
  if (!usual_width && DetectionLabelProblem(values).empty()) {
    return "a detection label of " + std::to_string(values.size()) +
           " values among classification labels of at most " + std::to_string(layout.width_max);
  }
  return {};
}

std::string IdentityLabelProblem(std::span<const float> values) {
  if (std::string problem = FiniteProblem(values); !problem.empty()) return problem;
  if (values.empty()) return "its identity is missing";
  if (!IsClassId(values[0])) {
    return "its identity " + Text(values[0]) + " is not a whole number >= 0 and < 2^24";
  }
  return {};
}

std::string LabelProblem(std::span<const float> values, const LabelLayout& layout) {
  switch (layout.kind) {
    case LabelKind::kDetection:
      return DetectionLabelProblem(values);
    case LabelKind::kClassification:
      return ClassificationLabelProblem(values, layout);
    case LabelKind::kIdentity:
      return IdentityLabelProblem(values);
    case LabelKind::kUnknown:
      break;
  }
  return FiniteProblem(values);
}

}  // namespace imrec
