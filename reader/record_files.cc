#include "reader/record_files.h"

#include <glob.h>

#include <string>

#include <imrec/error.h>
#include <imrec/manifest.h>

namespace imrec {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kManifest = ".manifest.json";

fs::path WithSuffix(fs::path path, std::string_view suffix) { return path += suffix; }

// The file as it is named, or its compressed form, if one is there.
fs::path PlainOrCompressed(const fs::path& path) {
  const fs::path compressed = WithSuffix(path, ".zst");
  return !fs::exists(path) && fs::exists(compressed) ? compressed : path;
}

std::vector<fs::path> FilesOfManifest(const fs::path& path) {
  std::vector<fs::path> files;
  for (const ManifestShard& shard : ReadManifest(path).shards) {
    files.push_back(PlainOrCompressed(path.parent_path() / shard.file));
  }
  if (files.empty()) throw Error(ErrorCode::kNotFound, "names no file", {.file = path.string()});
  return files;
}

std::vector<fs::path> FilesOfPattern(const fs::path& pattern) {
  glob_t found{};
  std::vector<fs::path> files;
  if (::glob(pattern.c_str(), 0, nullptr, &found) == 0) {
    for (std::size_t i = 0; i < found.gl_pathc; ++i) files.emplace_back(found.gl_pathv[i]);
  }
  ::globfree(&found);
  return files;
}

}  // namespace

std::vector<fs::path> FindRecordFiles(const fs::path& source) {
  if (source.native().ends_with(kManifest)) return FilesOfManifest(source);
  if (fs::is_regular_file(source)) return {source};
  if (source.native().find_first_of("*?[") != std::string::npos) {
    std::vector<fs::path> files = FilesOfPattern(source);
    if (files.empty()) {
      throw Error(ErrorCode::kNotFound, "no file fits this pattern", {.file = source.string()});
    }
    return files;
  }
  const fs::path manifest = WithSuffix(source, kManifest);
  if (fs::exists(manifest)) return FilesOfManifest(manifest);
  const fs::path record_file = PlainOrCompressed(WithSuffix(source, ".rec"));
  if (fs::exists(record_file)) return {record_file};
  throw Error(ErrorCode::kNotFound,
              "there is no such file, and neither " + record_file.filename().string() + " nor " +
                  manifest.filename().string(),
              {.file = source.string()});
}

}  // namespace imrec
