// The lines of a list, read from the list when they are needed.
#ifndef IMREC_IM2REC_LIST_LIST_LINES_H_
#define IMREC_IM2REC_LIST_LIST_LINES_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <imrec/list_file.h>

#include "recordio/internal/text_source.h"

namespace imrec {

/// Consecutive whole lines of a list, which are read together.
struct ListBlock {
  std::uint64_t offset = 0;    // of the first line in the text, in bytes
  std::uint64_t line = 0;      // lines before the block
  std::uint64_t position = 0;  // packed lines before the block
  std::uint64_t digest = 0;    // PayloadDigest() of its bytes
};

/// Where the packed lines of a list are. Its size depends on the bytes of the list and on the lines
/// that are left out: about 32 bytes per 64 KiB of text, and 8 bytes per line that is left out.
struct ListTable {
  std::string name;  // of the list, for errors
  std::shared_ptr<const TextSource> text;
  std::vector<ListBlock> blocks;        // cover the text
  std::vector<std::uint64_t> left_out;  // numbers of the lines that are not packed, in order;
                                        // without empty lines
  std::uint64_t size = 0;               // packed lines
};

/// Consecutive packed lines of a list. Cheap to copy. Thread-safe.
class ListLines {
 public:
  ListLines() = default;
  explicit ListLines(ListTable table);

  std::size_t size() const { return end_ - begin_; }
  bool empty() const { return begin_ == end_; }
  /// Returns the lines at the positions begin .. end-1; begin <= end <= size().
  ListLines Slice(std::size_t begin, std::size_t end) const;
  /// Throws Error(kIo) if the list has been changed since it was opened.
  void RequireUnchanged() const;

 private:
  friend class ListLineReader;

  std::shared_ptr<const ListTable> table_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
};

/// Reads lines in any order. Holds one block of the list, so reading in order is fast. Not
/// thread-safe.
class ListLineReader {
 public:
  explicit ListLineReader(ListLines lines);

  const ListLines& lines() const { return lines_; }
  /// Returns the line at `position` < lines().size(). The result is valid until the next call.
  /// Throws Error(kIo) if the list cannot be read, or has been changed since its lines were found.
  const ListEntry& Read(std::size_t position);

 private:
  struct PlacedLine {
    std::string_view text;
    std::uint64_t number = 0;
  };
  void Load(const ListBlock& block, std::uint64_t end);

  ListLines lines_;
  std::string text_;                // of one block
  std::vector<PlacedLine> placed_;  // its packed lines
  std::uint64_t first_ = 0;         // position of the first of them in the table
  ListEntry entry_;
};

/// Throws Error(kIo) for a list that was changed while it was in use.
[[noreturn]] void FailForChangedList(const std::string& list);

}  // namespace imrec

#endif  // IMREC_IM2REC_LIST_LIST_LINES_H_
