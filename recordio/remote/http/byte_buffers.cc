#include "recordio/remote/http/byte_buffers.h"

#include <algorithm>
#include <bit>
#include <utility>

namespace imrec::remote {
namespace {

constexpr std::size_t kSmallest = 4096;

// Sizes share few capacities, so that a buffer is likely to serve again.
std::size_t CapacityFor(std::size_t size) {
  if (size <= kSmallest) return kSmallest;
  const std::size_t step = std::bit_floor(size) / 4;  // a power of two
  return (size + step - 1) & ~(step - 1);
}

}  // namespace

std::vector<std::byte> ByteBuffers::Take(std::size_t size) {
  const std::size_t capacity = CapacityFor(size);
  std::vector<std::byte> buffer;
  {
    const MutexLock lock(mutex_);
    // A somewhat larger one is better than new memory.
    const auto found = by_capacity_.lower_bound(capacity);
    if (found != by_capacity_.end() && found->first <= capacity + capacity / 4) {
      bytes_ -= found->first;
      buffer = std::move(found->second.back());
      found->second.pop_back();
      if (found->second.empty()) by_capacity_.erase(found);
    }
  }
  if (buffer.capacity() == 0) buffer.reserve(capacity);
  return buffer;
}

void ByteBuffers::Give(std::vector<std::byte> buffer) {
  const std::size_t capacity = buffer.capacity();
  if (capacity == 0 || capacity > max_bytes_ || capacity != CapacityFor(capacity)) return;
  buffer.clear();
  const MutexLock lock(mutex_);
  by_capacity_[capacity].push_back(std::move(buffer));
  bytes_ += capacity;
  while (bytes_ > max_bytes_) FreeOne();
}

void ByteBuffers::FreeOne() {
  const auto most = std::ranges::max_element(
      by_capacity_, {}, [](const auto& buffers) { return buffers.first * buffers.second.size(); });
  bytes_ -= most->first;
  most->second.pop_back();
  if (most->second.empty()) by_capacity_.erase(most);
}

}  // namespace imrec::remote
