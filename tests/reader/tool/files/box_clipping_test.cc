#include "reader/tool/files/box_clipping.h"

#include <limits>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <imrec/image_record.h>
#include <imrec/label_layout.h>

#include "tests/support/detection_set.h"
#include "tests/support/files.h"

namespace imrec::tool {
namespace {

using test::MakeLabel;

test::TestObject Box(float xmin, float ymin, float xmax, float ymax) {
  return {.class_id = 2, .xmin = xmin, .ymin = ymin, .xmax = xmax, .ymax = ymax, .difficult = 1};
}

TEST(ClipBoxes, SoundLabelsNeedNothing) {
  EXPECT_FALSE(ClipBoxes(MakeLabel({Box(0, 0, 1, 1)})));
  EXPECT_FALSE(ClipBoxes(MakeLabel({})));
  // What readers take is not touched.
  EXPECT_FALSE(ClipBoxes(MakeLabel({Box(-.005F, 0, 1.005F, 1)})));
}

TEST(ClipBoxes, ClipsCornersAndKeepsTheRest) {
  const auto result = ClipBoxes(MakeLabel({Box(-.5F, .2F, .5F, 1.5F), Box(.1F, .1F, .2F, .2F)}));
  ASSERT_TRUE(result);
  EXPECT_EQ(result->values, MakeLabel({Box(0, .2F, .5F, 1), Box(.1F, .1F, .2F, .2F)}));
  EXPECT_EQ(result->clipped, 1U);
  EXPECT_EQ(result->dropped, 0U);
  EXPECT_THAT(result->notes, testing::ElementsAre("object 1: its box reaches outside 0..1 "
                                                  "(-0.5 0.2 0.5 1.5); clipped"));
}

TEST(ClipBoxes, DropsWhatIsInvertedOrOutside) {
  const auto result = ClipBoxes(
      MakeLabel({Box(.5F, .1F, .2F, .2F), Box(1.2F, .1F, 1.4F, .2F), Box(.1F, .1F, .2F, .2F)}));
  ASSERT_TRUE(result);
  EXPECT_EQ(result->values, MakeLabel({Box(.1F, .1F, .2F, .2F)}));
  EXPECT_EQ(result->dropped, 2U);
  EXPECT_EQ(result->notes.size(), 2U);
  const auto none = ClipBoxes(MakeLabel({Box(.5F, .1F, .2F, .2F)}));
  ASSERT_TRUE(none);
  EXPECT_EQ(none->values, MakeLabel({}));
}

TEST(ClipBoxes, OtherFaultsAreNotMended) {
  std::vector<float> label = MakeLabel({Box(-.5F, .2F, .5F, .5F)});
  label[2] = 1.5F;  // no class
  EXPECT_FALSE(ClipBoxes(label));
  label[2] = std::numeric_limits<float>::quiet_NaN();
  EXPECT_FALSE(ClipBoxes(label));
  label = MakeLabel({Box(-.5F, .2F, .5F, .5F)});
  label.back() = std::numeric_limits<float>::infinity();
  EXPECT_FALSE(ClipBoxes(label));
  label.pop_back();
  EXPECT_FALSE(ClipBoxes(label));
  EXPECT_FALSE(ClipBoxes(MakeLabel({Box(10, 10, 50, 30)})));  // pixels
  EXPECT_FALSE(ClipBoxes(std::vector<float>{}));
}

TEST(ReplaceLabels, KeepsIdAndImage) {
  const std::vector<std::byte> image = test::Bytes("image");
  std::vector<std::byte> before;
  BuildImageRecord(7, std::vector<float>{1, 2, 3}, LabelPacking::kPacked, image, before);
  std::vector<std::byte> expected;
  BuildImageRecord(7, std::vector<float>{4, 5}, LabelPacking::kPacked, image, expected);
  std::vector<std::byte> result;
  ReplaceLabels(std::vector<float>{4, 5}, before, result);
  EXPECT_EQ(result, expected);
}

}  // namespace
}  // namespace imrec::tool
