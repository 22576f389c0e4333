#include "voc/classes/label_map.h"

#include <algorithm>
#include <cstdint>
#include <fstream>
#include <optional>
#include <sstream>
#include <utility>

#include <imrec/class_names.h>
#include <imrec/error.h>

#include "recordio/internal/read_file.h"
#include "recordio/internal/text_lines.h"
#include "recordio/internal/utf8.h"
#include "voc/classes/text_label_map.h"
#include "voc/images/folder_files.h"
#include "voc/syntax/csv_reader.h"
#include "voc/syntax/number_text.h"

namespace imrec {
namespace {

constexpr std::uint32_t kHighestNumber = (1U << 24U) - 1;  // that a label can hold

struct Row {
  std::string first;
  std::string second;
  std::uint64_t line = 0;
};

std::optional<std::uint32_t> NumberOf(const std::string& text) {
  return ParseWholeNumber(text, kHighestNumber);
}

std::vector<Row> ReadRows(const std::string& text, const std::string& file) {
  std::istringstream stream(text);
  std::vector<Row> rows;
  for (CsvReader reader(stream, file); reader.Next();) {
    if (reader.fields().size() < 2) {
      throw Error(ErrorCode::kCorruptData, "expected two columns, a name and a number or code",
                  {.file = file, .line = reader.line()});
    }
    rows.push_back(
        {.first = reader.fields()[0], .second = reader.fields()[1], .line = reader.line()});
  }
  return rows;
}

// Returns the lines as rows of number and name. Empty lines at the end are ignored.
std::vector<Row> NumberedLines(const std::string& text, const std::string& file) {
  std::vector<Row> rows;
  std::uint64_t empty = 0;
  for (TextLines lines(text); lines.Next();) {
    const std::string_view name = TrimClassName(lines.line());
    if (name.empty()) {
      if (empty == 0) empty = lines.number();
      continue;
    }
    if (empty != 0) {
      throw Error(ErrorCode::kCorruptData, "an empty line; each line is the name of a class",
                  {.file = file, .line = empty});
    }
    rows.push_back({.first = std::to_string(lines.number() - 1),
                    .second = std::string(name),
                    .line = lines.number()});
  }
  return rows;
}

// Puts the code first, and sorts by it if it is a number.
void Arrange(std::vector<Row>& rows) {
  const auto all_numbers = [&](std::string Row::*column, std::size_t from) {
    return rows.size() > from &&
           std::all_of(rows.begin() + static_cast<std::ptrdiff_t>(from), rows.end(),
                       [&](const Row& row) { return NumberOf(row.*column).has_value(); });
  };
  for (std::string Row::*column : {&Row::second, &Row::first}) {
    for (const std::size_t header : {0U, 1U}) {
      if (!all_numbers(column, header)) continue;
      rows.erase(rows.begin(), rows.begin() + static_cast<std::ptrdiff_t>(header));
      for (Row& row : rows) {
        if (column == &Row::second) std::swap(row.first, row.second);
        row.first = std::to_string(*NumberOf(row.first));
      }
      std::ranges::stable_sort(rows, {}, [](const Row& row) { return *NumberOf(row.first); });
      return;
    }
  }
  // Codes of Open Images start with a slash, its header does not.
  if (rows.size() > 1 && !rows[0].first.starts_with('/') && rows[1].first.starts_with('/')) {
    rows.erase(rows.begin());
  }
}

LabelMap MapOf(std::vector<Row> rows, const std::string& file) {
  LabelMap map;
  for (Row& row : rows) {
    if (row.first.empty()) {
      throw Error(ErrorCode::kCorruptData, "has no code", {.file = file, .line = row.line});
    }
    const std::string code = row.first;
    if (!map.Add(std::move(row.first), std::move(row.second))) {
      throw Error(ErrorCode::kCorruptData, Quoted(code) + " occurs twice",
                  {.file = file, .line = row.line});
    }
  }
  if (map.empty()) {
    throw Error(ErrorCode::kCorruptData, "contains no class name", {.file = file});
  }
  return map;
}

// Returns the items of a .pbtxt file. Those of Open Images have codes as names, and the files of
// boxes have these.
std::vector<Row> RowsOfItems(const std::string& text, const std::string& file) {
  std::vector<TextLabelMapItem> items = ParseTextLabelMap(text, file);
  for (const TextLabelMapItem& item : items) {
    if (!NumberOf(item.id)) {
      throw Error(ErrorCode::kCorruptData, "the id " + Quoted(item.id) + " is not a class number",
                  {.file = file, .line = item.line});
    }
  }
  std::ranges::stable_sort(items, {},
                           [](const TextLabelMapItem& item) { return *NumberOf(item.id); });
  std::vector<Row> rows;
  for (TextLabelMapItem& item : items) {
    const bool is_code = item.name.starts_with('/') && !item.display_name.empty();
    const std::string& name = item.name.empty() || is_code ? item.display_name : item.name;
    rows.push_back({.first = is_code ? item.name : std::to_string(*NumberOf(item.id)),
                    .second = name,
                    .line = item.line});
  }
  return rows;
}

// Lines of JSON or YAML would all be names.
void RefuseOtherSyntax(const std::string& text, const std::filesystem::path& path) {
  const std::string_view trimmed = TrimBlanks(text);
  const bool is_json = trimmed.starts_with('{') || trimmed.starts_with('[');
  const bool is_yaml = HasExtension(path.string(), ".yaml") || HasExtension(path.string(), ".yml");
  if (!is_json && !is_yaml) return;
  throw Error(ErrorCode::kUnsupported,
              "is " + std::string(is_json ? "JSON" : "YAML") +
                  "; expected a name per line, lines NAME,NUMBER, or a label map of TensorFlow",
              {.file = path.string()});
}

std::string Utf8TextOf(const std::filesystem::path& path) {
  std::string text = ReadTextFile(path);
  RequireUtf8(text, path.string());
  return text;
}

bool EachLineHasComma(std::string_view text) {
  for (TextLines lines(text); lines.Next();) {
    const std::string_view line = TrimBlanks(lines.line());
    if (!line.empty() && line.find(',') == std::string_view::npos) return false;
  }
  return true;
}

}  // namespace

LabelMap LabelMap::Read(const std::filesystem::path& path) {
  const std::string file = path.string();
  const std::string text = Utf8TextOf(path);
  if (IsTextLabelMap(text)) return MapOf(RowsOfItems(text, file), file);
  RefuseOtherSyntax(text, path);
  const std::string_view first = std::string_view(text).substr(0, text.find('\n'));
  if (first.find_first_of(",;\t") == std::string_view::npos) {
    return MapOf(NumberedLines(text, file), file);
  }
  std::vector<Row> rows = ReadRows(text, file);
  Arrange(rows);
  return MapOf(std::move(rows), file);
}

LabelMap LabelMap::ReadNumbered(const std::filesystem::path& path) {
  const std::string file = path.string();
  const std::string text = Utf8TextOf(path);
  if (IsTextLabelMap(text)) return MapOf(RowsOfItems(text, file), file);
  RefuseOtherSyntax(text, path);
  if (EachLineHasComma(text)) {
    std::vector<Row> rows = ReadRows(text, file);
    Arrange(rows);
    const bool numbered =
        std::ranges::all_of(rows, [](const Row& row) { return NumberOf(row.first).has_value(); });
    if (numbered) return MapOf(std::move(rows), file);
  }
  return MapOf(NumberedLines(text, file), file);
}

LabelMap LabelMap::ReadLines(const std::filesystem::path& path) {
  return MapOf(NumberedLines(Utf8TextOf(path), path.string()), path.string());
}

bool LabelMap::Add(std::string code, std::string name) {
  name = TrimClassName(name);
  if (!by_code_.try_emplace(code, entries_.size()).second) return false;
  by_name_.try_emplace(name, entries_.size());
  entries_.push_back({.code = std::move(code), .name = std::move(name)});
  return true;
}

const std::string* LabelMap::Find(std::string_view code) const {
  const auto found = by_code_.find(std::string(code));
  return found == by_code_.end() ? nullptr : &entries_[found->second].name;
}

bool LabelMap::HasName(std::string_view name) const { return by_name_.contains(std::string(name)); }

std::vector<std::string> LabelMap::Classes(const std::string& file, VocProblems& problems) const {
  std::vector<std::string> classes;
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    const std::string& name = entries_[i].name;
    const auto report = [&](VocProblemKind kind, std::string reason) {
      problems.Add({.kind = kind,
                    .file = file,
                    .item = VocItem::kCategory,
                    .id = entries_[i].code,
                    .name = name,
                    .reason = std::move(reason)});
    };
    if (const std::string fault = ClassNameFault(name); !fault.empty()) {
      report(VocProblemKind::kBadCategory, "the name " + fault + "; its objects are left out");
    } else if (by_name_.at(name) != i) {
      report(
          VocProblemKind::kRepeatedClass,
          "has the name of category " + entries_[by_name_.at(name)].code + "; both are one class");
    } else {
      classes.push_back(name);
    }
  }
  return classes;
}

}  // namespace imrec
