// The records of a data set, by ordinal.
#ifndef IMREC_RECORD_SET_H_
#define IMREC_RECORD_SET_H_

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include <imrec/error.h>
#include <imrec/record_file.h>
#include <imrec/record_index.h>

namespace imrec {

/// A .rec file with its index; records are counted from 0 in file order. Thread-safe.
class RecordSet {
 public:
  /// Uses the .idx beside `path`, or scans the file if there is none. Throws Error if the file
  /// cannot be opened, holds no record, or does not fit its index.
  explicit RecordSet(const std::filesystem::path& path);

  std::uint64_t size() const { return entries_.size(); }
  std::uint64_t key(std::uint64_t ordinal) const { return entries_[ordinal].key; }
  std::uint64_t offset(std::uint64_t ordinal) const { return entries_[ordinal].offset; }
  const std::string& path() const { return file_.path(); }
  /// Bytes of the .rec file.
  std::uint64_t bytes() const { return file_.size(); }
  /// True if there was no .idx and the file was scanned.
  bool index_was_built() const { return index_was_built_; }

  /// File, key and offset of a record, for messages.
  ErrorContext Where(std::uint64_t ordinal) const;

  /// Reads a record's payload (capacity is reused). Throws Error with file, key and offset.
  void Read(std::uint64_t ordinal, std::vector<std::byte>& payload) const;

  /// Reads a record's labels without its image. `scratch` is working memory.
  void ReadLabels(std::uint64_t ordinal, std::vector<std::byte>& scratch,
                  std::vector<float>& labels) const;

 private:
  RecordFile file_;
  bool index_was_built_ = false;
  std::vector<IndexEntry> entries_;
};

}  // namespace imrec

#endif  // IMREC_RECORD_SET_H_
