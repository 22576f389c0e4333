// A file opened for positional reads.
#ifndef IMREC_RECORDIO_INPUT_FILE_H_
#define IMREC_RECORDIO_INPUT_FILE_H_

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "recordio/byte_source.h"
#include "recordio/file_descriptor.h"

namespace imrec {

/// Thread-safe: reads carry their own position.
class InputFile final : public ByteSource {
 public:
  /// Throws Error if `path` is not a readable regular file; does not wait for pipes.
  explicit InputFile(const std::filesystem::path& path);

  const std::string& path() const override { return path_; }
  /// Size in bytes when the file was opened.
  std::uint64_t size() const override { return size_; }
  /// Reads exactly out.size() bytes; throws Error(kCorruptData) if the file ends before.
  void ReadAt(std::uint64_t offset, std::span<std::byte> out) const override;
  void WillNeed(std::uint64_t offset, std::uint64_t length) const override;
  /// Pages that are only touched are dropped as well.
  void DontNeed(std::uint64_t offset, std::uint64_t length) const override;

  int descriptor() const { return descriptor_.get(); }

 private:
  std::string path_;
  FileDescriptor descriptor_;
  std::uint64_t size_ = 0;
};

}  // namespace imrec

#endif  // IMREC_RECORDIO_INPUT_FILE_H_
