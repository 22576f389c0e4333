#include "recordio/internal/file_lines.h"

#include <algorithm>
#include <span>

#include "recordio/internal/read_file.h"

namespace imrec {
namespace {

constexpr std::uint64_t kPiece = std::uint64_t{256} << 10;
constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

}  // namespace

FileLines::FileLines(const std::filesystem::path& path, const AccessOptions& access)
    : file_(OpenWholeFile(path, access)) {
  ReadMore();
  if (buffer_.starts_with(kByteOrderMark)) begin_ = kByteOrderMark.size();
}

FileLines::~FileLines() = default;

bool FileLines::Next() {
  std::size_t searched = begin_;
  std::size_t end = buffer_.find('\n', searched);
  while (end == std::string::npos) {
    searched = buffer_.size() - begin_;
    if (!ReadMore()) break;
    end = buffer_.find('\n', searched);
  }
  if (begin_ == buffer_.size()) return false;
  line_ = std::string_view(buffer_).substr(begin_, std::min(end, buffer_.size()) - begin_);
  begin_ = std::min(end, buffer_.size() - 1) + 1;
  if (line_.ends_with('\r')) line_.remove_suffix(1);
  ++number_;
  return true;
}

// Drops the lines that have been read, and appends a piece of the file. Returns false at its end.
bool FileLines::ReadMore() {
  const std::uint64_t count = std::min(kPiece, file_->size() - read_);
  if (count == 0) return false;
  buffer_.erase(0, begin_);
  begin_ = 0;
  const std::size_t rest = buffer_.size();
  buffer_.resize(rest + count);
  file_->ReadAt(read_, std::as_writable_bytes(std::span(buffer_)).subspan(rest));
  read_ += count;
  return true;
}

}  // namespace imrec
