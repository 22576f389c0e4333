// The records of one .rec file.
#ifndef IMREC_RECORD_SHARD_H_
#define IMREC_RECORD_SHARD_H_

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <imrec/export.h>
#include <imrec/identity_set.h>
#include <imrec/record_file.h>
#include <imrec/record_index.h>
#include <imrec/record_store.h>

namespace imrec {

/// How a RecordShard is opened and read.
struct RecordShardOptions {
  AccessOptions access = {};
  /// True: compare each record that is read with PREFIX.crc, which must exist. Read() throws
  /// Error(kCorruptData) if they differ; records of a remote file are fetched once more first.
  /// Nullopt: as true for remote files that are not compressed, if they have a PREFIX.crc.
  std::optional<bool> check_checksums = std::nullopt;
  /// Scan the file if its .idx is invalid, instead of throwing.
  bool scan_if_index_is_bad = false;
};

/// A .rec file with its index. Records are numbered from 0 in file order. In an identity set (see
/// identity_set.h) only images are numbered; the other records are in identities().
///
/// Thread-safe: const members may be called from several threads at once. `ordinal` must be less
/// than size().
class IMREC_EXPORT RecordShard final : public RecordStore {
 public:
  /// Uses the .idx next to `path`, or scans the file if there is none. An empty file has no
  /// records. Throws Error if the file cannot be opened, or does not match its index or, with
  /// `check_checksums`, its checksums.
  explicit RecordShard(const std::filesystem::path& path, const RecordShardOptions& options = {});

  std::uint64_t size() const override { return entries_.size(); }
  std::uint64_t key(std::uint64_t ordinal) const override { return entries_[ordinal].key; }
  std::uint64_t offset(std::uint64_t ordinal) const { return entries_[ordinal].offset; }
  const std::string& path() const { return file_.path(); }
  /// The options with which it was opened.
  const AccessOptions& access() const { return access_; }
  /// The size of the (uncompressed) .rec file in bytes.
  std::uint64_t bytes() const { return file_.size(); }
  /// Returns true if the file was scanned because there was no .idx or it was invalid.
  bool index_was_built() const { return index_was_built_; }
  /// Returns a message for the user about the index or checksums; empty if they are in order.
  const std::string& notice() const { return notice_; }
  /// The records without an image of an identity set; nullopt for other sets.
  const std::optional<IdentityRecords>& identities() const { return identities_; }
  /// The number of all records of the file, including those without an image.
  std::uint64_t all_records() const;
  /// Returns an upper bound of the size of a record with framing: the largest distance in bytes
  /// from one indexed record to the next.
  std::uint64_t max_record_bytes() const;

  ErrorContext Where(std::uint64_t ordinal) const override;
  void Read(std::uint64_t ordinal, std::vector<std::byte>& payload) const override;
  void ReadLabels(std::uint64_t ordinal, std::vector<std::byte>& scratch,
                  std::vector<float>& labels) const override;
  void WillRead(std::uint64_t ordinal, std::uint64_t count) const override;
  void WillReadLabels(std::uint64_t ordinal, std::uint64_t count) const override;

 private:
  std::uint64_t EndOf(std::uint64_t ordinal) const;
  void ReadChecked(std::uint64_t ordinal, std::vector<std::byte>& payload) const;
  void ReadChecksums(const std::filesystem::path& path);
  void TakeChecksums(const std::filesystem::path& path);
  void TryToReadChecksums(const std::filesystem::path& path);

  AccessOptions access_;
  RecordFile file_;
  bool index_was_built_ = false;
  std::string notice_;
  std::vector<IndexEntry> entries_;
  std::optional<IdentityRecords> identities_;
  std::vector<std::uint64_t> digests_;  // of the payloads; empty: they are not checked
};

}  // namespace imrec

#endif  // IMREC_RECORD_SHARD_H_
