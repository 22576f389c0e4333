// The records of one .rec file.
#ifndef IMREC_RECORD_SET_H_
#define IMREC_RECORD_SET_H_

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <imrec/identity_set.h>
#include <imrec/record_file.h>
#include <imrec/record_index.h>
#include <imrec/record_store.h>

namespace imrec {

struct RecordSetOptions {
  AccessOptions access = {};
  /// Hold each record that is read against PREFIX.crc, which must be there; one that differs is an
  /// Error(kCorruptData).
  bool check_checksums = false;
  /// Scan the file if its .idx is of no use, instead of throwing.
  bool scan_if_index_is_bad = false;
};

/// A .rec file with its index; records are counted from 0 in file order. Of an identity set (see
/// identity_set.h) these are the images; the other records are kept apart. Thread-safe.
class RecordSet final : public RecordStore {
 public:
  /// Uses the .idx beside `path`, or scans the file if there is none. An empty file has no records.
  /// Throws Error if the file cannot be opened, or does not fit its index or, if they are used,
  /// checksums.
  explicit RecordSet(const std::filesystem::path& path, const RecordSetOptions& options = {});

  std::uint64_t size() const override { return entries_.size(); }
  std::uint64_t key(std::uint64_t ordinal) const override { return entries_[ordinal].key; }
  std::uint64_t offset(std::uint64_t ordinal) const { return entries_[ordinal].offset; }
  const std::string& path() const { return file_.path(); }
  /// Bytes of the .rec file.
  std::uint64_t bytes() const { return file_.size(); }
  /// True if the file was scanned, for there was no .idx or it was of no use.
  bool index_was_built() const { return index_was_built_; }
  /// What the user should know about the index; empty if it is as it should be.
  const std::string& notice() const { return notice_; }
  /// The records without an image, if this is an identity set.
  const std::optional<IdentityRecords>& identities() const { return identities_; }
  /// All records of the file, those without an image included.
  std::uint64_t all_records() const;
  /// Bytes of the longest record with its framing, as far as the index tells.
  std::uint64_t max_record_bytes() const;

  ErrorContext Where(std::uint64_t ordinal) const override;
  void Read(std::uint64_t ordinal, std::vector<std::byte>& payload) const override;
  void ReadLabels(std::uint64_t ordinal, std::vector<std::byte>& scratch,
                  std::vector<float>& labels) const override;
  void WillRead(std::uint64_t ordinal, std::uint64_t count) const override;

 private:
  std::uint64_t EndOf(std::uint64_t ordinal) const;
  void ReadChecksums();

  RecordFile file_;
  bool index_was_built_ = false;
  std::string notice_;
  std::vector<IndexEntry> entries_;
  std::optional<IdentityRecords> identities_;
  std::vector<std::uint64_t> digests_;  // of the payloads, if they are checked
};

}  // namespace imrec

#endif  // IMREC_RECORD_SET_H_
