#include "augment/expand.h"

#include <gtest/gtest.h>

namespace imrec {
namespace {

constexpr ImageSize kExpandedSource{.width = 500, .height = 375};

TEST(PlanExpand, CanvasHoldsTheImageAndKeepsItsShape) {
  double ratio_sum = 0;
  int applied = 0;
  constexpr int kSamples = 20000;
  for (std::uint64_t i = 0; i < kSamples; ++i) {
    const Canvas canvas =
        PlanExpand({.prob = 0.5, .max_ratio = 4}, kExpandedSource, {.ordinal = i});
    if (canvas.size == kExpandedSource) {
      ASSERT_EQ(canvas.left, 0);
      ASSERT_EQ(canvas.top, 0);
      continue;
    }
    ++applied;
    ASSERT_GE(canvas.left, 0);
    ASSERT_GE(canvas.top, 0);
    ASSERT_LE(canvas.left + kExpandedSource.width, canvas.size.width);
    ASSERT_LE(canvas.top + kExpandedSource.height, canvas.size.height);
    ASSERT_LE(canvas.size.width, 4 * kExpandedSource.width);
    // Both sides by the same ratio, each cut to whole pixels.
    ASSERT_NEAR(canvas.size.width / 500.0, canvas.size.height / 375.0, 1.0 / 375);
    ratio_sum += canvas.size.width / 500.0;
  }
  EXPECT_NEAR(applied / static_cast<double>(kSamples), 0.5, 0.0141);
  EXPECT_NEAR(ratio_sum / applied, 2.5, 0.03);
}

TEST(PlanExpand, ProbabilityZeroLeavesTheImage) {
  const Canvas canvas = PlanExpand({.prob = 0, .max_ratio = 4}, kExpandedSource, {.ordinal = 5});
  EXPECT_EQ(canvas, Canvas{.size = kExpandedSource});
}

TEST(CanvasInImage, ShiftsBoxesByWholePixels) {
  const Canvas canvas{.size = {.width = 1000, .height = 750}, .left = 100, .top = 30};
  const BoundingBox box{.xmin = 50 / 500.0, .ymin = 75 / 375.0, .xmax = 1, .ymax = 1};
  const BoundingBox moved = Project(box, CanvasInImage(canvas, kExpandedSource));
  EXPECT_DOUBLE_EQ(moved.xmin * 1000, 150);
  EXPECT_DOUBLE_EQ(moved.ymin * 750, 105);
  EXPECT_DOUBLE_EQ(moved.xmax * 1000, 600);
  EXPECT_DOUBLE_EQ(moved.ymax * 750, 405);
}

}  // namespace
}  // namespace imrec
