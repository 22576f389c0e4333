// Writes RecordIO files (.rec) with their index (.idx).
#ifndef IMREC_RECORD_WRITER_H_
#define IMREC_RECORD_WRITER_H_

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>

#include <imrec/export.h>

namespace imrec {

/// Writes the .rec file PATH and its .idx in the same folder, byte for byte as MXNet's
/// MXIndexedRecordIO does. Close() removes an old index, then renames the .rec file into place,
/// then the index. If Close() is interrupted, the folder therefore contains the old or the new .rec
/// file, with its own index or without one; readers scan a .rec file without an index. If the
/// writer is destroyed before Close(), existing files stay unchanged.
///
/// Not thread-safe. A moved-from writer, and one after Close(), may only be assigned to or
/// destroyed.
class IMREC_EXPORT RecordWriter {
 public:
  /// Throws Error(kInvalidArgument) if `path` ends in .idx, and Error(kIo) if the files cannot be
  /// created or another process is writing them.
  explicit RecordWriter(const std::filesystem::path& path);
  RecordWriter(RecordWriter&&) noexcept;
  RecordWriter& operator=(RecordWriter&&) noexcept;
  ~RecordWriter();

  /// Appends a record and returns its offset in bytes. Throws Error(kLimitExceeded) for a payload
  /// of 2^29 bytes or more, and Error(kIo) if writing fails.
  std::uint64_t Write(std::uint64_t key, std::span<const std::byte> payload);

  /// The number of records written so far.
  std::uint64_t count() const;
  /// The size of the .rec file so far, in bytes.
  std::uint64_t size() const;

  /// Syncs both files and renames them into place. Throws Error(kIo).
  void Close();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace imrec

#endif  // IMREC_RECORD_WRITER_H_
