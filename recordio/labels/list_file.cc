#include <imrec/list_file.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <system_error>
#include <utility>

#include "recordio/internal/list_line.h"
#include "recordio/internal/output_file.h"
#include "recordio/internal/read_file.h"
#include "recordio/internal/text_lines.h"

namespace imrec {
namespace {

void AppendFloat(float value, LabelFormat format, std::string& text) {
  std::array<char, 64> digits;
  char* const end = digits.data() + digits.size();
  std::to_chars_result result;
  if (format == LabelFormat::kShortest) {
    result = std::to_chars(digits.data(), end, value);
  } else {
    const int decimals = format == LabelFormat::kSixDecimals ? 6 : 4;
    result = std::to_chars(digits.data(), end, value, std::chars_format::fixed, decimals);
  }
  text.append(digits.data(), result.ptr);
}

[[noreturn]] void Fail(const std::string& reason) { throw Error(ErrorCode::kCorruptData, reason); }

bool ParseIndex(std::string_view text, std::uint64_t& value) {
  if (text.starts_with('+') && !text.starts_with("+-")) text.remove_prefix(1);
  const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), value);
  return status == std::errc() && end == text.data() + text.size();
}

// Returns whether a number for which std::from_chars() reported result_out_of_range is too small
// for a float, rather than too large.
bool IsTiny(std::string_view text) {
  const std::size_t exponent_mark = std::min(text.find_first_of("eE"), text.size());
  const std::string_view digits = text.substr(0, exponent_mark);
  const std::size_t first = digits.find_first_of("123456789");
  const auto point = static_cast<std::int64_t>(std::min(digits.find('.'), digits.size()));
  std::int64_t exponent = 0;
  std::string_view exponent_text = text.substr(std::min(exponent_mark + 1, text.size()));
  if (exponent_text.starts_with('+')) exponent_text.remove_prefix(1);
  const auto parsed =
      std::from_chars(exponent_text.data(), exponent_text.data() + exponent_text.size(), exponent);
  if (parsed.ec == std::errc::result_out_of_range) return exponent_text.starts_with('-');
  return point - static_cast<std::int64_t>(first) + exponent < 0;
}

// Parses a label. A number too small for a float is 0.
float ParseLabel(std::string_view field, std::size_t column) {
  const auto fail = [&](const char* problem) {
    Fail("label '" + std::string(field) + "' in column " + std::to_string(column) + problem);
  };
  std::string_view text = field;
  if (text.starts_with('+') && !text.starts_with("+-")) text.remove_prefix(1);
  float label = 0;
  const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), label);
  const bool whole = end == text.data() + text.size();
  if (status == std::errc::invalid_argument || !whole) fail(" is not a number");
  if (status == std::errc::result_out_of_range && !IsTiny(text)) fail(" is too large for a float");
  return status == std::errc() ? label : 0;
}

// Removes the field before the next TAB, and the TAB. Returns the field, trimmed.
std::string_view TakeField(std::string_view& line) {
  const std::size_t tab = line.find('\t');
  const std::string_view field = line.substr(0, tab);
  line.remove_prefix(tab == std::string_view::npos ? line.size() : tab + 1);
  return TrimBlanks(field);
}

}  // namespace

void AppendListLine(const ListEntry& entry, LabelFormat format, std::string& text) {
  const std::string& path = entry.path;
  if (path.empty() || path != TrimBlanks(path) ||
      path.find_first_of("\t\r\n") != std::string::npos) {
    throw Error(ErrorCode::kInvalidArgument,
                "a list cannot contain the path '" + path +
                    "': it is empty, contains a TAB or line end, or has white space at an end");
  }
  text += std::to_string(entry.index);
  text += '\t';
  for (const float label : entry.labels) {
    AppendFloat(label, format, text);
    text += '\t';
  }
  text += path;
  text += '\n';
}

ListEntry ParseListLine(std::string_view line) {
  ListEntry entry;
  ParseListLine(line, entry);
  return entry;
}

void ParseListLine(std::string_view line, ListEntry& entry) {
  // Ignore TABs at the end of the line, so that the last field is the path.
  while (line.ends_with('\t')) line.remove_suffix(1);
  const std::size_t last_tab = line.rfind('\t');
  const std::size_t first_tab = line.find('\t');
  if (first_tab == std::string_view::npos || first_tab == last_tab) {
    Fail("expected 'index TAB label [TAB label ...] TAB path', found too few TABs");
  }
  entry.path = TrimBlanks(line.substr(last_tab + 1));
  if (entry.path.empty()) Fail("the path is empty");
  std::string_view numbers = line.substr(0, last_tab);
  const std::string_view index = TakeField(numbers);
  if (!ParseIndex(index, entry.index)) {
    Fail("index '" + std::string(index) + "' is not a whole number >= 0");
  }
  entry.labels.clear();
  // One label per remaining TAB, so that an empty column is reported.
  for (auto columns = std::ranges::count(line.substr(first_tab, last_tab - first_tab), '\t');
       columns > 0; --columns) {
    entry.labels.push_back(ParseLabel(TakeField(numbers), entry.labels.size() + 2));
  }
}

void WriteListFile(const std::filesystem::path& path, std::span<const ListEntry> entries,
                   LabelFormat format) {
  std::string text;
  for (const ListEntry& entry : entries) AppendListLine(entry, format, text);
  WriteFileAtomically(path, text);
}

ListFile ReadListFile(const std::filesystem::path& path) {
  return ParseList(ReadTextFile(path), path.string());
}

ListFile ParseList(std::string_view text, const std::string& file) {
  if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
  ListFile list;
  for (TextLines lines(text); lines.Next();) {
    if (TrimBlanks(lines.line()).empty()) continue;
    try {
      list.entries.push_back(ParseListLine(lines.line()));
      list.entries.back().line = lines.number();
    } catch (const Error& error) {
      list.bad_lines.push_back(error.Within({.file = file, .line = lines.number()}));
    }
  }
  return list;
}

}  // namespace imrec
