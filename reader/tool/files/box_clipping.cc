#include "reader/tool/files/box_clipping.h"

#include <algorithm>
#include <array>
#include <bit>

#include <imrec/detection_label.h>
#include <imrec/image_record.h>
#include <imrec/label_layout.h>

#include "reader/tool/class_id.h"

namespace imrec::tool {
namespace {

std::string BoxText(std::span<const float> object) {
  std::string text = "(";
  for (const float corner : object.subspan(1, 4)) {
    text += (text.size() > 1 ? " " : "") + LabelText(corner);
  }
  return text + ')';
}

bool IsInverted(std::span<const float> object) {
  return object[3] < object[1] || object[4] < object[2];
}

bool ReachesOutside(std::span<const float> object) {
  const auto [lowest, highest] = std::ranges::minmax(object.subspan(1, 4));
  return lowest < -kCornerTolerance || highest > 1 + kCornerTolerance;
}

// Returns a label with only this object, which can be checked like any label.
std::string ProblemOf(std::span<const float> object) {
  std::vector<float> label;
  StartDetectionLabel(object.size(), {}, label);
  label.insert(label.end(), object.begin(), object.end());
  return DetectionLabelProblem(label);
}

// Appends the object, repaired if necessary. Returns false if it cannot be repaired.
bool AppendMended(std::size_t number, std::span<const float> object, ClippedLabel& result) {
  if (ProblemOf(object).empty()) {
    result.values.insert(result.values.end(), object.begin(), object.end());
    return true;
  }
  const std::string name = "object " + std::to_string(number) + ": its box ";
  std::vector<float> mended(object.begin(), object.end());
  for (std::size_t i = 1; i <= 4; ++i) mended[i] = std::clamp(mended[i], 0.0F, 1.0F);
  if (IsInverted(object)) {
    // Everything except the order of the corners must be valid.
    std::vector<float> upright = mended;
    if (upright[3] < upright[1]) std::swap(upright[1], upright[3]);
    if (upright[4] < upright[2]) std::swap(upright[2], upright[4]);
    if (!ProblemOf(upright).empty()) return false;
    ++result.dropped;
    result.notes.push_back(name + "is inverted " + BoxText(object) + "; dropped");
    return true;
  }
  if (!ReachesOutside(object) || !ProblemOf(mended).empty()) return false;
  const bool left = !IsEmptyObject(mended);
  ++(left ? result.clipped : result.dropped);
  result.notes.push_back(name + "reaches outside 0..1 " + BoxText(object) +
                         (left ? "; clipped" : "; it is outside the image; dropped"));
  if (left) result.values.insert(result.values.end(), mended.begin(), mended.end());
  return true;
}

}  // namespace

std::optional<ClippedLabel> ClipBoxes(std::span<const float> label) {
  if (DetectionLabelProblem(label).empty()) return std::nullopt;
  if (!DetectionLabelView::Problem(label).empty() || HasPixelBoxes(label)) return std::nullopt;
  const DetectionLabelView view(label);
  ClippedLabel result;
  StartDetectionLabel(view.object_width(), view.header_extra(), result.values);
  const std::size_t header = result.values.size();
  for (std::size_t i = 0; i < view.object_count(); ++i) {
    if (!AppendMended(i + 1, view.object(i), result)) return std::nullopt;
  }
  if (result.values.size() == header) {
    AppendNegativePlaceholder(view.object_width(), result.values);
  }
  // The fault may be in the header.
  if (!DetectionLabelProblem(result.values).empty()) return std::nullopt;
  return result;
}

void ReplaceLabels(std::span<const float> labels, std::span<const std::byte> record,
                   std::vector<std::byte>& result) {
  const std::span<const std::byte> image = ImageRecordView(record).image();
  const auto append = [&](std::uint32_t bits) {
    for (int shift = 0; shift < 32; shift += 8)
      result.push_back(static_cast<std::byte>(bits >> shift));
  };
  result.clear();
  append(static_cast<std::uint32_t>(labels.size()));
  const auto rest =
      record.subspan(sizeof(std::uint32_t), ImageRecordView::kHeaderSize - sizeof(std::uint32_t));
  result.insert(result.end(), rest.begin(), rest.end());
  for (const float label : labels) append(std::bit_cast<std::uint32_t>(label));
  result.insert(result.end(), image.begin(), image.end());
}

}  // namespace imrec::tool
