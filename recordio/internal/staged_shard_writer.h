// Packs one shard of a StagedSet.
#ifndef IMREC_RECORDIO_INTERNAL_STAGED_SHARD_WRITER_H_
#define IMREC_RECORDIO_INTERNAL_STAGED_SHARD_WRITER_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

#include "recordio/internal/staged_set.h"

namespace imrec {

/// Any number of processes may pack the same shard at the same time. Unless Stage() was called, the
/// destructor removes the files. Not thread-safe.
class StagedShardWriter {
 public:
  /// Creates files in the folder of the run. `set` must outlive this object. Throws Error(kIo),
  /// also if the folder does not exist.
  StagedShardWriter(const StagedSet& set, std::uint64_t shard);
  StagedShardWriter(const StagedShardWriter&) = delete;
  StagedShardWriter& operator=(const StagedShardWriter&) = delete;
  ~StagedShardWriter();

  /// Appends a record. Throws Error(kLimitExceeded) for a payload of 2^29 bytes or more, and
  /// Error(kIo) if writing fails.
  void Write(std::uint64_t key, std::span<const std::byte> payload);

  /// Compresses the records if the set is compressed, and syncs the files. Nothing may be written
  /// afterwards. Throws Error(kIo).
  PackedShard Finish();

  /// Gives the files their staged names. Call after Finish(). Throws Error(kIo), also if the run
  /// has ended; some of the files may then have their staged names (see RemoveStaged()).
  void Stage();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace imrec

#endif  // IMREC_RECORDIO_INTERNAL_STAGED_SHARD_WRITER_H_
