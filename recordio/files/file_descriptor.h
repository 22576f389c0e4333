// Owner of a POSIX file descriptor.
#ifndef IMREC_RECORDIO_FILES_FILE_DESCRIPTOR_H_
#define IMREC_RECORDIO_FILES_FILE_DESCRIPTOR_H_

#include <unistd.h>

#include <utility>

namespace imrec {

/// Closes the descriptor on destruction. Not thread-safe.
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
  /// Closes it now. Returns false, with errno, if that fails: what was written may be lost then.
  bool Close() { return ::close(std::exchange(descriptor_, -1)) == 0; }

 private:
  int descriptor_ = -1;
};

}  // namespace imrec

#endif  // IMREC_RECORDIO_FILES_FILE_DESCRIPTOR_H_
