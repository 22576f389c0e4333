#include "reader/pixel_memory.h"

#include <sys/mman.h>

#include <algorithm>
#include <new>

namespace imrec {

PixelMemory::PixelMemory(std::size_t bytes, bool huge_pages) {
  const std::size_t size = std::max<std::size_t>(bytes, 1);
  void* const memory =
      ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) throw std::bad_alloc();
  if (huge_pages) ::madvise(memory, size, MADV_HUGEPAGE);
  bytes_ = {static_cast<std::byte*>(memory), size};
}

PixelMemory::~PixelMemory() { ::munmap(bytes_.data(), bytes_.size()); }

}  // namespace imrec
