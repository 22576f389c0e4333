#include "recordio/files/page_size.h"

#include <unistd.h>

#include <algorithm>
#include <limits>

namespace imrec {

std::uint64_t PageSize() {
  static const auto size = static_cast<std::uint64_t>(std::max(1L, ::sysconf(_SC_PAGESIZE)));
  return size;
}

ByteRange PagesAround(std::uint64_t offset, std::uint64_t length, std::uint64_t page) {
  // System calls take signed offsets.
  const std::uint64_t limit = std::uint64_t{std::numeric_limits<std::int64_t>::max()} / page * page;
  const std::uint64_t from = std::min(offset, limit);
  const std::uint64_t begin = from / page * page;
  const std::uint64_t to = from + std::min(length, limit - from);
  if (to == from) return {.begin = begin, .end = begin};
  return {.begin = begin, .end = (to + page - 1) / page * page};
}

}  // namespace imrec
