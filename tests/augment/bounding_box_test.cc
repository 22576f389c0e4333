#include <imrec/bounding_box.h>

#include <gtest/gtest.h>

namespace imrec {
namespace {

constexpr BoundingBox kLeftHalf{.xmin = 0, .ymin = 0, .xmax = 0.5, .ymax = 1};
constexpr BoundingBox kTopHalf{.xmin = 0, .ymin = 0, .xmax = 1, .ymax = 0.5};

TEST(BoundingBox, Overlaps) {
  EXPECT_DOUBLE_EQ(IoU(kLeftHalf, kTopHalf), 0.25 / 0.75);
  EXPECT_DOUBLE_EQ(IoU(kLeftHalf, kLeftHalf), 1);
  EXPECT_DOUBLE_EQ(CoveredShare(kLeftHalf, kTopHalf), 0.5);
  const BoundingBox right{.xmin = 0.5, .ymin = 0, .xmax = 1, .ymax = 1};
  EXPECT_EQ(IoU(kLeftHalf, right), 0);  // they touch, and share no area
  EXPECT_TRUE(Intersection(kLeftHalf, right).empty());
}

TEST(BoundingBox, EmptyAndInvertedBoxesHaveNoArea) {
  const BoundingBox inverted{.xmin = 0.5, .ymin = 0.5, .xmax = 0.1, .ymax = 0.1};
  EXPECT_EQ(inverted.area(), 0);
  EXPECT_EQ(IoU(inverted, kUnitBox), 0);
  EXPECT_EQ(CoveredShare(inverted, kUnitBox), 0);
}

TEST(BoundingBox, ProjectionTakesTheWindowAsUnit) {
  const BoundingBox window{.xmin = 0.25, .ymin = 0.5, .xmax = 0.75, .ymax = 1};
  EXPECT_EQ(Project(window, window), kUnitBox);
  EXPECT_EQ(Project({.xmin = 0.5, .ymin = 0.75, .xmax = 1, .ymax = 1}, window),
            (BoundingBox{.xmin = 0.5, .ymin = 0.5, .xmax = 1.5, .ymax = 1}));
}

TEST(BoundingBox, MirroringTwiceIsTheIdentity) {
  const BoundingBox box{.xmin = 0.125, .ymin = 0.25, .xmax = 0.5, .ymax = 1};
  EXPECT_EQ(MirrorHorizontally(box),
            (BoundingBox{.xmin = 0.5, .ymin = 0.25, .xmax = 0.875, .ymax = 1}));
  EXPECT_EQ(MirrorHorizontally(MirrorHorizontally(box)), box);
}

}  // namespace
}  // namespace imrec
