#include "im2rec/list_labels.h"

#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace imrec {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::vector<ListEntry> Entries(const std::vector<std::vector<float>>& labels) {
  std::vector<ListEntry> entries;
  for (const std::vector<float>& row : labels) {
    entries.push_back({.index = entries.size(),
                       .labels = row,
                       .path = "a.jpg",
                       .line = 10 + static_cast<std::uint64_t>(entries.size())});
  }
  return entries;
}

TEST(CheckLabels, NamesEachLineAtFaultInOrder) {
  const auto entries = Entries(
      {{2, 5, 0, 0, 0, 1, 1}, {2, 5, 0, 9, 9, 30, 30}, {2, 5, 0, 0, 0, 1}, {2, 5, -1, 0, 0, 0, 0}});
  std::vector<std::uint64_t> lines;
  std::string last;
  const BadLabelCounts counts =
      CheckLabels(entries, LabelPacking::kPacked, [&](const BadLabel& label) {
        lines.push_back(label.line);
        last = label.reason;
      });
  EXPECT_THAT(lines, ElementsAre(11, 12));
  EXPECT_THAT(last, HasSubstr("do not divide"));
  EXPECT_EQ(counts.lines, 2U);
  EXPECT_EQ(counts.pixel_boxes, 1U);
}

TEST(CheckLabels, OnlyWhatIsStoredCounts) {
  const auto entries = Entries({{2, 5, 0, 9, 9, 30, 30}, {1, 2}});
  EXPECT_EQ(CheckLabels(entries, LabelPacking::kInHeader, {}).lines, 0U);
}

}  // namespace
}  // namespace imrec
