#include "im2rec/list/list_lines.h"

#include <algorithm>
#include <span>
#include <utility>

#include <imrec/error.h>

#include "recordio/internal/checksum_file.h"
#include "recordio/internal/list_line.h"
#include "recordio/internal/text_lines.h"

namespace imrec {

void FailForChangedList(const std::string& list) {
  throw Error(ErrorCode::kIo, "was changed while im2rec was reading it; start again",
              {.file = list});
}

ListLines::ListLines(ListTable table)
    : table_(std::make_shared<const ListTable>(std::move(table))),
      end_(static_cast<std::size_t>(table_->size)) {}

ListLines ListLines::Slice(std::size_t begin, std::size_t end) const {
  ListLines slice = *this;
  slice.begin_ = begin_ + begin;
  slice.end_ = begin_ + end;
  return slice;
}

void ListLines::RequireUnchanged() const {
  if (table_ && table_->text->HasChanged()) FailForChangedList(table_->name);
}

ListLineReader::ListLineReader(ListLines lines) : lines_(std::move(lines)) {}

const ListEntry& ListLineReader::Read(std::size_t position) {
  const std::uint64_t place = lines_.begin_ + position;
  if (place < first_ || place - first_ >= placed_.size()) {
    // The last block that begins at this position or before: blocks may have no packed line.
    const std::vector<ListBlock>& blocks = lines_.table_->blocks;
    const auto next = std::ranges::upper_bound(blocks, place, {}, &ListBlock::position);
    Load(*(next - 1), next == blocks.end() ? lines_.table_->text->size() : next->offset);
  }
  const PlacedLine& line = placed_[place - first_];
  ParseListLine(line.text, entry_);
  entry_.line = line.number;
  return entry_;
}

void ListLineReader::Load(const ListBlock& block, std::uint64_t end) {
  const ListTable& table = *lines_.table_;
  placed_.clear();
  text_.resize(end - block.offset);
  const auto bytes = std::as_writable_bytes(std::span(text_));
  try {
    table.text->ReadAt(block.offset, bytes);
  } catch (const Error& error) {
    if (error.code() == ErrorCode::kCorruptData) FailForChangedList(table.name);
    throw;
  }
  if (PayloadDigest(bytes) != block.digest) FailForChangedList(table.name);
  auto left_out = std::ranges::upper_bound(table.left_out, block.line);
  for (TextLines lines(text_); lines.Next();) {
    const std::uint64_t number = block.line + lines.number();
    if (left_out != table.left_out.end() && *left_out == number) {
      ++left_out;
    } else if (!TrimBlanks(lines.line()).empty()) {
      placed_.push_back({.text = lines.line(), .number = number});
    }
  }
  first_ = block.position;
}

}  // namespace imrec
