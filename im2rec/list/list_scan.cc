#include "im2rec/list/list_scan.h"

#include <algorithm>
#include <span>
#include <string_view>
#include <utility>

#include <imrec/error.h>

#include "recordio/internal/checksum_file.h"
#include "recordio/internal/limits.h"
#include "recordio/internal/list_line.h"
#include "recordio/internal/running_digest.h"
#include "recordio/internal/text_lines.h"

namespace imrec {
namespace {

constexpr std::uint64_t kBlockSize = std::uint64_t{64} << 10;
constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

std::span<const std::byte> BytesOf(std::string_view text) { return std::as_bytes(std::span(text)); }

// Reads a text in blocks of whole lines.
class BlockScanner {
 public:
  BlockScanner(const std::string& name, const TextSource& text) : name_(name), text_(text) {
    Read(kByteOrderMark.size());
    begin_ = end_ = buffer_ == kByteOrderMark ? buffer_.size() : 0;
  }

  // Moves to the next block. Returns false at the end of the text.
  bool Next() {
    begin_ = end_;
    if (begin_ == text_.size()) return false;
    for (std::uint64_t length = kBlockSize;; length *= 2) {
      Read(length);
      if (begin_ + buffer_.size() == text_.size()) break;
      const std::size_t last = buffer_.rfind('\n');
      if (last == std::string::npos) continue;
      buffer_.resize(last + 1);
      break;
    }
    end_ = begin_ + buffer_.size();
    return true;
  }

  std::uint64_t offset() const { return begin_; }
  // The end of the block; before the first Next(), the size of the byte order mark.
  std::uint64_t end() const { return end_; }
  std::string_view block() const { return buffer_; }

 private:
  void Read(std::uint64_t length) {
    buffer_.resize(std::min(length, text_.size() - begin_));
    try {
      text_.ReadAt(begin_, std::as_writable_bytes(std::span(buffer_)));
    } catch (const Error& error) {
      if (error.code() == ErrorCode::kCorruptData) FailForChangedList(name_);
      throw;
    }
  }

  const std::string& name_;
  const TextSource& text_;
  std::uint64_t begin_ = 0;
  std::uint64_t end_ = 0;
  std::string buffer_;
};

[[noreturn]] void FailForManyMalformed(const std::string& name, const Error& last,
                                       std::uint64_t line) {
  throw Error(ErrorCode::kLimitExceeded,
              "more than " + std::to_string(kMostMalformedLines) +
                  " lines are malformed, this one because: " + last.reason(),
              {.file = name, .line = line});
}

void AddIndex(std::uint64_t index, ListScan& scan) {
  if (scan.table.size == 0) scan.lowest = scan.highest = index;
  scan.increases = scan.increases && (scan.table.size == 0 || index > scan.highest);
  scan.lowest = std::min(scan.lowest, index);
  scan.highest = std::max(scan.highest, index);
  ++scan.table.size;
}

}  // namespace

ListScan ScanList(const std::string& name, std::shared_ptr<const TextSource> text) {
  ListScan scan{.table = {.name = name, .text = std::move(text), .blocks = {}, .left_out = {}},
                .malformed = {}};
  BlockScanner blocks(name, *scan.table.text);
  RunningDigest digest;
  digest.Add(BytesOf(kByteOrderMark.substr(0, blocks.end())));
  std::uint64_t line = 0;
  ListEntry entry;
  while (blocks.Next()) {
    digest.Add(BytesOf(blocks.block()));
    scan.table.blocks.push_back({.offset = blocks.offset(),
                                 .line = line,
                                 .position = scan.table.size,
                                 .digest = PayloadDigest(BytesOf(blocks.block()))});
    for (TextLines lines(blocks.block()); lines.Next();) {
      ++line;
      if (TrimBlanks(lines.line()).empty()) continue;
      try {
        ParseListLine(lines.line(), entry);
        AddIndex(entry.index, scan);
      } catch (const Error& error) {
        if (scan.malformed.size() == kMostMalformedLines) FailForManyMalformed(name, error, line);
        scan.malformed.push_back({.line = line, .path = {}, .reason = error.reason()});
        scan.table.left_out.push_back(line);
      }
    }
  }
  scan.digest = digest.Result();
  return scan;
}

std::vector<std::uint64_t> FindRepeatedIndices(const ListScan& scan, const ListLines& lines) {
  std::vector<std::uint64_t> repeated;
  if (scan.increases) return repeated;
  ListLineReader reader(lines);
  if (scan.highest - scan.lowest < 64 * std::uint64_t{lines.size()}) {
    std::vector<bool> seen(static_cast<std::size_t>(scan.highest - scan.lowest + 1));
    for (std::size_t i = 0; i < lines.size(); ++i) {
      const std::uint64_t index = reader.Read(i).index;
      auto mark = seen[static_cast<std::size_t>(index - scan.lowest)];
      if (mark) repeated.push_back(index);
      mark = true;
    }
  } else {
    std::vector<std::uint64_t> all;
    all.reserve(lines.size());
    for (std::size_t i = 0; i < lines.size(); ++i) all.push_back(reader.Read(i).index);
    std::ranges::sort(all);
    for (std::size_t i = 1; i < all.size(); ++i) {
      if (all[i] == all[i - 1]) repeated.push_back(all[i]);
    }
  }
  std::ranges::sort(repeated);
  // Not std::ranges::unique(), which clang 14 does not compile with libstdc++.
  repeated.erase(std::unique(repeated.begin(), repeated.end()), repeated.end());
  return repeated;
}

}  // namespace imrec
