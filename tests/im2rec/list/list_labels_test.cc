#include "im2rec/list/list_labels.h"

#include <array>
#include <limits>
#include <optional>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/im2rec/text_list.h"

namespace imrec {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

ListLines Lines(const std::vector<std::vector<float>>& labels) {
  std::vector<ListEntry> entries;
  for (const std::vector<float>& row : labels) {
    entries.push_back({.index = entries.size(), .labels = row, .path = "a.jpg"});
  }
  return test::LinesOf(entries);
}

TEST(CheckLabels, NamesEachLineAtFaultInOrder) {
  const ListLines lines = Lines(
      {{2, 5, 0, 0, 0, 1, 1}, {2, 5, 0, 9, 9, 30, 30}, {2, 5, 0, 0, 0, 1}, {2, 5, -1, 0, 0, 0, 0}});
  std::vector<std::uint64_t> at_fault;
  std::string last;
  const BadLabelCounts counts =
      CheckLabels(lines, LabelPacking::kPacked, [&](const BadLabel& label) {
        at_fault.push_back(label.line);
        last = label.reason;
      });
  EXPECT_THAT(at_fault, ElementsAre(2, 3));
  EXPECT_THAT(last, HasSubstr("do not divide"));
  EXPECT_EQ(counts.lines, 2U);
  EXPECT_EQ(counts.pixel_boxes, 1U);
}

TEST(CheckLabels, GivesTheBoxThatTheReasonNames) {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const ListLines lines = Lines({{2, 5, 0, 0, 0, 1, 1},
                                 {2, 5, 0, 0, 0, 1, 1, 0, .5F, 0, .25F, 1},
                                 {2, 5, nan, 0, 0, 1, .5F},
                                 {2, 5, 0, nan, 0, 1, 1, 0, .5F, 0, .25F, 1},
                                 {3, 5, nan, 0, .5F, 0, .25F, 1},
                                 {2, 5, 0, 0, 0, 1}});
  std::vector<std::optional<std::array<float, 4>>> boxes;
  CheckLabels(lines, LabelPacking::kPacked,
              [&](const BadLabel& label) { boxes.push_back(label.box); });
  EXPECT_THAT(boxes, ElementsAre(std::array{.5F, 0.F, .25F, 1.F}, std::array{0.F, 0.F, 1.F, .5F},
                                 std::nullopt, std::nullopt, std::nullopt));
}

TEST(CheckLabels, OnlyWhatIsStoredCounts) {
  const ListLines lines = Lines({{2, 5, 0, 9, 9, 30, 30}, {1, 2}});
  EXPECT_EQ(CheckLabels(lines, LabelPacking::kInHeader, {}).lines, 0U);
}

LabelChoice Choose(const std::vector<std::vector<float>>& labels) {
  return ChooseLabelPacking(Lines(labels));
}

TEST(ChooseLabelPacking, DetectionLabelsArePackedWhole) {
  const std::vector<float> box = {2, 5, 0, 0, 0, 1, 1};
  const std::vector<float> negative = {2, 5, -1, 0, 0, 0, 0};
  const std::vector<float> pixels = {2, 5, 0, 9, 9, 30, 30};
  for (const auto& labels : std::vector<std::vector<std::vector<float>>>{
           {box},
           {negative},
           {negative, negative, box},
           {pixels, pixels},
           {box, {3}},
           {box, box, {2, 5, 0, 0, 0, 1}, {4}, box},
           {{4, 6, 100, 50, 1, .1F, .1F, .2F, .2F, 1}, {4, 6, 100, 50}}}) {
    const LabelChoice choice = Choose(labels);
    EXPECT_EQ(choice.packing, LabelPacking::kPacked) << testing::PrintToString(labels);
    EXPECT_EQ(choice.lines_without_boxes, 0U);
  }
}

TEST(ChooseLabelPacking, OtherListsStayAsMxnetHasThem) {
  for (const auto& labels : std::vector<std::vector<std::vector<float>>>{
           {},
           {{0}, {1}, {2}},
           {{.7F, .3F}, {0, 1}},
           {{2, 5}, {2, 6}, {2, 9}},            // two labels each, like a header without objects
           {{1, 5}, {2}, {7, 8, 9}},            // some labels each
           {{2, 5, 7, 1, 3, 0, 1}, {4, 4, 1}},  // grades
           {{0, 1, 0, 0, 1, 1, 0, 0}, {1, 0, 0, 0, 0, 1, 1, 1}}}) {
    const LabelChoice choice = Choose(labels);
    EXPECT_EQ(choice.packing, LabelPacking::kInHeader) << testing::PrintToString(labels);
    EXPECT_EQ(choice.lines_without_boxes, 0U) << testing::PrintToString(labels);
  }
}

TEST(ChooseLabelPacking, BoxesOfAFewLinesAreCounted) {
  const LabelChoice choice = Choose({{0}, {1}, {2, 5, 0, 0, 0, 1, 1}, {1}});
  EXPECT_EQ(choice.packing, LabelPacking::kInHeader);
  EXPECT_EQ(choice.lines_without_boxes, 1U);
}

}  // namespace
}  // namespace imrec
