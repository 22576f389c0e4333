#include "reader/tool/class_names.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include <imrec/class_names.h>
#include <imrec/error.h>

#include "reader/tool/class_id.h"
#include "recordio/console/console.h"

namespace imrec::tool {
namespace {

namespace fs = std::filesystem;

// A manifest that was left by another run may lie beside the file; it names others.
bool Names(const Manifest& manifest, const fs::path& record_path) {
  fs::path name = record_path.filename();
  if (name.extension() == ".zst") name.replace_extension();
  return std::ranges::any_of(manifest.shards,
                             [&](const ManifestShard& shard) { return shard.file == name; });
}

}  // namespace

ClassNameFinder::ClassNameFinder(const std::string& explicit_path, std::string tool)
    : tool_(std::move(tool)) {
  if (!explicit_path.empty()) explicit_ = ReadClassNames(explicit_path);
}

std::vector<std::string> ClassNameFinder::Find(const InputFile& file) {
  if (explicit_) return *explicit_;
  if (const std::optional<Manifest>& manifest = Read(file.manifest);
      manifest && !manifest->class_names.empty() &&
      (file.named_by_manifest || Names(*manifest, file.path))) {
    return manifest->class_names;
  }
  const fs::path of_set = fs::path(file.prefix) += ".classes.txt";
  if (fs::exists(of_set)) return ReadClassNames(of_set);
  const fs::path beside = ClassNamesPathFor(file.path);
  return fs::exists(beside) ? ReadClassNames(beside) : std::vector<std::string>();
}

const std::optional<Manifest>& ClassNameFinder::Read(const fs::path& path) {
  const auto [entry, is_new] = manifests_.try_emplace(path);
  if (!is_new || !fs::exists(path)) return entry->second;
  try {
    entry->second = ReadManifest(path);
  } catch (const Error& error) {
    console::Say(tool_, std::string("no class names from ") + error.what());
  }
  return entry->second;
}

std::vector<std::string> SharedClassNames(const InputFiles& files, const std::string& explicit_path,
                                          OnOtherNames on_other_names) {
  ClassNameFinder finder(explicit_path, files.tool());
  std::vector<std::string> shared = finder.Find(files[0]);
  if (on_other_names == OnOtherNames::kUseFirst) return shared;
  for (const InputFile& file : files.files()) {
    if (finder.Find(file) == shared) continue;
    const std::string first = files[0].path.string();
    if (on_other_names == OnOtherNames::kUseNumbers) {
      console::Say(files.tool(), "the class names of " + file.path.string() + " are not those of " +
                                     first + "; classes go by number");
      return {};
    }
    throw Error(ErrorCode::kInvalidArgument,
                "its class names are not those of " + first +
                    ", so that class numbers would mix (--classes FILE gives those of both)",
                {.file = file.path.string()});
  }
  return shared;
}

std::string ClassName(const std::vector<std::string>& names, float label) {
  const std::optional<std::uint32_t> id = ClassIdOf(label);
  return id && *id < names.size() ? names[*id] : LabelText(label);
}

}  // namespace imrec::tool
