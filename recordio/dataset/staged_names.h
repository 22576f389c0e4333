// The names of the files of a shard while a run packs it, and afterwards.
#ifndef IMREC_RECORDIO_DATASET_STAGED_NAMES_H_
#define IMREC_RECORDIO_DATASET_STAGED_NAMES_H_

#include <array>
#include <cstdint>
#include <filesystem>

#include "recordio/internal/staged_set.h"

namespace imrec {

/// A file of a shard that belongs to the data set.
struct ShardFileNames {
  std::filesystem::path final_path;
  std::filesystem::path staged_path;
};

/// Returns the names of the .rec or .rec.zst, the .idx and the .crc file, in this order.
std::array<ShardFileNames, 3> FileNamesOf(const StagedSet& set, std::uint64_t shard);

/// Returns the fingerprints of the same files.
std::array<Fingerprint, 3> FingerprintsOf(const PackedShard& packed);

}  // namespace imrec

#endif  // IMREC_RECORDIO_DATASET_STAGED_NAMES_H_
