#include <imrec/detection_reader.h>

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "reader/labels/detection_encoder.h"
#include "reader/labels/detection_labels.h"
#include "reader/labels/manifest_labels.h"
#include "reader/reader_config.h"

namespace imrec {
namespace {

constexpr std::size_t kMaxObjects = std::size_t{1} << 20;

// Returns the layout in the manifest, if all records have the same widths.
std::optional<DetectionLayout> LayoutFromManifest(const RecordShard& file) {
  const std::optional<LabelLayout> labels = LabelsFromManifest(file);
  if (!labels || labels->kind != LabelKind::kDetection || labels->header_width == 0 ||
      labels->object_width == 0 || labels->width_max < labels->header_width) {
    return std::nullopt;
  }
  return DetectionLayout{
      .max_objects = (labels->width_max - labels->header_width) / labels->object_width,
      .object_width = labels->object_width,
      .header_width = labels->header_width};
}

DetectionLayout DetectionLayoutOf(const RecordDataset& records) {
  DetectionLayout layout;
  for (const auto& file : records.files()) {
    if (file->size() == 0) continue;
    const std::optional<DetectionLayout> known = LayoutFromManifest(*file);
    layout.Widen(known ? *known : ScanDetectionLayout(*file));
  }
  return layout;
}

LabelEncoding SetUp(const RecordDataset& records, const DetectionLabels& labels) {
  DetectionLayout layout = DetectionLayoutOf(records);
  RequireRange("max_objects", labels.max_objects, 0, kMaxObjects);
  RequireOption(labels.max_objects == 0 || labels.max_objects >= layout.max_objects,
                "max_objects is " + labels.max_objects.Text() + ", but a record has " +
                    std::to_string(layout.max_objects) + " objects");
  if (labels.max_objects != 0) layout.max_objects = labels.max_objects;
  const std::size_t objects = layout.max_objects * layout.object_width;
  LabelEncoding setup{.width = objects,
                      .max_objects = layout.max_objects,
                      .object_width = layout.object_width,
                      .make_encoder = {}};
  if (labels.layout == DetectionLabelLayout::kMxnet) {
    setup.width = MxnetEncoder::kHead + layout.header_width + objects;
    setup.make_encoder = [] { return std::make_unique<MxnetEncoder>(); };
  } else {
    setup.make_encoder = [layout] {
      return std::make_unique<DetectionEncoder>(layout.object_width);
    };
  }
  return setup;
}

}  // namespace

DetectionReader::DetectionReader(ReaderOptions options, DetectionLabels labels)
    : BatchReader(ReaderConfig{
          .options = std::move(options),
          .labels = [labels](const RecordDataset& records) { return SetUp(records, labels); }}) {}

}  // namespace imrec
