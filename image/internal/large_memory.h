// Working memory is reused from image to image, so that usual images need no allocations. Memory
// for large ones is freed as soon as it is not needed, so that a step adds nothing to the next.
#ifndef IMREC_IMAGE_INTERNAL_LARGE_MEMORY_H_
#define IMREC_IMAGE_INTERNAL_LARGE_MEMORY_H_

#include <cstddef>
#include <vector>

#include <imrec/image.h>

namespace imrec {

/// Memory up to this size is kept.
inline constexpr std::size_t kMostKeptBytes = std::size_t{16} << 20;

template <typename Value>
void FreeIfLarge(std::vector<Value>& memory) {
  // Not `= {}`, which keeps the memory.
  if (memory.capacity() * sizeof(Value) > kMostKeptBytes) memory = std::vector<Value>();
}

template <typename Value>
void FreeIfLarge(std::vector<std::vector<Value>>& parts) {
  for (std::vector<Value>& part : parts) FreeIfLarge(part);
}

inline void FreeIfLarge(Image& image) {
  const auto pixels =
      static_cast<std::size_t>(image.width()) * static_cast<std::size_t>(image.height());
  if (pixels * static_cast<std::size_t>(image.channels()) > kMostKeptBytes) image = Image();
}

/// Frees the memory at the end of a block if it is large.
template <typename Memory>
class FreedIfLarge {
 public:
  explicit FreedIfLarge(Memory& memory) : memory_(memory) {}
  FreedIfLarge(const FreedIfLarge&) = delete;
  FreedIfLarge& operator=(const FreedIfLarge&) = delete;
  ~FreedIfLarge() { FreeIfLarge(memory_); }

 private:
  Memory& memory_;
};

}  // namespace imrec

#endif  // IMREC_IMAGE_INTERNAL_LARGE_MEMORY_H_
