#include <imrec/class_names.h>

#include <cstdint>
#include <optional>
#include <set>
#include <string_view>

#include <imrec/error.h>
#include <imrec/record_index.h>

#include "recordio/internal/output_file.h"
#include "recordio/internal/read_file.h"
#include "recordio/internal/remote_path.h"
#include "recordio/internal/text_lines.h"
#include "recordio/internal/utf8.h"

namespace imrec {

std::filesystem::path ClassNamesPathFor(const std::filesystem::path& file) {
  return WithExtension(IndexPathFor(file), ".classes.txt");
}

std::string_view TrimClassName(std::string_view name) {
  constexpr std::string_view kMark = "\xEF\xBB\xBF";
  while (true) {
    const std::string_view before = name;
    name = TrimBlanks(name);
    if (name.starts_with(kMark)) name.remove_prefix(kMark.size());
    if (name.ends_with(kMark)) name.remove_suffix(kMark.size());
    if (name.size() == before.size()) return name;
  }
}

std::string ClassNameFault(std::string_view name) {
  if (name.empty()) return "is empty";
  if (name.find_first_of("\r\n") != std::string_view::npos) return "contains a line end";
  if (name.find('\0') != std::string_view::npos) return "contains a NUL byte";
  if (!IsUtf8(name)) return "is not UTF-8 text; convert it first, for example by iconv";
  if (name.size() > kMaxClassNameBytes) {
    return "is longer than " + std::to_string(kMaxClassNameBytes) + " bytes";
  }
  return {};
}

std::vector<std::string> ReadClassNames(const std::filesystem::path& path,
                                        const AccessOptions& access) {
  const std::string text = ReadTextFile(path, access);
  std::vector<std::string> names;
  std::set<std::string_view> seen;
  std::optional<std::uint64_t> empty_line;
  for (TextLines lines(text); lines.Next();) {
    const std::string_view name = TrimClassName(lines.line());
    if (name.empty()) {
      if (!empty_line) empty_line = lines.number();
      continue;
    }
    if (empty_line) {
      throw Error(ErrorCode::kCorruptData, "expected a class name, found an empty line",
                  {.file = ShownPath(path), .line = empty_line});
    }
    if (const std::string fault = ClassNameFault(name); !fault.empty()) {
      throw Error(ErrorCode::kCorruptData, "the class name " + fault,
                  {.file = ShownPath(path), .line = lines.number()});
    }
    if (!seen.insert(name).second) {
      throw Error(ErrorCode::kCorruptData, "class '" + std::string(name) + "' occurs twice",
                  {.file = ShownPath(path), .line = lines.number()});
    }
    names.emplace_back(name);
  }
  return names;
}

std::string FormatClassNames(std::span<const std::string> names) {
  std::string text;
  std::set<std::string_view> seen;
  for (const std::string& whole : names) {
    const std::string_view name = TrimClassName(whole);
    std::string fault = ClassNameFault(name);
    if (fault.empty() && !seen.insert(name).second) fault = "occurs twice";
    if (!fault.empty()) {
      throw Error(ErrorCode::kInvalidArgument,
                  "'" + std::string(name) + "' cannot be a class name: it " + fault);
    }
    text += name;
    text += '\n';
  }
  return text;
}

void WriteClassNames(const std::filesystem::path& path, std::span<const std::string> names) {
  try {
    WriteFileAtomically(path, FormatClassNames(names));
  } catch (const Error& error) {
    throw error.Within({.file = ShownPath(path)});
  }
}

}  // namespace imrec
