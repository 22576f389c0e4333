// The memory for the pixels of a batch.
#ifndef IMREC_READER_PIXEL_MEMORY_H_
#define IMREC_READER_PIXEL_MEMORY_H_

#include <cstddef>
#include <span>

namespace imrec {

/// Untouched zero pages. The system allocates each page near the processor that first writes to it,
/// which is the one of the worker that fills it. Starts at a page boundary.
class PixelMemory {
 public:
  /// With `huge_pages`, requests huge pages for all but the last partial one, which the system may
  /// ignore. Throws std::bad_alloc.
  PixelMemory(std::size_t bytes, bool huge_pages);
  PixelMemory(const PixelMemory&) = delete;
  PixelMemory& operator=(const PixelMemory&) = delete;
  ~PixelMemory();

  std::span<std::byte> bytes() { return bytes_; }
  std::span<const std::byte> bytes() const { return bytes_; }

 private:
  std::span<std::byte> mapping_;
  std::span<std::byte> bytes_;
};

}  // namespace imrec

#endif  // IMREC_READER_PIXEL_MEMORY_H_
