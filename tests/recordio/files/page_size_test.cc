#include "recordio/files/page_size.h"

#include <limits>

#include <gtest/gtest.h>

namespace imrec {
namespace {

TEST(PageSize, IsAPowerOfTwo) {
  EXPECT_GE(PageSize(), 512U);
  EXPECT_EQ(PageSize() & (PageSize() - 1), 0U);
}

TEST(PagesAround, CoverTheRange) {
  for (const std::uint64_t page : {4096U, 16384U, 65536U}) {
    EXPECT_EQ(PagesAround(0, page, page), (ByteRange{0, page}));
    EXPECT_EQ(PagesAround(1, page, page), (ByteRange{0, 2 * page}));
    EXPECT_EQ(PagesAround(page - 1, 1, page), (ByteRange{0, page}));
    EXPECT_EQ(PagesAround(page, 1, page), (ByteRange{page, 2 * page}));
    EXPECT_EQ(PagesAround(5 * page + 7, 3 * page, page), (ByteRange{5 * page, 9 * page}));
    const ByteRange nothing = PagesAround(page + 1, 0, page);
    EXPECT_EQ(nothing.begin, nothing.end);
  }
}

TEST(PagesAround, AreClippedToTheLargestOffset) {
  constexpr auto kLast = std::numeric_limits<std::uint64_t>::max();
  constexpr auto kLimit = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  for (const std::uint64_t page : {4096U, 65536U}) {
    for (const std::uint64_t offset : {std::uint64_t{0}, page + 5, kLimit - 1, kLimit, kLast}) {
      const ByteRange range = PagesAround(offset, kLast, page);
      EXPECT_LE(range.begin, range.end);
      EXPECT_LE(range.end, kLimit);
      EXPECT_EQ(range.begin % page, 0U);
      EXPECT_EQ(range.end % page, 0U);
    }
  }
}

}  // namespace
}  // namespace imrec
