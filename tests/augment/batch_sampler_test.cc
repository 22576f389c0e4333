#include "augment/batch_sampler.h"

#include <cmath>
#include <vector>

#include <gtest/gtest.h>

namespace imrec {
namespace {

const BatchSampler kRandom{.scale = {.min = 0.3, .max = 1}, .aspect_ratio = {.min = 0.5, .max = 2}};

constexpr ImageSize kCanvas{.width = 400, .height = 400};

RandomStream StreamFor(std::uint64_t ordinal) {
  return {{.seed = 11, .ordinal = ordinal}, RandomStage::kCropTrials};
}

TEST(DrawWindow, StaysInsideAndKeepsItsArea) {
  RandomStream random = StreamFor(0);
  for (int i = 0; i < 20000; ++i) {
    const BoundingBox window = *DrawWindow(kRandom, {}, 1, random);
    ASSERT_GE(window.xmin, 0);
    ASSERT_GE(window.ymin, 0);
    ASSERT_LE(window.xmax, 1 + 1e-12);
    ASSERT_LE(window.ymax, 1 + 1e-12);
    ASSERT_GE(window.area(), 0.09 - 1e-9);
    ASSERT_LE(window.area(), 1 + 1e-9);
    // Aspect ratios beyond the range come only from the clamp, where a side is 1.
    const double aspect = window.width() / window.height();
    const bool clamped = window.width() > 1 - 1e-9 || window.height() > 1 - 1e-9;
    ASSERT_TRUE(clamped || (aspect > 0.5 - 1e-9 && aspect < 2 + 1e-9)) << aspect;
  }
}

// Closed forms for scale U(0.3, 1) and aspect U(0.5, 2) clamped to [s^2, 1/s^2].
TEST(DrawWindow, FollowsTheClampLaw) {
  RandomStream random = StreamFor(1);
  constexpr int kDraws = 40000;
  int full_width = 0;
  int full_height = 0;
  double area = 0;
  double width = 0;
  for (int i = 0; i < kDraws; ++i) {
    const BoundingBox window = *DrawWindow(kRandom, {}, 1, random);
    full_width += window.width() > 1 - 1e-9 ? 1 : 0;
    full_height += window.height() > 1 - 1e-9 ? 1 : 0;
    area += window.area();
    width += window.width();
  }
  EXPECT_NEAR(full_width / static_cast<double>(kDraws), 0.163403, 0.008);
  EXPECT_NEAR(full_height / static_cast<double>(kDraws), 0.065748, 0.006);
  EXPECT_NEAR(area / kDraws, 0.463333, 0.006);
  EXPECT_NEAR(width / kDraws, 0.69818, 0.006);
}

TEST(DrawWindow, ScaleOneIsTheWholeImage) {
  RandomStream random = StreamFor(2);
  EXPECT_EQ(DrawWindow(BatchSampler{}, {}, 1, random), kUnitBox);
}

TEST(MeetsConstraint, AnyBoxMayPassAndBoundsAreInclusive) {
  const BoundingBox window{.xmin = 0, .ymin = 0, .xmax = 0.5, .ymax = 0.5};
  const BoundingBox far_away{.xmin = 0.8, .ymin = 0.8, .xmax = 0.9, .ymax = 0.9};
  const BoundingBox half_inside{.xmin = 0.25, .ymin = 0, .xmax = 0.75, .ymax = 0.5};
  const std::vector<BoundingBox> boxes = {far_away, half_inside};
  EXPECT_TRUE(MeetsConstraint({.min_object_coverage = 0.5}, {}, window, boxes));
  EXPECT_TRUE(MeetsConstraint({.min_sample_coverage = 0.5}, {}, window, boxes));
  EXPECT_FALSE(MeetsConstraint({.min_object_coverage = 0.51}, {}, window, boxes));
  EXPECT_TRUE(MeetsConstraint({.max_iou = 0}, {}, window, boxes));  // the far box passes
  EXPECT_TRUE(MeetsConstraint({.min_iou = 1.0 / 3}, {}, window, std::vector{half_inside}));
}

TEST(MeetsConstraint, AllBoundsMustHoldOnOneBox) {
  const BoundingBox window{.xmin = 0, .ymin = 0, .xmax = 0.5, .ymax = 0.5};
  const BoundingBox tiny_inside{.xmin = 0.1, .ymin = 0.1, .xmax = 0.2, .ymax = 0.2};
  const BoundingBox whole = kUnitBox;
  // tiny_inside is fully covered, whole covers the window; neither does both.
  const CropConstraint both{.min_sample_coverage = 0.9, .min_object_coverage = 0.9};
  EXPECT_FALSE(MeetsConstraint(both, {}, window, std::vector{tiny_inside, whole}));
  EXPECT_TRUE(MeetsConstraint(both, {}, window, std::vector{window}));
}

TEST(MeetsConstraint, WithoutBoxesOnlyNoConstraintPasses) {
  EXPECT_TRUE(MeetsConstraint({}, {}, kUnitBox, {}));
  EXPECT_FALSE(MeetsConstraint({.max_iou = 1}, {}, kUnitBox, {}));
}

TEST(SampleWindow, EveryWindowMeetsItsConstraint) {
  const std::vector<BoundingBox> boxes = {{.xmin = 0.25, .ymin = 0.25, .xmax = 0.75, .ymax = 0.75},
                                          {.xmin = 0.05, .ymin = 0.6, .xmax = 0.2, .ymax = 0.95}};
  BatchSampler sampler = kRandom;
  int found = 0;
  for (const double min_iou : {0.1, 0.3, 0.5, 0.7, 0.9}) {
    sampler.constraint.min_iou = min_iou;
    for (std::uint64_t i = 0; i < 300; ++i) {
      RandomStream random = StreamFor(i);
      const auto window = SampleWindow(sampler, {}, kCanvas, boxes, random);
      if (!window) continue;
      ++found;
      EXPECT_TRUE(IoU(*window, boxes[0]) >= min_iou || IoU(*window, boxes[1]) >= min_iou);
    }
  }
  EXPECT_GT(found, 600);
}

// One box over the whole image: IoU = s^2, so a trial succeeds with p = (1 - sqrt(t)) / 0.7.
TEST(SampleWindow, SuccessRateMatchesTheClosedForm) {
  BatchSampler sampler = kRandom;
  sampler.constraint.min_iou = 0.9;
  constexpr int kSamples = 4000;
  int successes = 0;
  for (std::uint64_t i = 0; i < kSamples; ++i) {
    RandomStream random = StreamFor(1000 + i);
    successes +=
        SampleWindow(sampler, {}, kCanvas, std::vector{kUnitBox}, random).has_value() ? 1 : 0;
  }
  const double expected = 1 - std::pow(1 - (1 - std::sqrt(0.9)) / 0.7, 50);
  EXPECT_NEAR(successes / static_cast<double>(kSamples), expected, 0.012);
}

TEST(Survives, BordersCountByDefault) {
  const BoundingBox window{.xmin = 0, .ymin = 0, .xmax = 0.5, .ymax = 0.5};
  EXPECT_TRUE(Survives({}, {.xmin = 0.25, .ymin = 0.25, .xmax = 0.75, .ymax = 0.75}, window));
  EXPECT_FALSE(Survives({}, {.xmin = 0.3, .ymin = 0.25, .xmax = 0.75, .ymax = 0.75}, window));
}

}  // namespace
}  // namespace imrec
