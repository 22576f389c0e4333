#include "reader/tool/label_summary.h"

#include <algorithm>

#include <imrec/detection_label.h>

namespace imrec::tool {

void LabelSummary::Add(std::span<const float> labels) {
  ++records_;
  width_max_ = std::max(width_max_, labels.size());
  ++per_label_[labels.front()];
  if (!detection_) return;
  if (!DetectionLabelView::Problem(labels).empty()) {
    detection_ = false;
    layouts_.clear();
    return;
  }
  const DetectionLabelView view(labels);
  ++layouts_[{view.header_width(), view.object_width()}];
  const std::uint64_t before = objects_;
  for (std::size_t i = 0; i < view.object_count(); ++i) {
    if (IsEmptyObject(view.object(i))) continue;
    ++objects_;
    ++objects_per_class_[view.object(i)[0]];
  }
  if (objects_ == before) ++negatives_;
}

}  // namespace imrec::tool
