#include "im2rec/list/list_lines.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <imrec/error.h>

#include "im2rec/list/list_scan.h"
#include "recordio/internal/checksum_file.h"
#include "recordio/internal/limits.h"
#include "tests/im2rec/text_list.h"
#include "tests/support/files.h"

namespace imrec::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr int kLines = 20'000;  // several blocks

std::string LineOf(int i) {
  return std::to_string(i) + "\t" + std::to_string(i % 7) + "\tfolder/" + std::to_string(i) +
         ".jpg\n";
}

std::string ManyLines() {
  std::string text;
  for (int i = 0; i < kLines; ++i) text += LineOf(i);
  return text;
}

std::string DigestOf(const std::string& text) {
  return FormatDigest(PayloadDigest(std::as_bytes(std::span(text))));
}

// Compares with ParseList(), which holds the whole list in memory.
void ExpectSameAsParsed(const std::string& text) {
  const ListFile parsed = ParseList(text, "set.lst");
  const PackPlan plan = PlanOf(text);
  EXPECT_EQ(plan.digest, DigestOf(text));
  ASSERT_EQ(plan.lines.size(), parsed.entries.size());
  ASSERT_EQ(plan.skipped.size(), parsed.bad_lines.size());
  const std::vector<ListEntry> entries = EntriesOf(plan.lines);
  for (std::size_t i = 0; i < entries.size(); ++i) {
    ASSERT_EQ(entries[i].index, parsed.entries[i].index) << i;
    ASSERT_EQ(entries[i].labels, parsed.entries[i].labels) << i;
    ASSERT_EQ(entries[i].path, parsed.entries[i].path) << i;
    ASSERT_EQ(entries[i].line, parsed.entries[i].line) << i;
  }
  for (std::size_t i = 0; i < plan.skipped.size(); ++i) {
    EXPECT_EQ(plan.skipped[i].line, parsed.bad_lines[i].where().line);
    EXPECT_EQ(plan.skipped[i].reason, parsed.bad_lines[i].reason());
  }
}

TEST(ListLines, AreThoseOfTheWholeListInMemory) {
  const std::string many = ManyLines();
  const std::string long_path(200'000, 'p');
  std::string gaps;
  for (int i = 0; i < kLines; ++i) {
    gaps += LineOf(i);
    if (i % 3 == 0) gaps += "\r\n \t\r\n";
    if (i % 1000 == 5) gaps += "malformed\n";
  }
  for (const std::string& text :
       {std::string(), std::string("\n\n"), std::string("0\t1\ta.jpg"),
        std::string("\xef\xbb\xbf") + "0\t1\ta.jpg\r\n3\t2\t5\tb c.jpg\r\n",
        std::string("\xef\xbb\xbf"), std::string("\xef\xbb"), many, many.substr(0, many.size() - 1),
        "\xef\xbb\xbf" + many, gaps, "0\t1\t" + long_path + "\n1\t1\tx.jpg\n2\t1\t" + long_path,
        std::string(200'000, '\n') + "7\t1\tx.jpg\n", std::string("bad\n0\t0\tx.jpg\nbad"),
        std::string(100'000, 'x') + "\n0\t0\tx.jpg\n"}) {
    SCOPED_TRACE(text.substr(0, 20));
    ExpectSameAsParsed(text);
  }
}

TEST(ListLines, AreReadInAnyOrder) {
  const ListLines lines = PlanOf(ManyLines()).lines;
  ListLineReader reader(lines);
  for (const std::size_t i : {19'999U, 0U, 1U, 15'000U, 7U, 14'999U}) {
    EXPECT_EQ(reader.Read(i).index, i);
    EXPECT_EQ(reader.Read(i).line, i + 1);
  }
  ListLineReader part(lines.Slice(100, 15'000).Slice(50, 14'000));
  EXPECT_EQ(part.lines().size(), 13'950U);
  EXPECT_EQ(part.Read(0).index, 150U);
  EXPECT_EQ(part.Read(13'949).index, 14'099U);
}

TEST(ListLines, RepeatedIndicesAreLeftOutOfAnyBlock) {
  std::string text;
  std::vector<std::uint64_t> expected;
  for (int i = 0; i < kLines; ++i) {
    text += LineOf(i);
    expected.push_back(static_cast<std::uint64_t>(i));
    if (i % 100 == 99) text += LineOf(i / 2);
    if (i % 1000 == 999) text += "malformed\n";
  }
  const PackPlan plan = PlanOf(text);
  std::vector<std::uint64_t> indices;
  for (const ListEntry& entry : EntriesOf(plan.lines)) indices.push_back(entry.index);
  EXPECT_EQ(indices, expected);
  EXPECT_EQ(plan.skipped.size(), 220U);
  EXPECT_EQ(plan.skipped[0].reason, "line 101 repeats index 49 of line 50");
}

std::vector<std::uint64_t> Repeated(const std::string& text) {
  const ListScan scan = ScanList("set.lst", std::make_shared<const TextSource>(text));
  return FindRepeatedIndices(scan, ListLines(scan.table));
}

TEST(FindRepeatedIndices, InDenseAndSparseIndices) {
  EXPECT_THAT(Repeated("3\t0\ta\n4\t0\ta\n9\t0\ta\n"), IsEmpty());
  EXPECT_THAT(Repeated("9\t0\ta\n4\t0\ta\n3\t0\ta\n"), IsEmpty());
  EXPECT_THAT(Repeated("9\t0\ta\n4\t0\ta\n9\t0\ta\n4\t0\ta\n9\t0\ta\n"), ElementsAre(4, 9));
  EXPECT_THAT(Repeated("5\t0\ta\n5\t0\ta\n"), ElementsAre(5));
  constexpr std::uint64_t kLast = 18446744073709551615U;
  const std::string last = std::to_string(kLast);
  EXPECT_THAT(Repeated(last + "\t0\ta\n0\t0\ta\n"), IsEmpty());
  EXPECT_THAT(Repeated(last + "\t0\ta\n0\t0\ta\n1000\t0\ta\n0\t0\ta\n" + last + "\t0\ta\n"),
              ElementsAre(0, kLast));
}

TEST(ScanList, RefusesAFileOfMalformedLines) {
  const auto malformed = [](std::uint64_t count) {
    std::string text = "1\t0\ta.jpg\n";
    for (std::uint64_t i = 0; i < count; ++i) text += "x\n";
    return std::make_shared<const TextSource>(text);
  };
  EXPECT_EQ(ScanList("set.lst", malformed(kMostMalformedLines)).malformed.size(),
            kMostMalformedLines);
  try {
    ScanList("set.lst", malformed(kMostMalformedLines + 1));
    ADD_FAILURE() << "was read";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::kLimitExceeded);
    EXPECT_THAT(error.what(), testing::StartsWith("set.lst:100002: more than 100000 lines are "));
  }
}

class ChangedListTest : public testing::Test {
 protected:
  ChangedListTest() { WriteFile(dir_ / "set.lst", ManyLines()); }

  PackPlan Plan() const { return MakePackPlan(ReadListSource(dir_ / "set.lst")); }

  TempDir dir_;
};

TEST_F(ChangedListTest, ChangedLinesAreNotPacked) {
  const PackPlan plan = Plan();
  plan.lines.RequireUnchanged();
  ListLineReader reader(plan.lines);
  EXPECT_EQ(reader.Read(0).index, 0U);
  std::string text = ManyLines();
  text[text.size() - 10] = 'x';
  WriteFile(dir_ / "set.lst", text);
  EXPECT_EQ(reader.Read(1).index, 1U) << "the block is in memory, and has not changed";
  try {
    reader.Read(kLines - 1);
    FAIL();
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("set.lst: was changed while im2rec was reading it"));
  }
}

TEST_F(ChangedListTest, AShorterOrLongerListIsDetected) {
  for (const bool shorter : {true, false}) {
    WriteFile(dir_ / "set.lst", ManyLines());
    const PackPlan plan = Plan();
    WriteFile(dir_ / "set.lst", shorter ? LineOf(0) : ManyLines() + LineOf(kLines));
    EXPECT_THROW(plan.lines.RequireUnchanged(), Error) << shorter;
    ListLineReader reader(plan.lines);
    if (shorter) {
      EXPECT_THROW(reader.Read(kLines - 1), Error);
    }
  }
}

}  // namespace
}  // namespace imrec::test
