// Reads RecordIO files (.rec), plain or compressed (.rec.zst).
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
#include <imrec/export.h>

namespace imrec {

class ByteSource;

/// A .rec file opened for random access. A file in the seekable Zstandard format (see
/// docs/formats.md) reads like the plain file that it was made from; offsets and sizes are those
/// of the plain file.
///
/// Thread-safe: const members may be called from several threads at once. Move-only; a moved-from
/// object may only be assigned to or destroyed.
class IMREC_EXPORT RecordFile {
 public:
  /// Throws Error(kNotFound) or Error(kIo) if the file cannot be opened, and Error(kUnsupported) or
  /// Error(kCorruptData) if it is compressed and has no seek table or a damaged one.
  explicit RecordFile(const std::filesystem::path& path, const AccessOptions& access = {});
  RecordFile(RecordFile&&) noexcept;
  RecordFile& operator=(RecordFile&&) noexcept;
  ~RecordFile();

  const std::string& path() const;
  /// Size of the plain file in bytes.
  std::uint64_t size() const;

  /// Reads the record that starts at byte `offset` and replaces `payload` by its payload; the
  /// capacity is reused. Returns the offset after the record and its padding. Throws
  /// Error(kCorruptData) with file and offset if there is no complete, well-formed record, and
  /// Error(kIo) if reading fails; `payload` is then unspecified.
  std::uint64_t ReadAt(std::uint64_t offset, std::vector<std::byte>& payload) const;

  /// As ReadAt(), but reads at most the first `max_bytes` bytes of the payload, for example the
  /// header and the labels without the image.
  void ReadPrefixAt(std::uint64_t offset, std::size_t max_bytes,
                    std::vector<std::byte>& payload) const;

  /// Reads out.size() bytes at byte `offset`, including framing. Throws Error(kCorruptData) if the
  /// file ends before them, and Error(kIo) if reading fails.
  void ReadBytes(std::uint64_t offset, std::span<std::byte> out) const;

  /// Hints that `length` bytes at `offset` will be read soon; the operating system may fetch them
  /// in the background. Does not throw.
  void WillRead(std::uint64_t offset, std::uint64_t length) const;

  /// Drops what is kept of `length` bytes of a plain remote file, in memory and in a cache, so that
  /// they are fetched again. Returns false for other files: reading them again would change
  /// nothing.
  bool Forget(std::uint64_t offset, std::uint64_t length) const;

 private:
  friend class RecordScanner;
  friend class RecordSalvager;
  const ByteSource& source() const;

  struct State;
  std::unique_ptr<State> state_;
};

/// Reads all records of a file in file order through a 1 MiB buffer. `file` must outlive the
/// scanner and must not be moved meanwhile. Not thread-safe.
class IMREC_EXPORT RecordScanner {
 public:
  /// The record that was read last.
  struct Record {
    std::uint64_t offset = 0;            // where the record starts
    std::uint64_t next_offset = 0;       // after the record and its padding
    std::span<const std::byte> payload;  // valid until the next call of Next()
  };

  /// Starts at the record at byte `offset`.
  explicit RecordScanner(const RecordFile& file, std::uint64_t offset = 0);

  /// Returns the next record, or nullopt if the file ends after the previous one. Throws
  /// Error(kCorruptData) if there is no complete, well-formed record, and Error(kIo) if reading
  /// fails; offset() is then unchanged, and the next call tries again.
  std::optional<Record> Next();

  /// The offset of the next record.
  std::uint64_t offset() const { return offset_; }

 private:
  friend class RecordSalvager;
  void ReadBuffered(std::uint64_t offset, std::span<std::byte> out);

  const RecordFile* file_;
  std::uint64_t offset_ = 0;
  std::uint64_t buffer_offset_ = 0;
  std::vector<std::byte> buffer_;
  std::vector<std::byte> payload_;
};

}  // namespace imrec

#endif  // IMREC_RECORD_FILE_H_
