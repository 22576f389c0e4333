#include "recordio/dataset/dataset_paths.h"

#include <array>
#include <cstdio>

#include <imrec/record_index.h>

#include "recordio/files/file_names.h"
#include "recordio/internal/checksum_file.h"
#include "recordio/internal/output_file.h"

namespace imrec {

std::filesystem::path CompressedPathFor(std::filesystem::path record_path) {
  return record_path += ".zst";
}

std::filesystem::path ManifestPath(const DatasetOptions& options) {
  return std::filesystem::path(options.prefix) += ".manifest.json";
}

std::filesystem::path WorkingPath(const DatasetOptions& options, std::uint64_t shard) {
  if (options.shard_bytes == 0) return ShardPath(options.prefix, shard, options.shard_count);
  std::array<char, 32> suffix;
  std::snprintf(suffix.data(), suffix.size(), "-%05llu.rec",
                static_cast<unsigned long long>(shard));
  return std::filesystem::path(options.prefix) += suffix.data();
}

void DiscardPartial(const std::filesystem::path& path) {
  RemoveFile(OutputFile::PartialPathFor(path));
}

void DiscardShard(const std::filesystem::path& path) {
  DiscardPartial(path);
  DiscardPartial(CompressedPathFor(path));
  DiscardPartial(IndexPathFor(path));
  DiscardPartial(ChecksumPathFor(path));
}

}  // namespace imrec
