#include "recordio/internal/text_source.h"

#include <fcntl.h>
#include <stdlib.h>  // NOLINT(modernize-deprecated-headers): mkostemp() is not in <cstdlib>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include <imrec/error.h>

#include "recordio/files/file_descriptor.h"
#include "recordio/files/input_file.h"
#include "recordio/internal/remote_path.h"

namespace imrec {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kCopySize = std::size_t{1} << 18;

[[noreturn]] void FailToStore(int code, const fs::path& path) {
  throw Error(ErrorCode::kIo,
              "cannot write a temporary file: " + std::generic_category().message(code) +
                  "; TMPDIR names the folder to use",
              {.file = path.string()});
}

struct stat StatusOf(const InputFile& file) {
  struct stat status = {};
  if (::fstat(file.descriptor(), &status) == 0) return status;
  throw Error(ErrorCode::kIo, "cannot stat: " + std::generic_category().message(errno),
              {.file = file.path()});
}

// A file in $TMPDIR, or in /tmp, that is removed with this object at the latest.
class TemporaryFile {
 public:
  TemporaryFile() {
    std::error_code failure;
    const fs::path folder = fs::temp_directory_path(failure);
    path_ = ((failure ? fs::path("/tmp") : folder) / "imrec-XXXXXX").string();
    descriptor_ = FileDescriptor(::mkostemp(path_.data(), O_CLOEXEC));
    if (!descriptor_.valid()) FailToStore(errno, path_);
  }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  ~TemporaryFile() { ::unlink(path_.c_str()); }

  const std::string& path() const { return path_; }

  void Write(std::string_view bytes) const {
    while (!bytes.empty()) {
      const ssize_t put = ::write(descriptor_.get(), bytes.data(), bytes.size());
      if (put < 0 && errno == EINTR) continue;
      if (put < 0) FailToStore(errno, path_);
      bytes.remove_prefix(static_cast<std::size_t>(put));
    }
  }

 private:
  std::string path_;
  FileDescriptor descriptor_;
};

void CopyTo(const TemporaryFile& to, const ByteSource& from) {
  std::string piece;
  for (std::uint64_t begin = 0; begin < from.size(); begin += piece.size()) {
    piece.resize(std::min<std::uint64_t>(kCopySize, from.size() - begin));
    from.ReadAt(begin, std::as_writable_bytes(std::span(piece)));
    to.Write(piece);
  }
}

// Returns the number of bytes that were read; fewer than `out` has at the end of the stream.
std::size_t ReadSome(std::FILE* stream, std::span<char> out) {
  const std::size_t got = std::fread(out.data(), 1, out.size(), stream);
  if (got < out.size() && std::ferror(stream) != 0) {
    throw Error(ErrorCode::kIo, "cannot read standard input");
  }
  return got;
}

}  // namespace

struct TextSource::LocalFile {
  explicit LocalFile(const fs::path& path) : bytes(path), status(StatusOf(bytes)) {}

  InputFile bytes;
  struct stat status;  // when it was opened
};

TextSource::TextSource(const fs::path& path, const AccessOptions& access) {
  if (IsRemotePath(path)) {
    const TemporaryFile copy;
    CopyTo(copy, *OpenFile(path, access));
    file_ = std::make_unique<LocalFile>(copy.path());
  } else {
    file_ = std::make_unique<LocalFile>(path);
  }
  size_ = file_->bytes.size();
}

TextSource::TextSource(std::FILE* stream, std::size_t in_memory) {
  std::vector<char> piece(std::min(kCopySize, in_memory + 1));
  std::unique_ptr<TemporaryFile> file;
  while (const std::size_t got = ReadSome(stream, piece)) {
    text_.append(piece.data(), got);
    if (text_.size() <= in_memory) continue;
    if (!file) file = std::make_unique<TemporaryFile>();
    file->Write(text_);
    text_.clear();
  }
  if (!file) {
    size_ = text_.size();
    return;
  }
  file->Write(text_);
  text_ = {};
  file_ = std::make_unique<LocalFile>(file->path());
  size_ = file_->bytes.size();
}

TextSource::TextSource(std::string text) : size_(text.size()), text_(std::move(text)) {}

TextSource::~TextSource() = default;

void TextSource::ReadAt(std::uint64_t offset, std::span<std::byte> out) const {
  if (file_) return file_->bytes.ReadAt(offset, out);
  if (!out.empty()) std::memcpy(out.data(), text_.data() + offset, out.size());
}

bool TextSource::HasChanged() const {
  if (!file_) return false;
  const struct stat now = StatusOf(file_->bytes);
  const struct stat& then = file_->status;
  return now.st_size != then.st_size || now.st_mtim.tv_sec != then.st_mtim.tv_sec ||
         now.st_mtim.tv_nsec != then.st_mtim.tv_nsec;
}

}  // namespace imrec
