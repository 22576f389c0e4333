#include "reader/tool/inspect/label_summary.h"

#include <algorithm>

#include <imrec/detection_label.h>

namespace imrec::tool {

std::string LabelSummary::Add(std::span<const float> labels) {
  ++records_;
  width_max_ = std::max(width_max_, labels.size());
  if (set_.detection() && DetectionLabelView::Problem(labels).empty()) {
    const DetectionLabelView view(labels);
    ++layouts_[{view.header_width(), view.object_width()}];
  }
  std::string problem = set_.Problem(labels);
  if (problem.empty()) {
    AddSound(labels);
  } else {
    ++bad_labels_;
    if (set_.detection() && HasPixelBoxes(labels)) ++pixel_boxes_;
  }
  return problem;
}

void LabelSummary::AddDamaged() {
  ++records_;
  ++damaged_;
}

void LabelSummary::AddSound(std::span<const float> labels) {
  if (!set_.detection()) {
    set_.ClassesOf(labels, classes_);
    for (const float label : classes_) ++per_class_[label];
    return;
  }
  const DetectionLabelView view(labels);
  const std::uint64_t before = objects_;
  for (std::size_t i = 0; i < view.object_count(); ++i) {
    if (IsEmptyObject(view.object(i))) continue;
    ++objects_;
    ++per_class_[view.object(i)[0]];
  }
  if (objects_ == before) ++negatives_;
}

ImagesPerIdentity LabelSummary::images_per_identity() const {
  std::vector<std::uint64_t> counts;
  counts.reserve(per_class_.size());
  for (const auto& [identity, images] : per_class_) counts.push_back(images);
  if (counts.empty()) return {};
  std::ranges::sort(counts);
  return {.min = counts.front(), .median = counts[(counts.size() - 1) / 2], .max = counts.back()};
}

}  // namespace imrec::tool
