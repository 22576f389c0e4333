#include "reader/tool/class_names.h"

#include <sstream>

#include <imrec/read_file.h>

namespace imrec::tool {

std::vector<std::string> ReadClassNames(const std::filesystem::path& record_path,
                                        const std::filesystem::path& explicit_path) {
  std::filesystem::path path = explicit_path;
  if (path.empty()) {
    path = record_path;
    path.replace_extension(".classes.txt");
    if (!std::filesystem::exists(path)) return {};
  }
  std::vector<std::string> names;
  std::istringstream lines(ReadTextFile(path));
  for (std::string line; std::getline(lines, line);) {
    if (line.ends_with('\r')) line.pop_back();
    names.push_back(line);
  }
  return names;
}

std::string ClassName(const std::vector<std::string>& names, float id) {
  const auto index = static_cast<long long>(id);
  if (index >= 0 && static_cast<std::size_t>(index) < names.size()) {
    return names[static_cast<std::size_t>(index)];
  }
  return std::to_string(index);
}

}  // namespace imrec::tool
