#include "reader/labels/manifest_labels.h"

#include <filesystem>

#include <imrec/error.h>

#include "recordio/internal/manifest_shard.h"
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
  const ManifestShard* const shard = FindShard(manifest, file.path());
  const bool described =
      shard != nullptr && shard->records == file.all_records() && shard->bytes == file.bytes();
  // Check the widths, because the memory of batches is allocated from them.
  const bool possible = manifest.labels.width_max <= file.max_record_bytes() / sizeof(float);
  if (!described || !possible) return std::nullopt;
  return manifest.labels;
}

}  // namespace imrec
