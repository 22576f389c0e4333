// The memory of a batch's pixels.
#ifndef IMREC_READER_PIXEL_MEMORY_H_
#define IMREC_READER_PIXEL_MEMORY_H_

#include <cstddef>
#include <span>

namespace imrec {

/// Zeros that no one has touched: the system puts each page near the processor that first writes
/// to it, which is that of the worker who fills it. Begins at a page.
class PixelMemory {
 public:
  /// With `huge_pages` the system is asked for large pages, which it may decline. Throws
  /// std::bad_alloc.
  PixelMemory(std::size_t bytes, bool huge_pages);
  PixelMemory(const PixelMemory&) = delete;
  PixelMemory& operator=(const PixelMemory&) = delete;
  ~PixelMemory();

  std::span<std::byte> bytes() { return bytes_; }
  std::span<const std::byte> bytes() const { return bytes_; }

 private:
  std::span<std::byte> bytes_;
};

}  // namespace imrec

#endif  // IMREC_READER_PIXEL_MEMORY_H_
