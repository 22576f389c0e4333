#include "recordio/files/input_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/uio.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

#include <imrec/error.h>

#include "recordio/files/page_size.h"

namespace imrec {
namespace {

Error SystemError(int code, const std::string& doing, const std::string& path) {
  return Error(code == ENOENT ? ErrorCode::kNotFound : ErrorCode::kIo,
               doing + ": " + std::generic_category().message(code), {.file = path});
}

void RequireRegularFile(mode_t mode, const std::string& path) {
  if (S_ISREG(mode)) return;
  const char* kind = S_ISDIR(mode)                    ? "a folder"
                     : S_ISFIFO(mode)                 ? "a named pipe"
                     : S_ISSOCK(mode)                 ? "a socket"
                     : S_ISCHR(mode) || S_ISBLK(mode) ? "a device"
                                                      : "of another kind";
  throw Error(ErrorCode::kIo, std::string("not a regular file: it is ") + kind, {.file = path});
}

// Opens a file that was a regular one a moment ago. Does not block if it has been replaced by a
// pipe or device since.
int OpenRegularFile(const std::filesystem::path& path) {
  constexpr int kFlags = O_RDONLY | O_CLOEXEC | O_NOCTTY;
  const int descriptor = ::open(path.c_str(), kFlags | O_NONBLOCK);
  // Another process holds a lease on the file; a blocking open() waits until it is released.
  if (descriptor < 0 && errno == EWOULDBLOCK) return ::open(path.c_str(), kFlags);
  return descriptor;
}

// Also returns false if that is unknown.
bool IsInMemory([[maybe_unused]] int descriptor, [[maybe_unused]] std::uint64_t offset) {
#ifdef RWF_NOWAIT
  std::byte byte{};
  const iovec to = {.iov_base = &byte, .iov_len = 1};
  return ::preadv2(descriptor, &to, 1, static_cast<off_t>(offset), RWF_NOWAIT) == 1;
#else
  return false;
#endif
}

}  // namespace

InputFile::InputFile(const std::filesystem::path& path) : path_(path.string()) {
  // Check before opening: opening a pipe may block forever or unblock its writer, and opening a
  // device may have side effects.
  struct stat status = {};
  if (::stat(path.c_str(), &status) != 0) throw SystemError(errno, "cannot open", path_);
  RequireRegularFile(status.st_mode, path_);
  descriptor_ = FileDescriptor(OpenRegularFile(path));
  if (!descriptor_.valid()) throw SystemError(errno, "cannot open", path_);
  if (::fstat(descriptor_.get(), &status) != 0) throw SystemError(errno, "cannot stat", path_);
  RequireRegularFile(status.st_mode, path_);
  size_ = static_cast<std::uint64_t>(status.st_size);
}

void InputFile::ReadAt(std::uint64_t offset, std::span<std::byte> out) const {
  while (!out.empty()) {
    const ssize_t got =
        ::pread(descriptor_.get(), out.data(), out.size(), static_cast<off_t>(offset));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) throw SystemError(errno, "cannot read", path_);
    if (got == 0) {
      throw Error(ErrorCode::kCorruptData,
                  "file ends " + std::to_string(out.size()) + " bytes too early",
                  {.file = path_, .offset = offset});
    }
    offset += static_cast<std::uint64_t>(got);
    out = out.subspan(static_cast<std::size_t>(got));
  }
}

// Errors of posix_fadvise() are ignored, because some file systems do not support it.
void InputFile::WillNeed(std::uint64_t offset, std::uint64_t length) const {
  constexpr std::uint64_t kSmall = 16 << 10;
  if (length == 0) return;  // the kernel would take 0 as "to the end of the file"
  // The page of the first byte is often in memory because of what is before.
  const auto is_in_memory = [&] { return IsInMemory(descriptor_.get(), offset + length / 2); };
  if (length <= kSmall && hints_.IsNeedless(is_in_memory)) return;
  static_cast<void>(::posix_fadvise(descriptor_.get(), static_cast<off_t>(offset),
                                    static_cast<off_t>(length), POSIX_FADV_WILLNEED));
}

void InputFile::DontNeed(std::uint64_t offset, std::uint64_t length) const {
  const ByteRange pages = PagesAround(offset, length);  // the kernel drops only whole pages
  if (pages.begin == pages.end) return;
  static_cast<void>(::posix_fadvise(descriptor_.get(), static_cast<off_t>(pages.begin),
                                    static_cast<off_t>(pages.end - pages.begin),
                                    POSIX_FADV_DONTNEED));
}

}  // namespace imrec
