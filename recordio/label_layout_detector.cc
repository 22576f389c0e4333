#include "recordio/internal/label_layout_detector.h"

#include <algorithm>

#include <imrec/detection_label.h>
#include <imrec/error.h>
#include <imrec/identity_set.h>
#include <imrec/image_record.h>

namespace imrec {
namespace {

// Bounds the memory for lengths of key ranges. Real data sets have far fewer different lengths,
// because the number of images per identity is small.
constexpr std::size_t kMaxRangeLengths = 100'000;

}  // namespace

void LabelLayoutDetector::Widths::Add(std::uint64_t width) {
  min = records == 0 ? width : std::min(min, width);
  max = std::max(max, width);
  ++records;
}

void LabelLayoutDetector::Widths::AddDetection(std::span<const float> labels) {
  const DetectionLabelView label(labels);
  if (records == 0) {
    header = label.header_width();
    object = label.object_width();
  }
  if (header != label.header_width()) header = 0;
  if (object != label.object_width()) object = 0;
  Add(labels.size());
}

LabelLayout LabelLayoutDetector::Widths::Layout(LabelKind kind) const {
  return {.kind = kind,
          .width_min = min,
          .width_max = max,
          .header_width = header,
          .object_width = object};
}

void LabelLayoutDetector::AddPayload(std::span<const std::byte> payload) {
  if (const std::optional<KeyRange> range = ParseKeyRange(payload)) {
    ++ranges_;
    if (range_lengths_.size() < kMaxRangeLengths) range_lengths_.insert(range->end - range->begin);
    return;
  }
  try {
    ImageRecordView(payload).CopyLabels(labels_);
  } catch (const Error&) {
    ++others_;
    return;
  }
  Add(labels_);
}

void LabelLayoutDetector::Add(std::span<const float> labels) {
  if (!DetectionLabelView::Problem(labels).empty()) {
    plain_.Add(labels.size());
    return;
  }
  detections_.AddDetection(labels);
  if (DetectionLabelProblem(labels).empty()) sound_.AddDetection(labels);
}

// In an identity set, the range of the head record covers the keys of all identity records.
bool LabelLayoutDetector::HasIdentities() const {
  return ranges_ >= 2 && range_lengths_.contains(static_cast<double>(ranges_ - 1));
}

LabelLayout LabelLayoutDetector::Layout() const {
  const std::uint64_t images = plain_.records + detections_.records;
  const bool identities = HasIdentities();
  if (images == 0 || images < others_ + (identities ? 0 : ranges_)) return {};
  if (identities) return plain_.Layout(LabelKind::kIdentity);
  if (detections_.records < plain_.records) return plain_.Layout(LabelKind::kClassification);
  return (sound_.records > 0 ? sound_ : detections_).Layout(LabelKind::kDetection);
}

}  // namespace imrec
