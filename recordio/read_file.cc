#include "recordio/internal/read_file.h"

#include <algorithm>
#include <memory>
#include <span>

#include "recordio/internal/byte_source.h"

namespace imrec {

void ReadFile(const std::filesystem::path& path, std::vector<std::byte>& contents,
              const AccessOptions& access) {
  const std::unique_ptr<ByteSource> file = OpenFile(path, access);
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
  const std::unique_ptr<ByteSource> file = OpenFile(path, access);
  std::string text(file->size(), '\0');
  file->ReadAt(0, std::as_writable_bytes(std::span(text)));
  if (text.starts_with("\xef\xbb\xbf")) text.erase(0, 3);
  return text;
}

}  // namespace imrec
