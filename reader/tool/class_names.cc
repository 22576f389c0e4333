#include "reader/tool/class_names.h"

#include <cstdint>
#include <optional>

#include <imrec/class_names.h>

#include "reader/tool/class_id.h"

namespace imrec::tool {

std::vector<std::string> FindClassNames(const std::filesystem::path& record_path,
                                        const std::filesystem::path& explicit_path) {
  if (!explicit_path.empty()) return ReadClassNames(explicit_path);
  const std::filesystem::path beside = ClassNamesPathFor(record_path);
  return std::filesystem::exists(beside) ? ReadClassNames(beside) : std::vector<std::string>();
}

std::string ClassName(const std::vector<std::string>& names, float label) {
  const std::optional<std::uint32_t> id = ClassIdOf(label);
  return id && *id < names.size() ? names[*id] : LabelText(label);
}

}  // namespace imrec::tool
