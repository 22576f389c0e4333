// Pages of memory and of the page cache.
#ifndef IMREC_RECORDIO_PAGE_SIZE_H_
#define IMREC_RECORDIO_PAGE_SIZE_H_

#include <cstdint>

namespace imrec {

/// The system's page size: 4096 bytes on most machines, up to 65536 on some ARM and POWER ones.
std::uint64_t PageSize();

/// Bytes [begin, end) of a file.
struct ByteRange {
  std::uint64_t begin = 0;
  std::uint64_t end = 0;

  friend bool operator==(const ByteRange&, const ByteRange&) = default;
};

/// The whole pages of `page` bytes that the range touches. A range that reaches to the end of the
/// numbers ends there.
ByteRange PagesAround(std::uint64_t offset, std::uint64_t length, std::uint64_t page = PageSize());

}  // namespace imrec

#endif  // IMREC_RECORDIO_PAGE_SIZE_H_
