// The checksums of the records of a .rec file that may be damaged.
#ifndef IMREC_READER_TOOL_FILES_RECORDED_CHECKSUMS_H_
#define IMREC_READER_TOOL_FILES_RECORDED_CHECKSUMS_H_

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <unordered_set>
#include <vector>

#include "recordio/internal/checksum_file.h"

namespace imrec::tool {

/// Finds the line of PREFIX.crc that a record matches, also if bytes before the record were lost or
/// added, so that it starts elsewhere. Not thread-safe.
class RecordedChecksums {
 public:
  /// Reads the .crc beside the .rec file `path`. It is empty if there is none, or if it cannot be
  /// read; problem() then says why.
  explicit RecordedChecksums(const std::filesystem::path& path);

  /// Returns true if there is nothing to compare records with.
  bool empty() const { return by_offset_.empty(); }
  const std::string& problem() const { return problem_; }
  /// Returns whether there is a checksum for the record at `offset`.
  bool Has(std::uint64_t offset) const { return by_offset_.contains(offset); }

  struct Found {
    const RecordChecksum* checksum = nullptr;  // null: none; valid as long as RecordedChecksums
    bool is_copy = false;  // an earlier record matches it, so this one is a second copy
  };
  /// Returns the checksum of the record at `offset` if `payload` matches it. Otherwise, of those at
  /// other offsets that it matches, the first that no record has matched yet.
  Found Match(std::uint64_t offset, std::span<const std::byte> payload);

  /// Returns the checksums that no call of Match() has returned, by offset.
  std::vector<RecordChecksum> Unmatched() const;

 private:
  std::map<std::uint64_t, RecordChecksum> by_offset_;
  std::unordered_set<std::uint64_t> matched_;  // offsets
  // From digests to offsets, for each digest in their order.
  std::multimap<std::uint64_t, std::uint64_t> by_digest_;
  std::string problem_;
};

}  // namespace imrec::tool

#endif  // IMREC_READER_TOOL_FILES_RECORDED_CHECKSUMS_H_
