#include "reader/labels/detection_labels.h"

#include <algorithm>
#include <optional>

#include <imrec/detection_label.h>
#include <imrec/error.h>
#include <imrec/label_layout.h>

#include "reader/records/read_ahead.h"
#include "recordio/internal/label_layout_detector.h"

namespace imrec {

void DetectionObjects::Parse(std::span<const float> labels) {
  if (const std::string problem = DetectionLabelProblem(labels); !problem.empty()) {
    throw Error(ErrorCode::kCorruptData, problem);
  }
  const DetectionLabelView view(labels);
  object_width_ = view.object_width();
  boxes_.clear();
  values_.clear();
  header_.assign(labels.begin(), labels.begin() + static_cast<std::ptrdiff_t>(view.header_width()));
  for (std::size_t i = 0; i < view.object_count(); ++i) {
    const std::span<const float> object = view.object(i);
    if (IsEmptyObject(object)) continue;
    const BoundingBox box = Intersection(
        {.xmin = object[1], .ymin = object[2], .xmax = object[3], .ymax = object[4]}, kUnitBox);
    if (box.empty()) continue;
    boxes_.push_back(box);
    values_.insert(values_.end(), object.begin(), object.end());
  }
}

void DetectionLayout::Widen(const DetectionLayout& other) {
  max_objects = std::max(max_objects, other.max_objects);
  object_width = std::max(object_width, other.object_width);
  header_width = std::max(header_width, other.header_width);
}

DetectionLayout ScanDetectionLayout(const RecordStore& records) {
  DetectionLayout layout;
  LabelLayoutDetector survey;
  std::optional<Error> first_problem;
  std::vector<std::byte> scratch;
  std::vector<float> labels;
  WithLabelsAhead(records, [&](std::uint64_t i) {
    try {
      records.ReadLabels(i, scratch, labels);
      survey.Add(labels);
      const std::string problem = DetectionLabelProblem(labels);
      if (!problem.empty()) throw Error(ErrorCode::kCorruptData, problem);
      const DetectionLabelView label(labels);
      layout.Widen({.max_objects = label.object_count(),
                    .object_width = label.object_width(),
                    .header_width = label.header_width()});
    } catch (const Error& error) {
      if (!first_problem) first_problem = error.Within(records.Where(i));
    }
  });
  const bool detection = survey.Layout().kind == LabelKind::kDetection;
  if (detection && layout.object_width != 0) return layout;
  const std::string what =
      detection ? "no record has a valid detection label; the first problem: "
                : "not a detection set: few or no records have detection labels (pack with "
                  "--pack-label); the first problem: ";
  if (!first_problem) throw Error(ErrorCode::kCorruptData, "there is no record");
  throw Error(ErrorCode::kCorruptData, what + first_problem->reason(), first_problem->where());
}

}  // namespace imrec
