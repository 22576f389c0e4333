// A text that is read piece by piece, because it may not fit in memory.
#ifndef IMREC_RECORDIO_INTERNAL_TEXT_SOURCE_H_
#define IMREC_RECORDIO_INTERNAL_TEXT_SOURCE_H_

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <span>
#include <string>

#include <imrec/access_options.h>

namespace imrec {

/// A file, or what was read from a stream. Thread-safe.
class TextSource {
 public:
  /// A text from a stream is kept in memory up to this size, in bytes.
  static constexpr std::size_t kInMemory = std::size_t{1} << 20;

  /// Opens a file. A remote file is copied to a temporary file. Throws Error(kNotFound) or
  /// Error(kIo), also for a pipe, device or folder.
  explicit TextSource(const std::filesystem::path& path, const AccessOptions& access = {});
  /// Reads `stream` to its end. A text larger than `in_memory` bytes is stored in a temporary file.
  /// Throws Error(kIo) if the stream cannot be read or the file cannot be written.
  explicit TextSource(std::FILE* stream, std::size_t in_memory = kInMemory);
  /// Keeps `text` in memory.
  explicit TextSource(std::string text);
  TextSource(const TextSource&) = delete;
  TextSource& operator=(const TextSource&) = delete;
  ~TextSource();

  /// The size in bytes when the text was opened.
  std::uint64_t size() const { return size_; }

  /// Reads exactly out.size() bytes at byte `offset`. Throws Error(kCorruptData) if the file has
  /// become shorter, and Error(kIo) if reading fails.
  void ReadAt(std::uint64_t offset, std::span<std::byte> out) const;

  /// Returns true if the size or the modification time of the file has changed since it was opened.
  bool HasChanged() const;

 private:
  struct LocalFile;

  std::uint64_t size_ = 0;
  std::string text_;                 // if there is no file
  std::unique_ptr<LocalFile> file_;  // null for a text in memory
};

}  // namespace imrec

#endif  // IMREC_RECORDIO_INTERNAL_TEXT_SOURCE_H_
