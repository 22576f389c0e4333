// The size of memory pages, and byte ranges in whole pages.
#ifndef IMREC_RECORDIO_FILES_PAGE_SIZE_H_
#define IMREC_RECORDIO_FILES_PAGE_SIZE_H_

#include <cstdint>

namespace imrec {

/// Returns the page size of the system: 4096 bytes on most machines, up to 65536 on some ARM and
/// POWER machines.
std::uint64_t PageSize();

/// Bytes [begin, end) of a file.
struct ByteRange {
  std::uint64_t begin = 0;
  std::uint64_t end = 0;

  friend bool operator==(const ByteRange&, const ByteRange&) = default;
};

/// Returns the smallest range of whole pages of `page` bytes that contains the `length` bytes at
/// `offset`. Ranges beyond the largest page boundary below 2^63 are clipped there.
ByteRange PagesAround(std::uint64_t offset, std::uint64_t length, std::uint64_t page = PageSize());

}  // namespace imrec

#endif  // IMREC_RECORDIO_FILES_PAGE_SIZE_H_
