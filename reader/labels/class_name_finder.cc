#include "reader/labels/class_name_finder.h"

#include <imrec/class_names.h>
#include <imrec/error.h>

#include "reader/records/open_records.h"
#include "reader/records/source_files.h"
#include "recordio/internal/manifest_shard.h"
#include "recordio/internal/remote_path.h"

namespace imrec {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kManifest = ".manifest.json";

fs::path ClassNamesOfSet(const fs::path& manifest) {
  const auto [path, query] = SplitQuery(manifest);
  const std::string& name = path.native();
  return name.substr(0, name.size() - kManifest.size()) + ".classes.txt" + query;
}

}  // namespace

std::vector<std::string> ClassNameFinder::Find(const fs::path& path, const fs::path& manifest,
                                               bool named) {
  // The manifest may belong to another run in the same folder.
  if (const std::optional<Manifest>& found = Read(manifest);
      found && !found->class_names.empty() && (named || FindShard(*found, path) != nullptr)) {
    return found->class_names;
  }
  for (const fs::path& file : {ClassNamesOfSet(manifest), ClassNamesPathFor(path)}) {
    if (IsReadableFile(file, access_)) return ReadClassNames(file, access_);
  }
  return {};
}

const std::optional<Manifest>& ClassNameFinder::Read(const fs::path& path) {
  const auto [entry, is_new] = manifests_.try_emplace(path);
  if (!is_new) return entry->second;
  try {
    if (IsReadableFile(path, access_)) entry->second = ReadManifest(path, access_);
  } catch (const Error& error) {
    notice_(std::string("no class names from ") + error.what());
  }
  return entry->second;
}

std::vector<std::string> FindClassNames(const ReaderOptions& options) {
  ClassNameFinder finder([&](const std::string& text) { LogNotice(options, text); },
                         options.access);
  std::vector<std::string> names;
  fs::path names_are_of;
  for (const RecordSource& source : options.sources) {
    const SourceFiles found = FindSourceFiles(source.path, {.access = options.access});
    const bool named = !found.manifest.empty();
    for (const fs::path& path : found.files) {
      std::vector<std::string> others;
      try {
        others = finder.Find(path, named ? found.manifest : ManifestPathFor(path), named);
      } catch (const Error& error) {
        LogNotice(options, std::string("no class names: ") + error.what());
      }
      if (others.empty() || others == names) continue;
      if (names.empty()) {
        names = std::move(others);
        names_are_of = path;
      } else if (!options.mix_class_names) {
        throw Error(ErrorCode::kInvalidArgument,
                    "its class names are not those of " + ShownPath(names_are_of) +
                        ", so class numbers would mean different things (reader option "
                        "mix_class_names allows that)",
                    {.file = ShownPath(path)});
      }
    }
  }
  return names;
}

}  // namespace imrec
