// Paths of the files of a data set while it is being written.
#ifndef IMREC_RECORDIO_DATASET_DATASET_PATHS_H_
#define IMREC_RECORDIO_DATASET_DATASET_PATHS_H_

#include <cstdint>
#include <filesystem>

#include <imrec/dataset_writer.h>

namespace imrec {

/// `data/train.rec` -> `data/train.rec.zst`.
std::filesystem::path CompressedPathFor(std::filesystem::path record_path);

/// `PREFIX.manifest.json`.
std::filesystem::path ManifestPath(const DatasetOptions& options);

/// Returns the path under which a shard is written, without `.partial`. If shards are split by
/// size, it differs from the final path (ShardPath()), because that contains the number of shards,
/// which is known only at the end.
std::filesystem::path WorkingPath(const DatasetOptions& options, std::uint64_t shard);

/// Removes the partial file of `path` if it exists. Throws Error(kIo).
void DiscardPartial(const std::filesystem::path& path);

/// Removes all partial files of the shard whose .rec file is `path`. Throws Error(kIo).
void DiscardShard(const std::filesystem::path& path);

}  // namespace imrec

#endif  // IMREC_RECORDIO_DATASET_DATASET_PATHS_H_
