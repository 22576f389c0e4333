#include "im2rec/list_labels.h"

#include <algorithm>
#include <cstddef>

#include <imrec/detection_label.h>
#include <imrec/label_layout.h>

#include "recordio/internal/label_layout_detector.h"

namespace imrec {
namespace {

std::span<const float> Stored(const ListEntry& entry, LabelPacking packing) {
  const std::span<const float> labels(entry.labels);
  return packing == LabelPacking::kInHeader ? labels.first(1) : labels;
}

// Returns true for a valid detection label with at least one row, which may be the placeholder of
// an image without objects. Two plain labels, such as 2 and 5, look like a header without rows.
bool HoldsRows(std::span<const float> labels) {
  return DetectionLabelProblem(labels).empty() && DetectionLabelView(labels).object_count() > 0;
}

// Returns true for a detection label that is valid except that its boxes are in pixels.
bool HoldsPixelRows(std::span<const float> labels) {
  if (!HasPixelBoxes(labels)) return false;
  const DetectionLabelView label(labels);
  for (std::size_t i = 0; i < label.object_count(); ++i) {
    if (!IsClassId(label.object(i)[0]) || IsEmptyObject(label.object(i))) return false;
  }
  return true;
}

}  // namespace

LabelChoice ChooseLabelPacking(std::span<const ListEntry> entries) {
  LabelLayoutDetector survey;
  for (const ListEntry& entry : entries) survey.Add(entry.labels);
  const bool most = survey.Layout().kind == LabelKind::kDetection;
  const bool any = most && std::ranges::any_of(entries, [](const ListEntry& entry) {
                     return HoldsRows(entry.labels) || HoldsPixelRows(entry.labels);
                   });
  if (any) return {.packing = LabelPacking::kPacked};
  const auto lines = std::ranges::count_if(
      entries, [](const ListEntry& entry) { return HoldsRows(entry.labels); });
  return {.packing = LabelPacking::kInHeader,
          .lines_without_boxes = static_cast<std::uint64_t>(lines)};
}

BadLabelCounts CheckLabels(std::span<const ListEntry> entries, LabelPacking packing,
                           const std::function<void(const BadLabel&)>& tell) {
  LabelLayoutDetector survey;
  for (const ListEntry& entry : entries) survey.Add(Stored(entry, packing));
  const LabelLayout layout = survey.Layout();
  BadLabelCounts counts;
  for (const ListEntry& entry : entries) {
    const std::span<const float> labels = Stored(entry, packing);
    const std::string problem = LabelProblem(labels, layout);
    if (problem.empty()) continue;
    ++counts.lines;
    if (HasPixelBoxes(labels)) ++counts.pixel_boxes;
    if (tell) tell({.line = entry.line, .path = entry.path, .reason = problem});
  }
  return counts;
}

}  // namespace imrec
