#include <imrec/list_file.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <system_error>
#include <utility>

#include <imrec/read_file.h>
#include <imrec/text_lines.h>

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

template <typename Number>
bool ParseNumber(std::string_view text, Number& value) {
  if (text.starts_with('+') && !text.starts_with("+-")) text.remove_prefix(1);
  const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), value);
  return status == std::errc() && end == text.data() + text.size();
}

[[noreturn]] void Fail(const std::string& reason) { throw Error(ErrorCode::kCorruptData, reason); }

// Removes and returns the field before the next TAB.
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
                "a list cannot hold the path '" + path +
                    "': empty, with a TAB or line end, or with blanks at its ends");
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
  // Drop the TABs that end a line, so that the last field is the path.
  while (line.ends_with('\t')) line.remove_suffix(1);
  const std::size_t last_tab = line.rfind('\t');
  const std::size_t first_tab = line.find('\t');
  if (first_tab == std::string_view::npos || first_tab == last_tab) {
    Fail("expected 'index TAB label [TAB label ...] TAB path', found too few TABs");
  }
  ListEntry entry;
  entry.path = TrimBlanks(line.substr(last_tab + 1));
  if (entry.path.empty()) Fail("the path is empty");
  std::string_view numbers = line.substr(0, last_tab);
  const std::string_view index = TakeField(numbers);
  if (!ParseNumber(index, entry.index)) {
    Fail("index '" + std::string(index) + "' is not a whole number >= 0");
  }
  // One label per TAB that is left, so that an empty column does not go unseen.
  for (auto columns = std::ranges::count(line.substr(first_tab, last_tab - first_tab), '\t');
       columns > 0; --columns) {
    const std::string_view field = TakeField(numbers);
    float label = 0;
    if (!ParseNumber(field, label)) {
      Fail("label '" + std::string(field) + "' in column " +
           std::to_string(entry.labels.size() + 2) + " is not a number");
    }
    entry.labels.push_back(label);
  }
  return entry;
}

ListFile ReadListFile(const std::filesystem::path& path) {
  const std::string text = ReadTextFile(path);
  ListFile list;
  for (TextLines lines(text); lines.Next();) {
    if (TrimBlanks(lines.line()).empty()) continue;
    try {
      list.entries.push_back(ParseListLine(lines.line()));
      list.entries.back().line = lines.number();
    } catch (const Error& error) {
      list.bad_lines.push_back(error.Within({.file = path.string(), .line = lines.number()}));
    }
  }
  return list;
}

}  // namespace imrec
