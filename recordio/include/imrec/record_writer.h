// Writing RecordIO files (.rec) with their index (.idx).
#ifndef IMREC_RECORD_WRITER_H_
#define IMREC_RECORD_WRITER_H_

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <vector>

#include <imrec/output_file.h>
#include <imrec/record_index.h>

namespace imrec {

/// Writes PATH and its .idx beside it. Both appear under their names in Close(), first the records;
/// an old index is gone by then, so that whenever that is interrupted, there is the old file, or
/// the new one, with its own index or without, which readers make up by scanning. A writer that is
/// destroyed before Close() leaves what was there. Byte for byte what MXNet writes. Not
/// thread-safe.
class RecordWriter {
 public:
  explicit RecordWriter(const std::filesystem::path& path);

  /// Appends a record and returns its offset. Throws Error(kLimitExceeded) for payloads of 2^29
  /// bytes or more, Error(kIo) if the disk refuses.
  std::uint64_t Write(std::uint64_t key, std::span<const std::byte> payload);

  /// Records written so far.
  std::uint64_t count() const { return index_.size(); }
  /// Bytes of the .rec file so far.
  std::uint64_t size() const { return records_.size(); }

  /// Syncs both files and renames them into place. Throws Error(kIo).
  void Close();

 private:
  OutputFile records_;
  OutputFile index_file_;
  std::vector<IndexEntry> index_;
  std::vector<std::byte> framed_;
};

}  // namespace imrec

#endif  // IMREC_RECORD_WRITER_H_
