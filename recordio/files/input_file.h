// A file opened for positional reads.
#ifndef IMREC_RECORDIO_FILES_INPUT_FILE_H_
#define IMREC_RECORDIO_FILES_INPUT_FILE_H_

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "recordio/files/file_descriptor.h"
#include "recordio/files/hint_filter.h"
#include "recordio/internal/byte_source.h"

namespace imrec {

/// A regular file. Thread-safe; a moved-from object may only be destroyed.
class InputFile final : public ByteSource {
 public:
  /// Throws Error(kNotFound) or Error(kIo) if `path` is not a readable regular file. Does not block
  /// on pipes.
  explicit InputFile(const std::filesystem::path& path);

  const std::string& path() const override { return path_; }
  /// The size in bytes when the file was opened.
  std::uint64_t size() const override { return size_; }
  void ReadAt(std::uint64_t offset, std::span<std::byte> out) const override;
  void WillNeed(std::uint64_t offset, std::uint64_t length) const override;
  /// Also drops pages that are only partly in the range.
  void DontNeed(std::uint64_t offset, std::uint64_t length) const override;

  /// Remains owned by this object.
  int descriptor() const { return descriptor_.get(); }

 private:
  std::string path_;
  FileDescriptor descriptor_;
  std::uint64_t size_ = 0;
  mutable HintFilter hints_;
};

}  // namespace imrec

#endif  // IMREC_RECORDIO_FILES_INPUT_FILE_H_
