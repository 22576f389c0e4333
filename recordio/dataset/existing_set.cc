#include "recordio/dataset/existing_set.h"

#include <algorithm>
#include <filesystem>
#include <system_error>

#include <imrec/error.h>
#include <imrec/record_index.h>

#include "recordio/dataset/dataset_paths.h"
#include "recordio/internal/path_status.h"

namespace imrec {

bool WouldMake(const DatasetOptions& options, const Manifest& wanted, const Manifest& there) {
  return there.options == wanted.options && there.tool == wanted.tool &&
         there.tool_version == wanted.tool_version && there.class_names == wanted.class_names &&
         (options.shard_bytes != 0 || there.shards.size() == options.shard_count);
}

std::optional<Manifest> FindCompleteSet(const DatasetOptions& options, const Manifest& wanted) {
  if (!IsThere(ManifestPath(options))) return std::nullopt;
  Manifest there;
  try {
    there = ReadManifest(ManifestPath(options));
  } catch (const Error& error) {
    if (error.code() == ErrorCode::kIo) throw;
    return std::nullopt;  // this run replaces it
  }
  if (!WouldMake(options, wanted, there)) return std::nullopt;
  for (const ManifestShard& shard : there.shards) {
    const std::filesystem::path path = options.prefix.parent_path() / shard.file;
    std::error_code missing;
    const bool whole = options.compression_level
                           ? IsThere(CompressedPathFor(path))
                           : std::filesystem::file_size(path, missing) == shard.bytes && !missing;
    if (!whole || !IsThere(IndexPathFor(path))) return std::nullopt;
  }
  return there;
}

std::vector<std::string> RemainingOldFiles(const DatasetOptions& options, const Manifest& written) {
  std::vector<std::string> names;
  const std::filesystem::path path = ManifestPath(options);
  if (!IsRegularFile(path)) return names;
  try {
    for (const ManifestShard& shard : ReadManifest(path).shards) {
      const std::filesystem::path file = options.prefix.parent_path() / shard.file;
      if (std::ranges::find(written.shards, shard.file, &ManifestShard::file) ==
              written.shards.end() &&
          (IsThere(file) || IsThere(CompressedPathFor(file)))) {
        names.push_back(shard.file);
      }
    }
  } catch (const Error&) {
    return {};  // an unreadable manifest names no files
  }
  return names;
}

std::string RemainingOldFilesMessage(const DatasetOptions& options, const Manifest& written) {
  return FormatRemaining(RemainingOldFiles(options, written));
}

std::string FormatRemaining(const std::vector<std::string>& remaining) {
  if (remaining.empty()) return {};
  return remaining.front() +
         (remaining.size() > 1 ? " and " + std::to_string(remaining.size() - 1) + " more" : "") +
         " of the previous data set " + (remaining.size() > 1 ? "remain" : "remains") +
         ", with .idx and .crc";
}

std::optional<ReplacedSet> FindReplacedSet(const DatasetOptions& options, std::size_t shards) {
  const std::filesystem::path record_path =
      ShardPath(options.prefix, 0, std::max<std::size_t>(shards, 1));
  for (const std::filesystem::path& path :
       {ManifestPath(options), record_path, CompressedPathFor(record_path)}) {
    std::error_code missing;
    ReplacedSet set{.written = std::filesystem::last_write_time(path, missing), .records = {}};
    if (missing) continue;
    try {
      set.records = path == ManifestPath(options) ? ReadManifest(path).records()
                                                  : ReadIndexFile(IndexPathFor(path)).size();
    } catch (const Error&) {
      // An unreadable data set is replaced as well; its number of records stays unknown.
    }
    return set;
  }
  return std::nullopt;
}

}  // namespace imrec
