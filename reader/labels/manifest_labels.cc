#include "reader/labels/manifest_labels.h"

#include <algorithm>
#include <filesystem>

#include <imrec/error.h>

#include "recordio/internal/remote_path.h"

namespace imrec {

std::optional<LabelLayout> LabelsFromManifest(const RecordShard& file) {
  const std::filesystem::path path = ManifestPathFor(file.path());
  Manifest manifest;
  try {
    if (!IsReadableFile(path, file.access())) return std::nullopt;
    manifest = ReadManifest(path, file.access());
  } catch (const Error&) {
    return std::nullopt;  // a manifest is not required for reading
  }
  std::filesystem::path name = std::filesystem::path(file.path()).filename();
  if (name.extension() == ".zst") name.replace_extension();
  const bool described = std::ranges::any_of(manifest.shards, [&](const ManifestShard& shard) {
    return shard.file == name && shard.records == file.all_records() && shard.bytes == file.bytes();
  });
  // Check the widths, because the memory of batches is allocated from them.
  const bool possible = manifest.labels.width_max <= file.max_record_bytes() / sizeof(float);
  if (!described || !possible) return std::nullopt;
  return manifest.labels;
}

}  // namespace imrec
