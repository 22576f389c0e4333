// Owner of a POSIX file descriptor.
#ifndef IMREC_RECORDIO_FILE_DESCRIPTOR_H_
#define IMREC_RECORDIO_FILE_DESCRIPTOR_H_

#include <fcntl.h>
#include <unistd.h>

#include <filesystem>
#include <utility>

namespace imrec {

class FileDescriptor {
 public:
  FileDescriptor() = default;
  explicit FileDescriptor(int descriptor) : descriptor_(descriptor) {}
  FileDescriptor(FileDescriptor&& other) noexcept
      : descriptor_(std::exchange(other.descriptor_, -1)) {}
  FileDescriptor& operator=(FileDescriptor&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    return *this;
  }
  ~FileDescriptor() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }

  int get() const { return descriptor_; }
  bool valid() const { return descriptor_ >= 0; }

 private:
  int descriptor_ = -1;
};

/// Makes renames in `folder` (empty: the working directory) survive a failing power supply.
inline void SyncDirectory(const std::filesystem::path& folder) {
  const FileDescriptor directory(
      ::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  // Some file systems cannot sync a directory; the renames themselves have succeeded.
  if (directory.valid()) static_cast<void>(::fsync(directory.get()));
}

}  // namespace imrec

#endif  // IMREC_RECORDIO_FILE_DESCRIPTOR_H_
