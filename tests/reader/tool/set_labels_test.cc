#include "reader/tool/set_labels.h"

#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <imrec/error.h>

#include "reader/tool/default_preset.h"
#include "reader/tool/files/identity_merge.h"
#include "reader/tool/files/split_plan.h"
#include "tests/support/detection_set.h"
#include "tests/support/files.h"
#include "tests/support/labelled_set.h"
#include "tests/support/make_identity_set.h"

namespace imrec::tool {
namespace {

class SetLabelsTest : public testing::Test {
 protected:
  InputSet Open(const std::vector<std::string>& names) const {
    std::vector<std::string> paths;
    for (const std::string& name : names) paths.push_back(dir_ / name);
    return InputSet(InputFiles(paths, "imrec test"));
  }

  test::TempDir dir_;
};

TEST_F(SetLabelsTest, TheKindIsThatOfMostRecords) {
  std::vector<std::vector<float>> labels(5, test::MakeLabel({{.xmax = .5F, .ymax = .5F}}));
  labels.push_back({1});
  test::WriteLabelledSet(dir_ / "a.rec", labels);
  const InputSet input = Open({"a.rec"});
  const SetLabels set = FindSetLabels(input.records(), kAllLabels);
  EXPECT_TRUE(set.detection());
  EXPECT_EQ(set.Problem(labels[0]), "");
  EXPECT_NE(set.Problem(labels[5]), "");
  EXPECT_EQ(DefaultPreset(set, input.records()), "ssd300");
}

TEST_F(SetLabelsTest, TheKindMayBeGiven) {
  test::WriteDetectionSet(dir_ / "a.rec", 4);
  const InputSet input = Open({"a.rec"});
  const SetLabels plain = FindSetLabels(input.records(), "classification");
  EXPECT_EQ(plain.kind, LabelKind::kClassification);
  // Boxes are plain values then.
  EXPECT_EQ(plain.Problem(test::MakeLabel({})), "");
  EXPECT_EQ(DefaultPreset(plain, input.records()), "imagenet");
  EXPECT_TRUE(FindSetLabels(input.records(), "").detection());
  EXPECT_THROW(FindSetLabels(input.records(), "faces"), Error);
}

TEST_F(SetLabelsTest, IdentitySetsAreThoseByTheirLayout) {
  test::WriteIdentitySet(dir_ / "faces.rec", {2, 1});
  test::WriteIdentitySet(dir_ / "large.rec", {2, 1}, {.width = 300, .height = 200});
  const InputSet faces = Open({"faces.rec"});
  const SetLabels set = FindSetLabels(faces.records(), kAllLabels);
  EXPECT_TRUE(set.identity());
  EXPECT_EQ(DefaultPreset(set, faces.records()), "face112");
  const InputSet large = Open({"large.rec"});
  EXPECT_EQ(DefaultPreset(FindSetLabels(large.records(), kAllLabels), large.records()), "imagenet");
  // With a file of another kind they are classes.
  test::WriteLabelledSet(dir_ / "cls.rec", {{0}, {1}});
  EXPECT_FALSE(HasIdentities(Open({"faces.rec", "cls.rec"}).records()));
}

TEST_F(SetLabelsTest, SplitByClassOfAnIdentitySetKeepsIdentitiesWhole) {
  test::WriteIdentitySet(dir_ / "faces.rec", std::vector<std::size_t>(20, 2),
                         {.width = 16, .height = 16});
  const InputSet input = Open({"faces.rec"});
  const RatioSplit split = SplitByClass(input, 0.75, 3);
  EXPECT_EQ(split.identities, 20U);
  EXPECT_EQ(split.first_identities, 15U);
  for (std::size_t i = 0; i < split.first.size(); i += 2) {
    EXPECT_EQ(split.first[i], split.first[i + 1]);
  }
  EXPECT_EQ(SplitByClass(input, 0.75, 3).first, split.first);
}

TEST_F(SetLabelsTest, SplitByClassCountsBadLabels) {
  test::WriteLabelledSet(dir_ / "a.rec", {{0}, {HUGE_VALF}, {1}, {0}});
  EXPECT_EQ(SplitByClass(Open({"a.rec"}), 0.5, 0).bad_labels, 1U);
}

TEST_F(SetLabelsTest, MergedIdentitiesAreShiftedAndGrouped) {
  test::WriteIdentitySet(dir_ / "a.rec", {1, 2}, {.width = 16, .height = 16});
  test::WriteIdentitySet(dir_ / "b.rec", {2}, {.width = 16, .height = 16});
  const InputSet input = Open({"a.rec", "b.rec"});
  const IdentityMerge merge = PlanIdentityMerge(input, false);
  EXPECT_THAT(merge.shifts, testing::ElementsAre(0, 2));
  EXPECT_EQ(merge.identities, 3U);
  const IdentityMerge same = PlanIdentityMerge(input, true);
  EXPECT_EQ(same.identities, 2U);
  std::vector<std::uint64_t> order;
  for (const IdentityMerge::Image& image : same.images) order.push_back(image.ordinal);
  EXPECT_THAT(order, testing::ElementsAre(0, 3, 4, 1, 2));
}

TEST_F(SetLabelsTest, SetsWithoutAnIdentityAreNotMerged) {
  test::WriteLabelledSet(dir_ / "a.rec", {{0}, {1.5F}});
  EXPECT_THROW(PlanIdentityMerge(Open({"a.rec"}), false), Error);
}

}  // namespace
}  // namespace imrec::tool
