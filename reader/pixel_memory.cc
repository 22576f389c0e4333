#include "reader/pixel_memory.h"

#include <sys/mman.h>

#include <algorithm>
#include <cstdint>
#include <new>

namespace imrec {
namespace {

// The huge pages of x86, and of ARM with pages of 4 KiB.
constexpr std::size_t kHugePageBytes = std::size_t{2} << 20;

}  // namespace

PixelMemory::PixelMemory(std::size_t bytes, bool huge_pages) {
  const std::size_t size = std::max<std::size_t>(bytes, 1);
  const bool huge = huge_pages && size >= kHugePageBytes;
  // The system returns memory that starts at a huge page for some sizes only.
  const std::size_t mapped = huge ? size + kHugePageBytes : size;
  void* const memory =
      ::mmap(nullptr, mapped, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) throw std::bad_alloc();
  mapping_ = {static_cast<std::byte*>(memory), mapped};
  bytes_ = mapping_.first(size);
  if (huge) {
    bytes_ = mapping_.subspan(-reinterpret_cast<std::uintptr_t>(memory) % kHugePageBytes, size);
    // Not for the rest of the mapping: the last page would take memory beyond `size`.
    ::madvise(bytes_.data(), size, MADV_HUGEPAGE);
  }
}

PixelMemory::~PixelMemory() { ::munmap(mapping_.data(), mapping_.size()); }

}  // namespace imrec
