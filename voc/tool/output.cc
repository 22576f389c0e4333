#include "voc/tool/output.h"

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <numeric>
#include <optional>
#include <string>
#include <utility>

#include <imrec/class_names.h>
#include <imrec/detection_label.h>
#include <imrec/error.h>

#include "recordio/console/console.h"
#include "recordio/console/output_place.h"
#include "recordio/console/path_kind.h"
#include "recordio/internal/files_together.h"
#include "recordio/internal/output_file.h"
#include "recordio/internal/path_status.h"
#include "recordio/internal/stratified_split.h"

namespace imrec::tool {
namespace {

namespace fs = std::filesystem;

// A list to write: the positions of its entries.
struct Part {
  fs::path path;
  std::vector<std::size_t> entries;
};

// Returns the classes of the objects of each entry, without duplicates.
std::vector<std::vector<std::uint32_t>> ClassesOf(const std::vector<ListEntry>& entries) {
  std::vector<std::vector<std::uint32_t>> classes;
  for (const ListEntry& entry : entries) {
    const DetectionLabelView label(entry.labels);
    std::vector<std::uint32_t>& ids = classes.emplace_back();
    for (std::size_t i = 0; i < label.object_count(); ++i) {
      if (label.object(i)[0] >= 0) ids.push_back(static_cast<std::uint32_t>(label.object(i)[0]));
    }
    std::ranges::sort(ids);
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  }
  return classes;
}

fs::path WithSuffix(const fs::path& list, const std::string& suffix) {
  return list.parent_path() / (list.stem().string() + suffix + list.extension().string());
}

std::vector<Part> Split(const VocList& list, const Options& options) {
  std::vector<std::size_t> order(list.entries.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  if (options.shuffle) order = ShuffledOrder(order.size(), options.seed);
  if (!options.train_ratio) return {{.path = options.output, .entries = order}};
  const std::vector<bool> in_train =
      StratifiedSplit(ClassesOf(list.entries), *options.train_ratio, options.seed);
  std::vector<Part> parts;
  for (fs::path& path : OutputLists(options)) {
    parts.push_back({.path = std::move(path), .entries = {}});
  }
  for (const std::size_t i : order) parts[in_train[i] ? 0 : 1].entries.push_back(i);
  return parts;
}

// The names that a class-name file has, or nothing if it is not there or cannot be read.
std::optional<std::vector<std::string>> ExistingNames(const fs::path& file) {
  if (!IsThere(file)) return std::nullopt;
  try {
    return ReadClassNames(file);
  } catch (const Error&) {
    return std::vector<std::string>{};
  }
}

void CheckTarget(const fs::path& path, const VocList& list, const Options& options) {
  using console::PathKind;
  const PathKind kind = console::KindOfPath(path);
  const bool replaceable = kind == PathKind::kNothing || kind == PathKind::kPattern ||
                           kind == PathKind::kPrefix || kind == PathKind::kList ||
                           kind == PathKind::kEmpty;
  if (!replaceable) {
    throw Error(
        ErrorCode::kInvalidArgument,
        "is " + std::string(console::NameOf(kind)) + ", not a list, and would be overwritten",
        {.file = path.string()});
  }
  const fs::path classes = ClassNamesPathFor(path);
  const auto names = ExistingNames(classes);
  // More names at the end change no number.
  const bool kept = !names || (names->size() <= list.classes.size() &&
                               std::equal(names->begin(), names->end(), list.classes.begin()));
  if (!options.force && !kept) {
    throw Error(ErrorCode::kInvalidArgument,
                "has other class names than the new list; --classes FILE uses its numbers, "
                "--force replaces it",
                {.file = classes.string()});
  }
}

void AddClassNames(const fs::path& path, const std::vector<std::string>& classes,
                   FilesTogether& files) {
  try {
    files.Add(path, FormatClassNames(classes));
  } catch (const Error& error) {
    throw error.Within({.file = path.string()});
  }
}

}  // namespace

std::vector<fs::path> OutputLists(const Options& options) {
  if (options.check || options.to_standard_output()) return {};
  if (!options.train_ratio) return {options.output};
  return {WithSuffix(options.output, "_train"), WithSuffix(options.output, "_val")};
}

std::vector<fs::path> WriteLists(const VocList& list, const Options& options) {
  const LabelFormat format =
      options.precision == 4 ? LabelFormat::kFourDecimals : LabelFormat::kShortest;
  std::vector<fs::path> written;
  const std::vector<Part> parts = Split(list, options);
  if (!options.to_standard_output()) {
    for (const Part& part : parts) CheckTarget(part.path, list, options);
  }
  FilesTogether files;
  std::vector<std::string> replaced;
  for (const Part& part : parts) {
    if (part.entries.empty()) {
      console::Say(kToolName, "note: no image is left for " + part.path.string());
    }
    std::string text;
    for (const std::size_t i : part.entries) AppendListLine(list.entries[i], format, text);
    if (options.to_standard_output()) {
      std::fwrite(text.data(), 1, text.size(), stdout);  // errors are checked when the program ends
      continue;
    }
    MakeFolderFor(part.path);
    AddClassNames(ClassNamesPathFor(part.path), list.classes, files);
    if (IsThere(part.path)) {
      replaced.push_back(part.path.string() + " of " +
                         console::DateTime(fs::last_write_time(part.path)));
    }
    files.Add(part.path, text);
    written.push_back(part.path);
  }
  files.Commit();
  for (const std::string& file : replaced) {
    console::Say(kToolName, "note: " + file + " was replaced");
  }
  return written;
}

}  // namespace imrec::tool
