// Gives the files of a StagedSet their final names.
#ifndef IMREC_RECORDIO_INTERNAL_STAGED_COMMIT_H_
#define IMREC_RECORDIO_INTERNAL_STAGED_COMMIT_H_

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "recordio/internal/staged_set.h"

namespace imrec {

/// What is known when all shards are packed.
struct StagedContents {
  std::vector<PackedShard> shards = {};  // in order; all of them
  std::uint64_t skipped = 0;             // inputs that did not become records
  /// Text files of the data set by extension. An existing file is removed if its text is empty.
  std::map<std::string, std::string> companions = {};
};

/// Returns the manifest of the data set: that which a DatasetWriter with the same options writes.
Manifest ManifestOf(const StagedSet& set, const StagedContents& contents);

/// Returns true if the data set is in place: its manifest is exactly ManifestOf(), and all files of
/// the shards have the right sizes.
bool IsCommitted(const StagedSet& set, const StagedContents& contents);

/// Replaces an existing data set as DatasetWriter::Close() does, with the same journal. One process
/// at a time. Not thread-safe.
class StagedCommit {
 public:
  /// Completes or reverts an earlier commit with the same prefix that was interrupted. Throws Error
  /// as the constructor of DatasetWriter.
  explicit StagedCommit(const StagedSet& set);
  StagedCommit(const StagedCommit&) = delete;
  StagedCommit& operator=(const StagedCommit&) = delete;
  ~StagedCommit();

  /// Replaces the data set. All shards must be staged. Returns the manifest. If it throws Error,
  /// the previous data set is still in place, or the next StagedCommit completes the replacement;
  /// the message then says so.
  Manifest Commit(const StagedContents& contents);

  /// As those of DatasetWriter.
  const std::vector<std::string>& messages() const;
  const std::optional<ReplacedSet>& replaced() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace imrec

#endif  // IMREC_RECORDIO_INTERNAL_STAGED_COMMIT_H_
