#include "image/jpeg/jpeg_entropy_bytes.h"

#include <algorithm>
#include <cstring>

namespace imrec::jpeg {
namespace {

// Bytes are copied in chunks of this size, so that few are copied beyond the last row of a window.
constexpr std::size_t kChunk = 4096;

constexpr int kRestart0 = 0xD0;
constexpr int kRestarts = 8;

}  // namespace

void EntropyBytes::Begin(std::span<const std::byte> entropy) {
  entropy_ = entropy;
  at_ = 0;
  const std::size_t needed = entropy.size() + 2 * kReadAhead;
  if (buffer_.size() < needed) buffer_.resize(needed);
}

const std::uint8_t* EntropyBytes::Open() {
  filled_ = 0;
  ended_ = false;
  safe_ = buffer_.data();
  Extend(buffer_.data());
  return buffer_.data();
}

bool EntropyBytes::Extend(const std::uint8_t* next) {
  const auto wanted = static_cast<std::size_t>(next - buffer_.data()) + kReadAhead;
  if (ended_) return wanted <= filled_ + kReadAhead;
  while (filled_ < wanted && !ended_) Copy();
  if (ended_) {
    std::fill_n(buffer_.data() + filled_, kReadAhead, std::uint8_t{0});
    safe_ = buffer_.data() + filled_;
  } else {
    safe_ = buffer_.data() + (filled_ - kReadAhead);
  }
  return next <= safe_;
}

// Copies a chunk, or the bytes up to the next marker if there are fewer.
void EntropyBytes::Copy() {
  const std::size_t limit = std::min(at_ + kChunk, entropy_.size());
  const std::byte* const bytes = entropy_.data();
  while (at_ < limit) {
    const void* found = std::memchr(bytes + at_, 0xFF, limit - at_);
    const std::size_t end =
        found == nullptr ? limit
                         : static_cast<std::size_t>(static_cast<const std::byte*>(found) - bytes);
    std::memcpy(buffer_.data() + filled_, bytes + at_, end - at_);
    filled_ += end - at_;
    at_ = end;
    if (found == nullptr) break;
    if (at_ + 1 >= entropy_.size() || bytes[at_ + 1] != std::byte{0}) {
      ended_ = true;
      return;
    }
    buffer_[filled_++] = 0xFF;
    at_ += 2;
  }
  ended_ = at_ >= entropy_.size();
}

bool EntropyBytes::Close(const std::uint8_t* used, bool read_whole, int number) {
  const auto taken = static_cast<std::size_t>(used - buffer_.data());
  if (read_whole) {
    if (!ended_) Extend(used);
    if (!ended_ || taken != filled_) return false;
  } else if (taken > filled_) {
    return false;
  }
  return TakeMarker(number);
}

bool EntropyBytes::Skip(int number) { return TakeMarker(number); }

// Moves at_ after the next marker. Returns false if that is not RSTm with m = `number` % 8.
bool EntropyBytes::TakeMarker(int number) {
  const std::byte* const bytes = entropy_.data();
  for (;;) {
    const void* found = std::memchr(bytes + at_, 0xFF, entropy_.size() - at_);
    if (found == nullptr) return false;
    at_ = static_cast<std::size_t>(static_cast<const std::byte*>(found) - bytes) + 2;
    if (at_ > entropy_.size()) return false;
    const int marker = std::to_integer<int>(bytes[at_ - 1]);
    if (marker != 0) return marker == kRestart0 + number % kRestarts;
  }
}

}  // namespace imrec::jpeg
