#include <imrec/classification_reader.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <imrec/error.h>

#include "reader/labels/classification_encoder.h"
#include "reader/labels/manifest_labels.h"
#include "reader/reader_config.h"
#include "reader/records/read_ahead.h"
#include "recordio/internal/label_layout_detector.h"

namespace imrec {
namespace {

constexpr std::size_t kMaxWidth = std::size_t{1} << 26;

// Returns the layout of the labels of a file. Ignores records whose labels cannot be read.
LabelLayout ScanLabels(const RecordShard& file) {
  LabelLayoutDetector survey;
  std::optional<Error> first_problem;
  std::vector<std::byte> scratch;
  std::vector<float> labels;
  WithLabelsAhead(file, [&](std::uint64_t i) {
    try {
      file.ReadLabels(i, scratch, labels);
      survey.Add(labels);
    } catch (const Error& error) {
      if (!first_problem) first_problem = error;
    }
  });
  const LabelLayout layout = survey.Layout();
  if (layout.width_max == 0) throw *first_problem;
  return layout;
}

LabelLayout LayoutOf(const RecordShard& file) {
  const std::optional<LabelLayout> known = LabelsFromManifest(file);
  const bool usable = known && known->kind != LabelKind::kUnknown && known->width_max > 0;
  LabelLayout layout = usable ? *known : ScanLabels(file);
  if (file.identities()) layout.kind = LabelKind::kIdentity;
  return layout;
}

// Returns a layout that fits the labels of all files. The kind is unknown for detection labels,
// which are plain values here, and if files have different kinds; labels are then not checked.
LabelLayout LayoutOf(const RecordDataset& records) {
  std::optional<LabelLayout> common;
  for (const auto& file : records.files()) {
    if (file->size() == 0) continue;
    const LabelLayout layout = LayoutOf(*file);
    if (!common) common = layout;
    if (common->kind != layout.kind) common->kind = LabelKind::kUnknown;
    common->width_min = std::min(common->width_min, layout.width_min);
    common->width_max = std::max(common->width_max, layout.width_max);
  }
  if (common->kind == LabelKind::kDetection) common->kind = LabelKind::kUnknown;
  return *common;
}

template <typename Rows>
LabelEncoding Setup(std::size_t width, const LabelLayout& layout) {
  LabelEncoding setup;
  setup.width = width;
  setup.make_encoder = [layout] { return std::make_unique<Rows>(layout); };
  return setup;
}

LabelEncoding SetUp(const RecordDataset& records, const ClassificationLabels& labels) {
  RequireRange("width", labels.width, 0, kMaxWidth);
  if (labels.layout == ClassificationLabelLayout::kMultiHot) {
    RequireOption(labels.width >= 1, "width must be the number of classes");
    return Setup<MultiHotEncoder>(labels.width, {});
  }
  if (labels.layout == ClassificationLabelLayout::kIdentity) {
    RequireOption(labels.width <= 1, "width must be 1 for identities");
    return Setup<IdentityEncoder>(1, {.kind = LabelKind::kIdentity});
  }
  const LabelLayout layout = LayoutOf(records);
  if (layout.kind == LabelKind::kIdentity && labels.width <= 1) {
    return Setup<IdentityEncoder>(1, layout);
  }
  RequireOption(labels.width == 0 || labels.width >= layout.width_max,
                "width is " + labels.width.Text() + ", but a record has " +
                    std::to_string(layout.width_max) + " labels");
  return Setup<StoredLabelEncoder>(
      labels.width != 0 ? std::uint64_t{labels.width} : layout.width_max, layout);
}

}  // namespace

ClassificationReader::ClassificationReader(ReaderOptions options, ClassificationLabels labels)
    : BatchReader(ReaderConfig{
          .options = std::move(options),
          .labels = [labels](const RecordDataset& records) { return SetUp(records, labels); }}) {}

}  // namespace imrec
