#include <imrec/class_names.h>

#include <cstdint>
#include <optional>
#include <set>
#include <string_view>

#include <imrec/error.h>
#include <imrec/output_file.h>
#include <imrec/read_file.h>
#include <imrec/text_lines.h>

namespace imrec {

std::filesystem::path ClassNamesPathFor(const std::filesystem::path& file) {
  std::filesystem::path path = file;
  if (path.extension() == ".zst") path.replace_extension();
  return path.replace_extension(".classes.txt");
}

std::vector<std::string> ReadClassNames(const std::filesystem::path& path) {
  const std::string text = ReadTextFile(path);
  std::vector<std::string> names;
  std::set<std::string_view> seen;
  std::optional<std::uint64_t> empty_line;
  for (TextLines lines(text); lines.Next();) {
    const std::string_view name = TrimBlanks(lines.line());
    if (name.empty()) {
      if (!empty_line) empty_line = lines.number();
      continue;
    }
    if (empty_line) {
      throw Error(ErrorCode::kCorruptData, "expected a class name, found an empty line",
                  {.file = path.string(), .line = empty_line});
    }
    if (!seen.insert(name).second) {
      throw Error(ErrorCode::kCorruptData, "class '" + std::string(name) + "' comes twice",
                  {.file = path.string(), .line = lines.number()});
    }
    names.emplace_back(name);
  }
  return names;
}

std::string FormatClassNames(std::span<const std::string> names) {
  std::string text;
  for (const std::string& name : names) {
    if (TrimBlanks(name).empty() || name.find_first_of("\r\n") != std::string::npos) {
      throw Error(ErrorCode::kInvalidArgument,
                  "'" + name + "' cannot be a class name: empty, or with a line end in it");
    }
    text += name + '\n';
  }
  return text;
}

void WriteClassNames(const std::filesystem::path& path, std::span<const std::string> names) {
  WriteFileAtomically(path, FormatClassNames(names));
}

}  // namespace imrec
