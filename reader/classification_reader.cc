#include <imrec/classification_reader.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "reader/classification_rows.h"
#include "reader/engine_setup.h"
#include "reader/manifest_labels.h"

namespace imrec {
namespace {

// Records whose labels cannot be read are passed over.
std::size_t ScanLabelWidth(const RecordSet& file) {
  std::size_t width = 0;
  std::optional<Error> first_problem;
  std::vector<std::byte> scratch;
  std::vector<float> labels;
  for (std::uint64_t i = 0; i < file.size(); ++i) {
    try {
      file.ReadLabels(i, scratch, labels);
      width = std::max(width, labels.size());
    } catch (const Error& error) {
      if (!first_problem) first_problem = error;
    }
  }
  if (width == 0) throw *first_problem;
  return width;
}

std::size_t LabelWidthOf(const RecordCollection& records) {
  std::size_t width = 0;
  for (const auto& file : records.files()) {
    const std::optional<LabelLayout> known = LabelsFromManifest(*file);
    const bool usable = known && known->kind != LabelKind::kUnknown && known->width_max > 0;
    width = std::max(width, usable ? known->width_max : ScanLabelWidth(*file));
  }
  return width;
}

LabelSetup SetUp(const RecordCollection& records, const ClassificationLabels& labels) {
  LabelSetup setup;
  if (labels.layout == ClassificationLabelLayout::kMultiHot) {
    RequireOption(labels.width >= 1, "width must be the number of classes");
    setup.width = labels.width;
    setup.make_rows = [] { return std::make_unique<MultiHotRows>(); };
    return setup;
  }
  const std::size_t widest = LabelWidthOf(records);
  RequireOption(labels.width == 0 || labels.width >= widest,
                "width is " + std::to_string(labels.width) + ", but a record has " +
                    std::to_string(widest) + " labels");
  setup.width = labels.width != 0 ? labels.width : widest;
  setup.make_rows = [] { return std::make_unique<StoredLabelRows>(); };
  return setup;
}

}  // namespace

ClassificationReader::ClassificationReader(ReaderOptions options, ClassificationLabels labels)
    : BatchReader(EngineSetup{
          .options = std::move(options),
          .labels = [labels](const RecordCollection& records) { return SetUp(records, labels); }}) {
}

}  // namespace imrec
