#include "reader/tool/input_class_names.h"

#include <algorithm>
#include <cstdint>

#include <imrec/class_names.h>
#include <imrec/error.h>

#include "reader/tool/class_id.h"
#include "reader/tool/wrong_set.h"
#include "recordio/console/console.h"
#include "recordio/internal/remote_path.h"

namespace imrec::tool {

InputClassNames::InputClassNames(const InputFiles& files, const std::string& explicit_path)
    : finder_([tool = files.tool()](const std::string& text) { console::Say(tool, text); },
              files.access()) {
  if (explicit_path.empty()) return;
  RequireTextFile(explicit_path, "a file of class names");
  explicit_ = ReadClassNames(explicit_path);
}

std::vector<std::string> InputClassNames::Find(const InputFile& file) {
  if (explicit_) return *explicit_;
  return finder_.Find(file.path, file.manifest, file.named_by_manifest);
}

std::vector<std::string> SharedClassNames(const InputFiles& files, const std::string& explicit_path,
                                          OnOtherNames on_other_names) {
  InputClassNames finder(files, explicit_path);
  std::vector<std::string> shared = finder.Find(files[0]);
  if (on_other_names == OnOtherNames::kUseFirst) return shared;
  for (const InputFile& file : files.files()) {
    if (finder.Find(file) == shared) continue;
    const std::string first = ShownPath(files[0].path);
    if (on_other_names == OnOtherNames::kUseNumbers) {
      console::Say(files.tool(), "the class names of " + ShownPath(file.path) +
                                     " are not those of " + first +
                                     "; classes are shown as numbers");
      return {};
    }
    throw Error(ErrorCode::kInvalidArgument,
                "its class names are not those of " + first +
                    ", so one number would mean different classes; --classes FILE gives names for "
                    "all files",
                {.file = ShownPath(file.path)});
  }
  return shared;
}

std::string NameOfNumber(const std::vector<std::string>& names, std::uint32_t id) {
  std::string name = std::to_string(id);
  while (std::ranges::find(names, name) != names.end()) name.insert(0, "class_");
  return name;
}

std::string ClassName(const std::vector<std::string>& names, float label) {
  const std::optional<std::uint32_t> id = ClassIdOf(label);
  return id && *id < names.size() ? names[*id] : LabelText(label);
}

}  // namespace imrec::tool
