#include "im2rec/pack/pack_plan.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/im2rec/text_list.h"

namespace imrec::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;

TEST(PackPlan, KeepsTheOrderOfTheList) {
  const PackPlan plan = PlanOf("9\t1\tb.jpg\r\n\n3\t0.5\t2\ta b.jpg\n");
  const std::vector<ListEntry> entries = EntriesOf(plan.lines);
  ASSERT_EQ(entries.size(), 2U);
  EXPECT_TRUE(plan.skipped.empty());
  EXPECT_EQ(entries[0].index, 9U);
  EXPECT_EQ(entries[1].path, "a b.jpg");
  EXPECT_EQ(entries[1].line, 3U);
}

TEST(PackPlan, NamesBadLinesAndRepeatedIndices) {
  const PackPlan plan = PlanOf(
      "5\t0\ta.jpg\n"
      "6 0 b.jpg\n"
      "5\t1\tc.jpg\n"
      "7\tx\td.jpg\n"
      "5\t2\te.jpg\n"
      "8\t2\tf.jpg\n");
  const std::vector<ListEntry> entries = EntriesOf(plan.lines);
  ASSERT_EQ(entries.size(), 2U);
  EXPECT_EQ(entries[0].path, "a.jpg");
  EXPECT_EQ(entries[1].path, "f.jpg");
  ASSERT_EQ(plan.skipped.size(), 4U);
  EXPECT_EQ(plan.skipped[0].line, 2U);
  EXPECT_THAT(plan.skipped[0].reason, HasSubstr("TAB"));
  EXPECT_EQ(plan.skipped[1].path, "c.jpg");
  EXPECT_EQ(plan.skipped[1].index, 5U);
  EXPECT_THAT(plan.skipped[1].reason, AllOf(HasSubstr("line 3"), HasSubstr("line 1")));
  EXPECT_EQ(plan.skipped[2].line, 4U);
  EXPECT_EQ(plan.skipped[2].index, std::nullopt);
  EXPECT_THAT(plan.skipped[3].reason, AllOf(HasSubstr("line 5"), HasSubstr("line 1")));
}

TEST(PackPlan, PartsAreDisjointEvenAndCoverEverything) {
  std::string list = "bad\n";
  for (int i = 0; i < 11; ++i) {
    list += std::to_string(i) + "\t0\tx.jpg\n";
    if (i % 4 == 3) list += "bad\n";
  }
  for (const std::string& text : {list, std::string("bad\n"), std::string("bad\n1\t0\tx.jpg\n")}) {
    const PackPlan whole = PlanOf(text);
    for (const std::uint64_t parts : {1U, 2U, 3U, 11U, 20U}) {
      std::vector<std::uint64_t> lines;
      std::vector<std::uint64_t> skipped;
      for (std::uint64_t part = 0; part < parts; ++part) {
        PackPlan plan = whole;
        KeepPart(part, parts, plan);
        EXPECT_GE(plan.lines.size(), whole.lines.size() / parts);
        EXPECT_LE(plan.lines.size(), whole.lines.size() / parts + 1);
        for (const ListEntry& entry : EntriesOf(plan.lines)) lines.push_back(entry.line);
        for (const SkippedLine& line : plan.skipped) skipped.push_back(line.line);
      }
      std::vector<std::uint64_t> all_lines;
      std::vector<std::uint64_t> all_skipped;
      for (const ListEntry& entry : EntriesOf(whole.lines)) all_lines.push_back(entry.line);
      for (const SkippedLine& line : whole.skipped) all_skipped.push_back(line.line);
      EXPECT_EQ(lines, all_lines) << parts;
      EXPECT_EQ(skipped, all_skipped) << parts;
    }
  }
}

}  // namespace
}  // namespace imrec::test
