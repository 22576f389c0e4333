#include "voc/syntax/json_source.h"

#include <algorithm>
#include <string>
#include <string_view>

#include <imrec/error.h>

namespace imrec {
namespace {

bool EndsValue(char c) {
  return c == ',' || c == ']' || c == '}' || c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

}  // namespace

JsonSource::JsonSource(std::istream& stream, std::size_t block)
    : stream_(stream), block_(std::max(block, kMinBlock)) {}

// Moves the remaining characters to the front of the block and fills it. Returns false at the end
// of the stream.
bool JsonSource::Fill() {
  std::copy(block_.begin() + static_cast<std::ptrdiff_t>(at_),
            block_.begin() + static_cast<std::ptrdiff_t>(end_), block_.begin());
  end_ -= at_;
  skipped_ += at_;
  at_ = 0;
  if (skipped_ - std::min(skipped_, token_start_) > kMostTokenBytes) {
    throw Error(
        ErrorCode::kLimitExceeded,
        "a string or number is longer than " + std::to_string(kMostTokenBytes >> 20U) + " MiB",
        {.file = {}, .offset = token_start_});
  }
  if (!stream_ended_) {
    const auto room = static_cast<std::streamsize>(block_.size() - end_);
    const std::streamsize got = stream_.rdbuf()->sgetn(block_.data() + end_, room);
    end_ += static_cast<std::size_t>(got);
    stream_ended_ = got < room;
  }
  return end_ > 0;
}

void JsonSource::SkipContents() {
  const std::uint64_t begin = offset();
  std::uint64_t depth = 0;
  bool in_string = false;
  bool escaped = false;
  bool found = false;
  while (!found && !AtEnd()) {
    for (; at_ < end_; ++at_) {
      const char c = block_[at_];
      if (in_string) {
        in_string = escaped || c != '"';
        escaped = !escaped && c == '\\';
      } else if (c == '"') {
        in_string = true;
        token_start_ = offset();
      } else if (c == '[' || c == '{') {
        ++depth;
      } else if (c == ']' || c == '}') {
        found = depth == 0;
        if (found) break;
        --depth;
      }
    }
    if (!in_string) token_start_ = offset();
  }
  value_may_start_ = false;
  unseen_ += offset() - begin;
}

void JsonSource::ReplaceConstant() {
  value_may_start_ = false;
  const char first = block_[at_];
  if (first != 'N' && first != 'I' && first != '-') return;
  if (end_ - at_ < kMinBlock) Fill();
  const std::string_view rest(block_.data() + at_, end_ - at_);
  for (const std::string_view name : {"NaN", "Infinity", "-Infinity"}) {
    if (!rest.starts_with(name)) continue;
    if (rest.size() > name.size() && !EndsValue(rest[name.size()])) return;
    // Replace it by "0.0", "0.000000" or "-0.000000".
    const std::size_t digits = at_ + (first == '-' ? 1 : 0);
    std::fill(block_.begin() + static_cast<std::ptrdiff_t>(digits),
              block_.begin() + static_cast<std::ptrdiff_t>(at_ + name.size()), '0');
    block_[digits + 1] = '.';
    constant_ = true;
    return;
  }
}

}  // namespace imrec
