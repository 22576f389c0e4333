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

using Widths = LabelFacts::Widths;

void AddWidth(std::uint64_t width, Widths& widths) {
  widths.min = widths.records == 0 ? width : std::min(widths.min, width);
  widths.max = std::max(widths.max, width);
  ++widths.records;
}

void AddDetection(std::span<const float> labels, Widths& widths) {
  const DetectionLabelView label(labels);
  if (widths.records == 0) {
    widths.header = label.header_width();
    widths.object = label.object_width();
  }
  if (widths.header != label.header_width()) widths.header = 0;
  if (widths.object != label.object_width()) widths.object = 0;
  AddWidth(labels.size(), widths);
}

void Merge(const Widths& from, Widths& to) {
  if (from.records == 0) return;
  if (to.records == 0) {
    to = from;
    return;
  }
  to.records += from.records;
  to.min = std::min(to.min, from.min);
  to.max = std::max(to.max, from.max);
  if (to.header != from.header) to.header = 0;
  if (to.object != from.object) to.object = 0;
}

LabelLayout LayoutOf(const Widths& widths, LabelKind kind) {
  return {.kind = kind,
          .width_min = widths.min,
          .width_max = widths.max,
          .header_width = widths.header,
          .object_width = widths.object};
}

}  // namespace

void LabelLayoutDetector::AddPayload(std::span<const std::byte> payload) {
  if (const std::optional<KeyRange> range = ParseKeyRange(payload)) {
    ++facts_.ranges;
    if (facts_.range_lengths.size() < kMaxRangeLengths) {
      facts_.range_lengths.insert(range->end - range->begin);
    }
    return;
  }
  try {
    ImageRecordView(payload).CopyLabels(labels_);
  } catch (const Error&) {
    ++facts_.others;
    return;
  }
  Add(labels_);
}

void LabelLayoutDetector::Add(std::span<const float> labels) {
  if (!DetectionLabelView::Problem(labels).empty()) {
    AddWidth(labels.size(), facts_.plain);
    return;
  }
  AddDetection(labels, facts_.detections);
  if (DetectionLabelProblem(labels).empty()) AddDetection(labels, facts_.sound);
}

void LabelLayoutDetector::Add(const LabelFacts& facts) {
  Merge(facts.plain, facts_.plain);
  Merge(facts.detections, facts_.detections);
  Merge(facts.sound, facts_.sound);
  facts_.others += facts.others;
  facts_.ranges += facts.ranges;
  for (const double length : facts.range_lengths) {
    if (facts_.range_lengths.size() < kMaxRangeLengths) facts_.range_lengths.insert(length);
  }
}

// In an identity set, the range of the head record covers the keys of all identity records.
bool LabelLayoutDetector::HasIdentities() const {
  return facts_.ranges >= 2 &&
         facts_.range_lengths.contains(static_cast<double>(facts_.ranges - 1));
}

LabelLayout LabelLayoutDetector::Layout() const {
  const std::uint64_t images = facts_.plain.records + facts_.detections.records;
  const bool identities = HasIdentities();
  if (images == 0 || images < facts_.others + (identities ? 0 : facts_.ranges)) return {};
  if (identities) return LayoutOf(facts_.plain, LabelKind::kIdentity);
  if (facts_.detections.records < facts_.plain.records) {
    return LayoutOf(facts_.plain, LabelKind::kClassification);
  }
  return LayoutOf(facts_.sound.records > 0 ? facts_.sound : facts_.detections,
                  LabelKind::kDetection);
}

}  // namespace imrec
