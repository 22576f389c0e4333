// A data set whose shards are packed by several processes, on one or several machines.
//
// A run has an id, RUN, and a folder PREFIX.RUN, which exists until the data set is complete. A
// process writes a shard to files in that folder whose names no other process uses, and then
// renames them to their staged names, PREFIX-00003-of-00016.rec.RUN and so on. When all shards are
// staged, StagedCommit (staged_commit.h) gives the files their final names. Nothing relies on
// locks: whatever processes are killed, run twice or come late, a file with a staged name is whole.
#ifndef IMREC_RECORDIO_INTERNAL_STAGED_SET_H_
#define IMREC_RECORDIO_INTERNAL_STAGED_SET_H_

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include <imrec/dataset_writer.h>
#include <imrec/manifest.h>

#include "recordio/internal/file_digest.h"
#include "recordio/internal/label_layout_detector.h"

namespace imrec {

/// What the processes of a run agree on.
struct StagedSet {
  DatasetOptions options;  // `shard_bytes` is 0; `resume` and `keep_unfinished` have no effect
  std::string run;         // letters and digits

  /// PREFIX.RUN.
  std::filesystem::path Folder() const;
  /// The final path of a shard's .rec file, without .zst.
  std::filesystem::path ShardFile(std::uint64_t shard) const;
};

/// A shard that has been packed.
struct PackedShard {
  std::uint64_t records = 0;
  Fingerprint plain;      // of the plain .rec file
  Fingerprint stored;     // of the file that is kept: the .rec.zst file, or the plain one
  Fingerprint index;      // of the .idx file
  Fingerprint checksums;  // of the .crc file
  LabelFacts labels;

  friend bool operator==(const PackedShard&, const PackedShard&) = default;
};

/// Returns true if the files of the shard have their staged names, the right sizes, and, except for
/// the records, the right digests: that detects a shard whose files are from two processes with
/// different inputs. Throws Error(kIo).
bool IsStaged(const StagedSet& set, std::uint64_t shard, const PackedShard& packed);

/// Returns true if the shard need not be packed: it is staged, or its files have their final names,
/// or StagedCommit is giving them these names or was interrupted while it did. Throws Error(kIo).
bool IsPacked(const StagedSet& set, std::uint64_t shard, const PackedShard& packed);

/// Returns the manifest of the data set if it is complete: a manifest with the options of `set`
/// exists, and its files do. It may have been written by any run with these options. Throws
/// Error(kIo).
std::optional<Manifest> FindFinishedSet(const StagedSet& set);

/// Creates the folder of the run, unless it exists. Throws Error(kIo).
void BeginRun(const StagedSet& set);
/// Returns true until EndRun().
bool IsRunning(const StagedSet& set);
/// Removes the folder of the run and all files with staged names. From then on, processes that are
/// still packing cannot stage their shards. If it is interrupted, the next call continues. Throws
/// Error(kIo).
void EndRun(const StagedSet& set);
/// Removes the staged files of one shard. Throws Error(kIo).
void RemoveStaged(const StagedSet& set, std::uint64_t shard);

/// Writes the text file `name` in the folder of the run, replacing an existing one, without locks.
/// Throws Error(kIo), also if the folder does not exist.
void WriteRunFile(const StagedSet& set, const std::string& name, const std::string& contents);

/// Returns a name that no other process uses, "HOST.PID.NUMBER".
std::string AttemptName(std::uint64_t number);

}  // namespace imrec

#endif  // IMREC_RECORDIO_INTERNAL_STAGED_SET_H_
