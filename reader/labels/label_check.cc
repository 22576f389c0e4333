#include "reader/labels/label_check.h"

#include <string>
#include <utility>

#include <imrec/error.h>
#include <imrec/identity_set.h>
#include <imrec/image_record.h>

namespace imrec {
namespace {

// Reads the header of a record, which contains the length of its labels, and then the labels.
std::vector<float> ReadLabels(const RecordFile& file, std::uint64_t offset) {
  std::vector<std::byte> prefix;
  file.ReadPrefixAt(offset, ImageRecordView::kHeaderSize, prefix);
  file.ReadPrefixAt(offset, ImageRecordLabelEnd(prefix), prefix);
  std::vector<float> labels;
  ImageRecordView(prefix).CopyLabels(labels);
  return labels;
}

}  // namespace

void LabelCheck::Add(std::span<const std::byte> payload, std::uint64_t key, std::uint64_t offset) {
  survey_.AddPayload(payload);
  if (ParseKeyRange(payload)) {
    ranges_.push_back({.key = key, .offset = offset});
    return;
  }
  try {
    ImageRecordView(payload).CopyLabels(labels_);
  } catch (const Error&) {
    return;
  }
  const bool sound_detection = DetectionLabelProblem(labels_).empty();
  const bool finite = LabelProblem(labels_, {}).empty();
  records_.push_back({.key = key,
                      .offset = offset,
                      .may_be_plain = finite && !sound_detection,
                      .may_be_detection = sound_detection,
                      .may_be_identity = IdentityLabelProblem(labels_).empty()});
}

bool LabelCheck::MayBe(const Record& record, LabelKind kind) {
  switch (kind) {
    case LabelKind::kDetection:
      return record.may_be_detection;
    case LabelKind::kIdentity:
      return record.may_be_identity;
    case LabelKind::kClassification:
    case LabelKind::kUnknown:
      break;
  }
  return record.may_be_plain;
}

std::vector<RecordDamage> LabelCheck::Finish(const RecordFile& file) {
  const LabelLayout layout = Layout();
  std::vector<RecordDamage> damage;
  for (const Record& record : records_) {
    if (MayBe(record, layout.kind)) continue;
    const std::vector<float> labels = ReadLabels(file, record.offset);
    std::string problem = LabelProblem(labels, layout);
    if (problem.empty()) continue;
    if (HasPixelBoxes(labels)) ++pixel_boxes_;
    damage.push_back({.key = record.key, .offset = record.offset, .reason = std::move(problem)});
  }
  if (layout.kind != LabelKind::kIdentity) {
    for (const Record& range : ranges_) {
      damage.push_back({.key = range.key, .offset = range.offset, .reason = "it has no image"});
    }
    ranges_.clear();
  }
  return damage;
}

}  // namespace imrec
