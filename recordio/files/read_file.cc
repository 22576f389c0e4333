#include "recordio/internal/read_file.h"

#include <algorithm>
#include <memory>
#include <span>

#include <imrec/error.h>

#include "recordio/internal/byte_source.h"
#include "recordio/internal/remote_path.h"

namespace imrec {
namespace {

// The server says how long a remote file is.
constexpr std::uint64_t kMaxRemote = std::uint64_t{4} << 30;

}  // namespace

std::unique_ptr<ByteSource> OpenWholeFile(const std::filesystem::path& path,
                                          const AccessOptions& access) {
  std::unique_ptr<ByteSource> file = OpenFile(path, access);
  if (IsRemotePath(path) && file->size() > kMaxRemote) {
    throw Error(ErrorCode::kLimitExceeded,
                "has " + std::to_string(file->size()) + " bytes; at most 4 GiB are read as a whole",
                {.file = file->path()});
  }
  return file;
}

void ReadFile(const std::filesystem::path& path, std::vector<std::byte>& contents,
              const AccessOptions& access) {
  const std::unique_ptr<ByteSource> file = OpenWholeFile(path, access);
  contents.resize(file->size());
  file->ReadAt(0, contents);
}

std::uint64_t ReadFileStart(const std::filesystem::path& path, std::size_t count,
                            std::vector<std::byte>& contents, const AccessOptions& access) {
  const std::unique_ptr<ByteSource> file = OpenFile(path, access);
  contents.resize(static_cast<std::size_t>(std::min<std::uint64_t>(count, file->size())));
  file->ReadAt(0, contents);
  return file->size();
}

std::string ReadTextFile(const std::filesystem::path& path, const AccessOptions& access) {
  const std::unique_ptr<ByteSource> file = OpenWholeFile(path, access);
  std::string text(file->size(), '\0');
  file->ReadAt(0, std::as_writable_bytes(std::span(text)));
  if (text.starts_with("\xef\xbb\xbf")) text.erase(0, 3);
  return text;
}

}  // namespace imrec
