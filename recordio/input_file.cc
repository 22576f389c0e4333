#include "recordio/input_file.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>
#include <system_error>

#include <imrec/error.h>
#include <imrec/read_file.h>

#include "recordio/page_size.h"

namespace imrec {
namespace {

Error SystemError(int code, const std::string& doing, const std::string& path) {
  return Error(code == ENOENT ? ErrorCode::kNotFound : ErrorCode::kIo,
               doing + ": " + std::generic_category().message(code), {.file = path});
}

}  // namespace

InputFile::InputFile(const std::filesystem::path& path)
    : path_(path.string()),
      // Without O_NONBLOCK, opening a pipe would wait for a writer.
      descriptor_(::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC)) {
  if (!descriptor_.valid()) throw SystemError(errno, "cannot open", path_);
  struct stat status = {};
  if (::fstat(descriptor_.get(), &status) != 0) throw SystemError(errno, "cannot stat", path_);
  if (!S_ISREG(status.st_mode)) {
    throw Error(ErrorCode::kIo, "not a regular file", {.file = path_});
  }
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

// Advice may be refused, by file systems without a page cache for one; nothing depends on it.
void InputFile::WillNeed(std::uint64_t offset, std::uint64_t length) const {
  if (length == 0) return;  // for the kernel, the rest of the file
  static_cast<void>(::posix_fadvise(descriptor_.get(), static_cast<off_t>(offset),
                                    static_cast<off_t>(length), POSIX_FADV_WILLNEED));
}

void InputFile::DontNeed(std::uint64_t offset, std::uint64_t length) const {
  const ByteRange pages = PagesAround(offset, length);  // the kernel drops whole pages only
  if (pages.begin == pages.end) return;
  static_cast<void>(::posix_fadvise(descriptor_.get(), static_cast<off_t>(pages.begin),
                                    static_cast<off_t>(pages.end - pages.begin),
                                    POSIX_FADV_DONTNEED));
}

void ReadFile(const std::filesystem::path& path, std::vector<std::byte>& contents) {
  const InputFile file(path);
  contents.resize(file.size());
  file.ReadAt(0, contents);
}

std::string ReadTextFile(const std::filesystem::path& path) {
  const InputFile file(path);
  std::string text(file.size(), '\0');
  file.ReadAt(0, std::as_writable_bytes(std::span(text)));
  if (text.starts_with("\xef\xbb\xbf")) text.erase(0, 3);
  return text;
}

}  // namespace imrec
