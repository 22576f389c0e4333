#include "im2rec/list/list_labels.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <optional>
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

// Returns the corners of the first invalid object. A label with an invalid header names none.
std::optional<std::array<float, 4>> BadBox(std::span<const float> labels) {
  if (!DetectionLabelView::Problem(labels).empty()) return std::nullopt;
  const auto is_finite = [](float value) { return std::isfinite(value); };
  const DetectionLabelView label(labels);
  if (!std::ranges::all_of(label.header_extra(), is_finite)) return std::nullopt;
  for (std::size_t i = 0; i < label.object_count(); ++i) {
    const std::span<const float> object = label.object(i);
    if (DetectionObjectProblem(object).empty()) continue;
    const std::array<float, 4> box = {object[1], object[2], object[3], object[4]};
    if (!std::ranges::all_of(box, is_finite)) return std::nullopt;
    return box;
  }
  return std::nullopt;
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
    if (!tell) continue;
    BadLabel bad{.line = entry.line, .path = entry.path, .reason = problem};
    if (layout.kind == LabelKind::kDetection) bad.box = BadBox(labels);
    tell(bad);
  }
  return counts;
}

}  // namespace imrec
