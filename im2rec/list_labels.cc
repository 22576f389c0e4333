#include "im2rec/list_labels.h"

#include <cstddef>
#include <span>
#include <string>
#include <vector>

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

LabelChoice ChooseLabelPacking(const ListLines& lines) {
  LabelLayoutDetector survey;
  std::uint64_t with_rows = 0;
  bool any = false;  // line has rows that are valid, except that they may be in pixels
  ListLineReader reader(lines);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const std::vector<float>& labels = reader.Read(i).labels;
    survey.Add(labels);
    const bool has_rows = HoldsRows(labels);
    if (has_rows) ++with_rows;
    any = any || has_rows || HoldsPixelRows(labels);
  }
  if (any && survey.Layout().kind == LabelKind::kDetection) {
    return {.packing = LabelPacking::kPacked};
  }
  return {.packing = LabelPacking::kInHeader, .lines_without_boxes = with_rows};
}

BadLabelCounts CheckLabels(const ListLines& lines, LabelPacking packing,
                           const std::function<void(const BadLabel&)>& tell) {
  LabelLayoutDetector survey;
  ListLineReader reader(lines);
  for (std::size_t i = 0; i < lines.size(); ++i) survey.Add(Stored(reader.Read(i), packing));
  const LabelLayout layout = survey.Layout();
  BadLabelCounts counts;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const ListEntry& entry = reader.Read(i);
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
