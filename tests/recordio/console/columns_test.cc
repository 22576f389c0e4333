#include "recordio/console/columns.h"

#include <gtest/gtest.h>

namespace imrec::console {
namespace {

TEST(Columns, AreThoseOfATerminal) {
  EXPECT_EQ(ColumnsOf(""), 0U);
  EXPECT_EQ(ColumnsOf("bicycle"), 7U);
  EXPECT_EQ(ColumnsOf("Fahrräder"), 9U);
  EXPECT_EQ(ColumnsOf("自行车"), 6U);
  EXPECT_EQ(ColumnsOf("e\u0301te\u0301"), 3U);  // combining accents
  EXPECT_EQ(ColumnsOf("велосипед"), 9U);
}

TEST(Columns, BytesThatAreNotUtf8CountOneEach) {
  EXPECT_EQ(ColumnsOf("a\xffz"), 3U);
  EXPECT_EQ(ColumnsOf("\xe8\x87"), 2U);  // the begin of a character
  EXPECT_EQ(ColumnsOf(std::string_view("a\0b", 3)), 3U);
}

TEST(Columns, PaddingFillsUpToThem) {
  EXPECT_EQ(PaddedTo(8, "车"), "车      ");
  EXPECT_EQ(PaddedTo(4, "räder"), "räder");
  EXPECT_EQ(PaddedTo(3, "ab"), "ab ");
  EXPECT_EQ(PaddedTo(8, "a\x1b[2J"), "a\\x1b[2J");
}

}  // namespace
}  // namespace imrec::console
