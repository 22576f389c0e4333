#include "reader/tool/class_names.h"

#include <imrec/class_names.h>

namespace imrec::tool {

std::vector<std::string> FindClassNames(const std::filesystem::path& record_path,
                                        const std::filesystem::path& explicit_path) {
  if (!explicit_path.empty()) return ReadClassNames(explicit_path);
  const std::filesystem::path beside = ClassNamesPathFor(record_path);
  return std::filesystem::exists(beside) ? ReadClassNames(beside) : std::vector<std::string>();
}

std::string ClassName(const std::vector<std::string>& names, float id) {
  const auto index = static_cast<long long>(id);
  if (index >= 0 && static_cast<std::size_t>(index) < names.size()) {
    return names[static_cast<std::size_t>(index)];
  }
  return std::to_string(index);
}

}  // namespace imrec::tool
