#include "voc/csv/csv_source.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <string_view>
#include <utility>

#include <imrec/error.h>

#include "recordio/internal/path_status.h"
#include "voc/csv/csv_boxes.h"
#include "voc/images/folder_files.h"
#include "voc/table_source.h"

namespace imrec {
namespace {

namespace fs = std::filesystem;

// Reads the file of the input, or its stream.
AnnotationTable ReadTable(const AnnotationInput& input, const CsvRules& rules,
                          VocProblems& problems) {
  if (input.stream != nullptr) {
    return ReadCsvBoxes(*input.stream, "standard input", rules, problems);
  }
  const fs::path& path = input.paths.front();
  std::ifstream stream(path, std::ios::binary);
  if (!stream || IsFolder(path)) {
    throw Error(ErrorCode::kNotFound, "cannot be read", {.file = path.string()});
  }
  return ReadCsvBoxes(stream, path.string(), rules, problems);
}

fs::path ImageFolder(const AnnotationInput& input) {
  if (!input.images.empty()) return input.images;
  if (input.stream != nullptr || !input.paths.front().has_parent_path()) return ".";
  return input.paths.front().parent_path();
}

LabelMap ReadLabels(const fs::path& path) {
  return path.empty() ? LabelMap() : LabelMap::Read(path);
}

std::vector<CsvColumn> ColumnsToDrop(const std::vector<std::string>& flags) {
  struct Flag {
    std::string_view name;
    CsvColumn column;
  };
  static constexpr std::array kFlags = {
      Flag{"occluded", CsvColumn::kOccluded}, Flag{"truncated", CsvColumn::kTruncated},
      Flag{"group", CsvColumn::kDifficult}, Flag{"depiction", CsvColumn::kDepiction},
      Flag{"inside", CsvColumn::kInside}};
  std::vector<CsvColumn> columns;
  for (const std::string& name : flags) {
    const auto* const flag = std::ranges::find(kFlags, std::string_view(name), &Flag::name);
    if (flag == kFlags.end()) {
      throw Error(ErrorCode::kInvalidArgument,
                  "the flags to drop are occluded, truncated, group, depiction and inside, not " +
                      Quoted(name));
    }
    columns.push_back(flag->column);
  }
  return columns;
}

}  // namespace

std::unique_ptr<AnnotationSource> OpenCsv(const AnnotationInput& input,
                                          const VocListOptions& options, VocProblems& problems) {
  const fs::path images = ImageFolder(input);
  RequireFolder(images);
  const LabelMap labels = ReadLabels(input.label_map);
  CsvRules rules{.set = options.set.name};
  if (!labels.empty()) rules.labels = &labels;
  if (input.coordinates == "shares") {
    rules.unit = BoxUnit::kShares;
  } else if (!input.coordinates.empty() && input.coordinates != "auto") {
    rules.unit = BoxUnit::kPixels;
    rules.pixels = ParseVocCoordinates(input.coordinates);
  }
  AnnotationTable table = ReadTable(input, rules, problems);
  table.classes = labels.Classes(input.label_map.string(), problems);
  return std::make_unique<TableSource>(std::move(table), images, options.set.name.empty());
}

std::unique_ptr<AnnotationSource> OpenOpenImages(const AnnotationInput& input,
                                                 const VocListOptions& /*options*/,
                                                 VocProblems& problems) {
  RequireFolder(input.images);
  const LabelMap labels = ReadLabels(input.label_map);
  CsvRules rules{.unit = BoxUnit::kShares, .drop = ColumnsToDrop(input.drop)};
  if (!labels.empty()) rules.labels = &labels;
  AnnotationTable table = ReadTable(input, rules, problems);
  table.classes = labels.Classes(input.label_map.string(), problems);
  table.names_are_stems = true;
  return std::make_unique<TableSource>(std::move(table), input.images, true);
}

}  // namespace imrec
