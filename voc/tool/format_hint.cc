#include "voc/tool/format_hint.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <span>
#include <sstream>
#include <string_view>
#include <vector>

#include <imrec/error.h>

#include "recordio/console/folder_entries.h"
#include "recordio/console/shell_words.h"
#include "recordio/internal/path_status.h"
#include "recordio/internal/read_file.h"
#include "recordio/internal/text_lines.h"
#include "voc/annotation_formats.h"
#include "voc/csv/csv_layout.h"
#include "voc/syntax/csv_reader.h"
#include "voc/syntax/number_text.h"

namespace imrec::tool {
namespace {

namespace fs = std::filesystem;

// An input of voc2lst in a format.
struct FormatInput {
  std::string_view format;  // a name of AnnotationFormatNames()
  fs::path path;
};

std::string StartOf(const fs::path& path) {
  constexpr std::size_t kLookedAt = std::size_t{64} << 10;
  if (!IsRegularFile(path)) return {};
  std::vector<std::byte> bytes;
  try {
    ReadFileStart(path, kLookedAt, bytes);
  } catch (const Error&) {
    return {};
  }
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

bool Has(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

fs::path FolderOf(const fs::path& file) {
  return file.has_parent_path() ? file.parent_path() : fs::path(".");
}

// Returns true for the columns of Open Images, which other formats do not have together.
bool AreOpenImages(std::span<const std::string> header) {
  return std::ranges::find(header, "ImageID") != header.end() &&
         std::ranges::find(header, "LabelName") != header.end();
}

// Returns the format of a table of boxes, or an empty text.
std::string_view FormatOfTable(const std::string& start) {
  std::istringstream stream(start);
  try {
    CsvReader csv(stream, {});
    if (!csv.Next()) return {};
    FindCsvLayout(csv.fields());
    return AreOpenImages(csv.fields()) ? "openimages" : "csv";
  } catch (const Error&) {
    return {};
  }
}

std::optional<FormatInput> InputOfFile(const fs::path& path) {
  const std::string start = StartOf(path);
  const fs::path extension = path.extension();
  if (Has(start, "<annotations")) return FormatInput{"cvat", path};
  if (start.find_first_of("{[") == start.find_first_not_of(" \t\r\n\xef\xbb\xbf")) {
    if (Has(start, "\"shapes\"") && Has(start, "\"points\"")) {
      return FormatInput{"labelme", FolderOf(path)};
    }
    const bool coco = Has(start, "\"images\"") || Has(start, "\"annotations\"");
    return coco ? std::optional(FormatInput{"coco", path}) : std::nullopt;
  }
  if (extension == ".data" && Has(start, "names") && Has(start, "train")) {
    return FormatInput{"yolo", path};
  }
  const std::string_view table = FormatOfTable(start);
  if (!table.empty()) return FormatInput{table, path};
  // Its own message says which columns are missing.
  if (extension == ".csv" && !start.empty()) return FormatInput{"csv", path};
  return std::nullopt;
}

// Returns true if the first line of a text is a class and four or more numbers.
bool IsYoloLabel(const fs::path& path) {
  const std::string start = StartOf(path);
  TextLines lines(start);
  if (!lines.Next()) return false;
  std::istringstream words{std::string(lines.line())};
  int numbers = 0;
  for (std::string word; words >> word; ++numbers) {
    if (!ParseNumber(word)) return false;
  }
  return numbers >= 5;
}

// What decides the format of a folder: the first file, by its name, of each kind.
struct FolderClues {
  fs::path json;
  fs::path xml;
  fs::path data;
  fs::path table;
  std::vector<fs::path> texts;
  bool has_labels = false;  // a folder labels beside one of images
};

void KeepFirst(const fs::path& path, fs::path& first) {
  if (first.empty() || path < first) first = path;
}

FolderClues CluesOf(const fs::path& folder) {
  constexpr std::size_t kTexts = 10;
  FolderClues clues;
  console::ForEachEntry(folder, [&](const fs::directory_entry& entry) {
    const fs::path& path = entry.path();
    const fs::path extension = path.extension();
    if (extension == ".json") KeepFirst(path, clues.json);
    if (extension == ".xml") KeepFirst(path, clues.xml);
    if (extension == ".data") KeepFirst(path, clues.data);
    if (extension == ".csv") KeepFirst(path, clues.table);
    if (extension == ".txt" && clues.texts.size() < kTexts) clues.texts.push_back(path);
  });
  clues.has_labels = IsFolder(folder / "labels") && IsFolder(folder / "images");
  return clues;
}

std::optional<FormatInput> InputOfFolder(const fs::path& folder) {
  const FolderClues clues = CluesOf(folder);
  for (const fs::path& file : {clues.xml, clues.data, clues.json, clues.table}) {
    if (file.empty()) continue;
    if (auto input = InputOfFile(file)) return input;
  }
  if (clues.has_labels || std::ranges::any_of(clues.texts, IsYoloLabel)) {
    return FormatInput{"yolo", folder};
  }
  return std::nullopt;
}

std::string Command(const Options& options, const FormatInput& input) {
  const AnnotationFormat& format = FindAnnotationFormat(input.format);
  std::vector<std::string> words = {"voc2lst", "--from", std::string(format.name)};
  const bool is_folder = !options.annotations.empty() && input.path == options.annotations;
  if (is_folder) words.emplace_back("--annotations");
  words.push_back(input.path.string());
  // A file of YOLO names the folders of its images.
  const bool takes_images = input.format != "yolo" || IsFolder(input.path);
  if (format.needs_images || (takes_images && !options.images.empty())) {
    words.insert(words.end(), {"--images", options.images.empty() ? "FOLDER" : options.images});
  }
  words.insert(words.end(), {"-o", options.output.empty() ? "LIST.lst" : options.output});
  return console::ShellCommand(words);
}

}  // namespace

std::string FormatHint(const Options& options, const fs::path& path) {
  const std::optional<FormatInput> input = IsFolder(path) ? InputOfFolder(path) : InputOfFile(path);
  if (!input) return {};
  return "for " + std::string(FindAnnotationFormat(input->format).title) + ": " +
         Command(options, *input);
}

}  // namespace imrec::tool
