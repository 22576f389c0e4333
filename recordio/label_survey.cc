#include "recordio/label_survey.h"

#include <algorithm>

#include <imrec/detection_label.h>
#include <imrec/error.h>
#include <imrec/image_record.h>

namespace imrec {

void LabelSurvey::Add(std::span<const std::byte> payload) {
  if (!all_images_) return;
  try {
    ImageRecordView(payload).CopyLabels(labels_);
  } catch (const Error&) {
    all_images_ = false;
    return;
  }
  const std::uint64_t width = labels_.size();
  layout_.width_min = any_ ? std::min(layout_.width_min, width) : width;
  layout_.width_max = std::max(layout_.width_max, width);
  all_detections_ = all_detections_ && DetectionLabelView::Problem(labels_).empty();
  if (all_detections_) AddDetection();
  any_ = true;
}

void LabelSurvey::AddDetection() {
  const DetectionLabelView label(labels_);
  if (!any_) {
    layout_.header_width = label.header_width();
    layout_.object_width = label.object_width();
  }
  if (layout_.header_width != label.header_width()) layout_.header_width = 0;
  if (layout_.object_width != label.object_width()) layout_.object_width = 0;
}

LabelLayout LabelSurvey::Layout() const {
  if (!any_ || !all_images_) return {};
  LabelLayout layout = layout_;
  layout.kind = all_detections_ ? LabelKind::kDetection : LabelKind::kClassification;
  if (!all_detections_) layout.header_width = layout.object_width = 0;
  return layout;
}

}  // namespace imrec
