// Reading RecordIO files (.rec), plain or compressed (.rec.zst).
#ifndef IMREC_RECORD_FILE_H_
#define IMREC_RECORD_FILE_H_

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <imrec/access_options.h>

namespace imrec {

/// A .rec file opened for random access. One in the seekable Zstandard format (see
/// compressed_file.h) reads as the plain file that it was made from: offsets and sizes are of that.
/// Thread-safe; move-only.
class RecordFile {
 public:
  /// Throws Error if the file cannot be opened, or is compressed but not seekable.
  explicit RecordFile(const std::filesystem::path& path, const AccessOptions& access = {});
  RecordFile(RecordFile&&) noexcept;
  RecordFile& operator=(RecordFile&&) noexcept;
  ~RecordFile();

  const std::string& path() const;
  std::uint64_t size() const;

  /// Reads the record whose head is at byte `offset` into `payload` (capacity is reused) and
  /// returns the offset behind the record. Throws Error(kCorruptData) with file and offset if there
  /// is no whole, well-formed record there.
  std::uint64_t ReadAt(std::uint64_t offset, std::vector<std::byte>& payload) const;

  /// As ReadAt, but stops after the first `max_bytes` bytes of the payload: enough for headers and
  /// labels without the image.
  void ReadPrefixAt(std::uint64_t offset, std::size_t max_bytes,
                    std::vector<std::byte>& payload) const;

  /// The bytes at `offset` as they are, framing included. Throws Error if the file ends before.
  void ReadBytes(std::uint64_t offset, std::span<std::byte> out) const;

  /// A hint that these bytes will be read soon: the system may fetch them meanwhile.
  void WillRead(std::uint64_t offset, std::uint64_t length) const;

 private:
  friend class RecordScanner;
  struct State;
  std::unique_ptr<State> state_;
};

/// Reads all records of a file in file order through a large buffer. Not thread-safe; `file` must
/// outlive the scanner.
class RecordScanner {
 public:
  struct Record {
    std::uint64_t offset = 0;            // of the record's first head
    std::uint64_t next_offset = 0;       // behind the record and its padding
    std::span<const std::byte> payload;  // valid until the next call
  };

  /// Starts with the record at byte `offset`.
  explicit RecordScanner(const RecordFile& file, std::uint64_t offset = 0);

  /// The next record, or nothing at the clean end of the file. Throws Error(kCorruptData) where the
  /// bytes are no record; the position then stays.
  std::optional<Record> Next();

  /// Where the next record starts.
  std::uint64_t offset() const { return offset_; }

 private:
  void ReadBuffered(std::uint64_t offset, std::span<std::byte> out);

  const RecordFile* file_;
  std::uint64_t offset_ = 0;
  std::uint64_t buffer_offset_ = 0;
  std::vector<std::byte> buffer_;
  std::vector<std::byte> payload_;
};

}  // namespace imrec

#endif  // IMREC_RECORD_FILE_H_
