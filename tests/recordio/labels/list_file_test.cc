#include <imrec/error.h>
#include <imrec/list_file.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <random>

#include "tests/support/files.h"

namespace imrec {
namespace {

using test::TempDir;
using testing::ElementsAre;
using testing::HasSubstr;

std::string Line(const ListEntry& entry, LabelFormat format) {
  std::string text;
  AppendListLine(entry, format, text);
  return text;
}

std::string ParseProblem(std::string_view line) {
  try {
    ParseListLine(line);
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::kCorruptData);
    return error.reason();
  }
  return "";
}

TEST(ListFile, FormatsNumbers) {
  const ListEntry entry{.index = 12, .labels = {3, 0.123456F, -2.5F}, .path = "a b/c.jpg"};
  EXPECT_EQ(Line(entry, LabelFormat::kSixDecimals),
            "12\t3.000000\t0.123456\t-2.500000\ta b/c.jpg\n");
  EXPECT_EQ(Line(entry, LabelFormat::kFourDecimals), "12\t3.0000\t0.1235\t-2.5000\ta b/c.jpg\n");
  EXPECT_EQ(Line(entry, LabelFormat::kShortest), "12\t3\t0.123456\t-2.5\ta b/c.jpg\n");
}

TEST(ListFile, ShortestFormatReadsBackToTheSameFloat) {
  std::mt19937 random(3);
  std::vector<float> labels = {0.0F, -0.0F, 1e-45F, 3.4028235e38F, 1.17549435e-38F, 0.1F};
  while (labels.size() < 20000) {
    const auto label = std::bit_cast<float>(static_cast<std::uint32_t>(random()));
    if (std::isfinite(label)) labels.push_back(label);
  }
  for (const float label : labels) {
    const std::string line =
        Line({.index = ~0ULL, .labels = {1, label}, .path = "x"}, LabelFormat::kShortest);
    const ListEntry read = ParseListLine(std::string_view(line).substr(0, line.size() - 1));
    ASSERT_EQ(read.labels.size(), 2U);
    ASSERT_EQ(std::bit_cast<std::uint32_t>(read.labels[1]), std::bit_cast<std::uint32_t>(label))
        << line;
    ASSERT_EQ(read.index, ~0ULL);
  }
}

TEST(ListFile, DecimalFormatsCanWriteTheLargestFloats) {
  const std::string line =
      Line({.index = 0, .labels = {-3.4028235e38F}, .path = "x"}, LabelFormat::kSixDecimals);
  EXPECT_EQ(ParseListLine(std::string_view(line).substr(0, line.size() - 1)).labels[0],
            -3.4028235e38F);
}

TEST(ListFile, ParsesFieldsAndTrimsThem) {
  const ListEntry entry = ParseListLine(" 7 \t 1.5\t+2\t-3e2 \t  some dir/a b.jpg  ");
  EXPECT_EQ(entry.index, 7U);
  EXPECT_THAT(entry.labels, ElementsAre(1.5F, 2, -300));
  EXPECT_EQ(entry.path, "some dir/a b.jpg");
  EXPECT_EQ(ParseListLine("1\t0\ta.jpg\t\t").path, "a.jpg");
}

TEST(ListFile, ReportsWhatIsWrongInALine) {
  EXPECT_THAT(ParseProblem("1 0 a.jpg"), HasSubstr("too few TABs"));
  EXPECT_THAT(ParseProblem("1\ta.jpg"), HasSubstr("too few TABs"));
  EXPECT_THAT(ParseProblem("1\t\ta.jpg"), HasSubstr("in column 2 is not a number"));
  EXPECT_THAT(ParseProblem("1\t0\t \t"), HasSubstr("path is empty"));
  for (const std::string_view index :
       {"", "-1", "x", "1.0", "+-1", "1 2", "18446744073709551616"}) {
    EXPECT_THAT(ParseProblem(std::string(index) + "\t0\ta.jpg"), HasSubstr("is not a whole number"))
        << index;
  }
  for (const std::string_view label : {"", "x", "1,5", "1 2", "+-1", "++1", "0x10"}) {
    EXPECT_THAT(ParseProblem("1\t0\t" + std::string(label) + "\ta.jpg"),
                HasSubstr("in column 3 is not a number"))
        << label;
  }
}

float LabelOf(const std::string& text) { return ParseListLine("1\t" + text + "\ta.jpg").labels[0]; }

TEST(ListFile, LabelsTooSmallForAFloatAreZero) {
  for (const char* text : {"1e-60", "-1e-60", "1e-46", "1e-400", "1E-99999999999999999999",
                           "0.00000000000000000000000000000000000000000000000000001", "0e99"}) {
    EXPECT_EQ(LabelOf(text), 0) << text;
  }
  EXPECT_GT(LabelOf("1e-40"), 0);  // subnormal
  EXPECT_EQ(LabelOf(std::string(400, '0') + "1e-2"), 0.01F);
}

TEST(ListFile, LabelsTooLargeForAFloatAreErrors) {
  for (const char* text : {"1e60", "-1e60", "1e400", "1e99999999999999999999",
                           "1000000000000000000000000000000000000000000000000000000"}) {
    EXPECT_THAT(ParseProblem("1\t" + std::string(text) + "\ta.jpg"),
                HasSubstr("in column 2 is too large for a float"))
        << text;
  }
}

TEST(ListFile, RefusesLinesThatCannotBeReadBack) {
  for (const std::string_view path : {"", "a\tb.jpg", "a\nb.jpg", "a.jpg\r", " a.jpg", "a.jpg "}) {
    std::string text = "before";
    try {
      AppendListLine({.index = 1, .labels = {0}, .path = std::string(path)}, LabelFormat::kShortest,
                     text);
      ADD_FAILURE() << path;
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::kInvalidArgument);
    }
    EXPECT_EQ(text, "before");
  }
}

TEST(ListFile, ReadsValidLinesAndReportsInvalidOnes) {
  const TempDir dir;
  test::WriteFile(dir / "a.lst",
                  "\xef\xbb\xbf"
                  "0\t1\tone.jpg\r\n"
                  "\r\n"
                  "bad line\r\n"
                  "5\t1\t2\tsub dir/two.jpg\n"
                  "6\tx\tthree.jpg\n"
                  "7\t0\tl\xc3\xb6we.jpg");
  const ListFile list = ReadListFile(dir / "a.lst");
  ASSERT_EQ(list.entries.size(), 3U);
  EXPECT_EQ(list.entries[0].index, 0U);
  EXPECT_THAT(list.entries[0].labels, ElementsAre(1));
  EXPECT_EQ(list.entries[0].path, "one.jpg");
  EXPECT_THAT(list.entries[1].labels, ElementsAre(1, 2));
  EXPECT_EQ(list.entries[1].path, "sub dir/two.jpg");
  EXPECT_EQ(list.entries[2].path, "l\xc3\xb6we.jpg");
  ASSERT_EQ(list.bad_lines.size(), 2U);
  EXPECT_EQ(list.bad_lines[0].where().line, 3U);
  EXPECT_EQ(list.bad_lines[0].where().file, (dir / "a.lst").string());
  EXPECT_EQ(list.bad_lines[1].where().line, 5U);
  EXPECT_THAT(list.bad_lines[1].what(), HasSubstr("a.lst:5: label 'x' in column 2"));
}

TEST(ListFile, ReadsWhatIsWritten) {
  const TempDir dir;
  const std::vector<ListEntry> entries = {{.index = 4, .labels = {1.5F, 2}, .path = "a b.jpg"},
                                          {.index = 0, .labels = {0}, .path = "sub/c.jpg"}};
  WriteListFile(dir / "a.lst", entries, LabelFormat::kShortest);
  const ListFile list = ReadListFile(dir / "a.lst");
  EXPECT_THAT(list.bad_lines, testing::IsEmpty());
  ASSERT_EQ(list.entries.size(), 2U);
  EXPECT_EQ(list.entries[0].index, 4U);
  EXPECT_THAT(list.entries[0].labels, ElementsAre(1.5F, 2));
  EXPECT_EQ(list.entries[0].path, "a b.jpg");
  EXPECT_EQ(list.entries[1].path, "sub/c.jpg");
}

TEST(ListFile, AListWithABadPathIsNotWritten) {
  const TempDir dir;
  const std::vector<ListEntry> good = {{.index = 0, .labels = {0}, .path = "a.jpg"}};
  WriteListFile(dir / "a.lst", good, LabelFormat::kShortest);
  const std::vector<ListEntry> bad = {{.index = 0, .labels = {0}, .path = "a\tb.jpg"}};
  EXPECT_THROW(WriteListFile(dir / "a.lst", bad, LabelFormat::kShortest), Error);
  EXPECT_EQ(ReadListFile(dir / "a.lst").entries.size(), 1U);
}

TEST(ListFile, MissingFileIsAnError) {
  const TempDir dir;
  EXPECT_THROW(ReadListFile(dir / "none.lst"), Error);
}

}  // namespace
}  // namespace imrec
