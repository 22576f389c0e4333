// A file mapped into memory.
#ifndef IMREC_RECORDIO_FILES_MAPPED_FILE_H_
#define IMREC_RECORDIO_FILES_MAPPED_FILE_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "recordio/files/input_file.h"
#include "recordio/internal/byte_source.h"

namespace imrec {

/// A regular file that is read through a memory mapping. Thread-safe. If the file is truncated
/// while it is mapped, reading the missing bytes kills the process (SIGBUS).
class MappedFile final : public ByteSource {
 public:
  /// Throws Error(kIo) if the file cannot be mapped.
  explicit MappedFile(InputFile file);
  ~MappedFile() override;
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;

  const std::string& path() const override { return file_.path(); }
  std::uint64_t size() const override { return file_.size(); }
  void ReadAt(std::uint64_t offset, std::span<std::byte> out) const override;
  void WillNeed(std::uint64_t offset, std::uint64_t length) const override;
  void DontNeed(std::uint64_t offset, std::uint64_t length) const override;

 private:
  void Advise(std::uint64_t offset, std::uint64_t length, int advice) const;

  InputFile file_;
  std::byte* bytes_ = nullptr;
};

}  // namespace imrec

#endif  // IMREC_RECORDIO_FILES_MAPPED_FILE_H_
