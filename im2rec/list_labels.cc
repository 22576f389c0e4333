#include "im2rec/list_labels.h"

#include <imrec/label_layout.h>

#include <imrec/label_survey.h>

namespace imrec {
namespace {

std::span<const float> Stored(const ListEntry& entry, LabelPacking packing) {
  const std::span<const float> labels(entry.labels);
  return packing == LabelPacking::kInHeader ? labels.first(1) : labels;
}

}  // namespace

BadLabelCounts CheckLabels(std::span<const ListEntry> entries, LabelPacking packing,
                           const std::function<void(const BadLabel&)>& tell) {
  LabelSurvey survey;
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
