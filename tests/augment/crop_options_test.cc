// The laws of crops and resizing, one by one.
#include <algorithm>
#include <cmath>
#include <set>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include <imrec/sample_plan.h>

#include "augment/batch_sampler.h"
#include "augment/internal/plan_trace.h"
#include "augment/internal/sample_planner.h"
#include "augment/resize_plan.h"

namespace imrec {
namespace {

constexpr ImageSize kCroppedSource{.width = 500, .height = 375};
const BoundingBox kLeftHalfBox = {.xmin = 0, .ymin = 0, .xmax = 0.5, .ymax = 1};

SamplePlan PlanOne(const AugmentRecipe& recipe, std::span<const BoundingBox> boxes,
                   std::uint64_t ordinal, PlanTrace* trace = nullptr) {
  SamplePlan plan;
  SamplePlanner(recipe).Plan(kCroppedSource, boxes, {.seed = 4, .ordinal = ordinal}, plan, trace);
  return plan;
}

TEST(Quantifier, AllMeansEachObject) {
  const std::vector<BoundingBox> boxes = {{.xmin = 0.1, .ymin = 0.1, .xmax = 0.4, .ymax = 0.9},
                                          {.xmin = 0.6, .ymin = 0.1, .xmax = 0.9, .ymax = 0.9}};
  const CropConstraint covered{.min_object_coverage = 0.9};
  CropOptions options;
  EXPECT_TRUE(MeetsConstraint(covered, options, kLeftHalfBox, boxes));
  options.quantifier = Quantifier::kAll;
  EXPECT_FALSE(MeetsConstraint(covered, options, kLeftHalfBox, boxes));
  EXPECT_TRUE(MeetsConstraint(covered, options, kUnitBox, boxes));
  // Of those whose centre shows, as torchvision counts.
  options.centered_only = true;
  EXPECT_TRUE(MeetsConstraint(covered, options, kLeftHalfBox, boxes));
  EXPECT_FALSE(MeetsConstraint(covered, options, kLeftHalfBox, std::span(boxes).last(1)));
}

TEST(Quantifier, WithoutObjectsItIsForTheOptionsToSay) {
  CropOptions options;
  EXPECT_FALSE(MeetsConstraint({.min_iou = 0.5}, options, kLeftHalfBox, {}));
  options.accept_without_objects = true;
  EXPECT_TRUE(MeetsConstraint({.min_iou = 0.5}, options, kLeftHalfBox, {}));
}

TEST(Survivors, CentersOnTheBorder) {
  const auto with_center = [](double x) {
    return BoundingBox{.xmin = x - 0.1, .ymin = 0.4, .xmax = x + 0.1, .ymax = 0.6};
  };
  const BoundingBox window = {.xmin = 0.25, .ymin = 0, .xmax = 0.75, .ymax = 1};
  const auto keeps = [&](CenterRule rule, double x) {
    return Survives({.center = rule}, with_center(x), window);
  };
  EXPECT_TRUE(keeps(CenterRule::kClosed, 0.25) && keeps(CenterRule::kClosed, 0.75));
  EXPECT_TRUE(keeps(CenterRule::kHalfOpen, 0.25) && !keeps(CenterRule::kHalfOpen, 0.75));
  EXPECT_FALSE(keeps(CenterRule::kOpen, 0.25) || keeps(CenterRule::kOpen, 0.75));
  EXPECT_TRUE(keeps(CenterRule::kIgnore, 0.2));
  EXPECT_FALSE(keeps(CenterRule::kIgnore, 0.1)) << "nothing of it shows";
}

TEST(Survivors, VisibilityIsInclusiveAndOverlapStrict) {
  const BoundingBox box = {.xmin = 0.25, .ymin = 0, .xmax = 0.75, .ymax = 1};
  EXPECT_TRUE(Survives({.center = CenterRule::kIgnore, .min_visibility = 0.5}, box, kLeftHalfBox));
  EXPECT_FALSE(
      Survives({.center = CenterRule::kIgnore, .min_visibility = 0.51}, box, kLeftHalfBox));
  EXPECT_FALSE(Survives({.center = CenterRule::kIgnore, .min_overlap = 0.5}, box, kLeftHalfBox));
  EXPECT_TRUE(Survives({.center = CenterRule::kIgnore, .min_overlap = 0.49}, box, kLeftHalfBox));
  // Both rules together.
  EXPECT_FALSE(Survives({.center = CenterRule::kOpen, .min_visibility = 0.1}, box, kLeftHalfBox));
}

TEST(NoSurvivor, RejectNeverLosesAllObjects) {
  const std::vector<BoundingBox> boxes = {{.xmin = 0, .ymin = 0, .xmax = 0.05, .ymax = 0.05}};
  for (const char* name : {"mxnet-ssd", "torchvision-ssd", "dali-ssd", "gluoncv-ssd", "ssd300"}) {
    SamplePlanner planner(PresetByName(name));
    SamplePlan plan;
    for (std::uint64_t i = 0; i < 300; ++i) {
      planner.Plan(kCroppedSource, boxes, {.ordinal = i}, plan);
      ASSERT_EQ(plan.objects.size(), 1U) << name;
    }
  }
}

TEST(Selection, FirstSuccessTakesTheFirstInARandomOrder) {
  AugmentRecipe recipe = PresetByName("mxnet-ssd");
  recipe.crop.prob = 1;
  std::set<int> first;
  for (std::uint64_t i = 0; i < 100; ++i) {
    PlanTrace trace;
    const SamplePlan plan = PlanOne(recipe, std::vector{kUnitBox}, i, &trace);
    ASSERT_FALSE(trace.samplers.empty());
    first.insert(trace.samplers.front().sampler);
    for (std::size_t k = 0; k + 1 < trace.samplers.size(); ++k) {
      EXPECT_FALSE(trace.samplers[k].success);
    }
    if (plan.sampler >= 0) {
      EXPECT_EQ(trace.samplers.back().sampler, plan.sampler);
      EXPECT_TRUE(trace.samplers.back().success);
    }
  }
  EXPECT_EQ(first.size(), 5U);
}

TEST(Selection, ProbabilityDecidesFirst) {
  AugmentRecipe recipe = PresetByName("mxnet-ssd");
  recipe.crop.prob = 0;
  for (std::uint64_t i = 0; i < 50; ++i) {
    PlanTrace trace;
    EXPECT_EQ(PlanOne(recipe, std::vector{kUnitBox}, i, &trace).sampler, -1);
    EXPECT_FALSE(trace.crop_drawn);
  }
}

TEST(Selection, OptionFirstEndsWhateverHappens) {
  AugmentRecipe recipe = PresetByName("dali-ssd");
  // No window can meet this.
  for (BatchSampler& sampler : recipe.crop.samplers) {
    sampler.constraint = {.min_iou = 1, .max_sample_coverage = 0};
  }
  recipe.crop.max_rounds = 30;
  PlanTrace trace;
  const SamplePlan plan = PlanOne(recipe, std::vector{kLeftHalfBox}, 1, &trace);
  EXPECT_EQ(plan.sampler, -1);
  EXPECT_EQ(plan.crop, kUnitBox);
  EXPECT_EQ(trace.samplers.size(), 30U);
}

TEST(Rounding, TruncatesAsItsOriginalsDo) {
  for (const WindowRounding rounding : {WindowRounding::kTruncPixels, WindowRounding::kTrunc}) {
    AugmentRecipe recipe = PresetByName("caffe-ssd");
    recipe.crop.rounding = rounding;
    for (std::uint64_t i = 0; i < 200; ++i) {
      const SamplePlan plan = PlanOne(recipe, std::vector{kUnitBox}, i);
      const Interval x = plan.window_x();
      const Interval y = plan.window_y();
      ASSERT_NEAR(x.begin, std::round(x.begin), 1e-6);
      ASSERT_NEAR(y.end, std::round(y.end), 1e-6);
      ASSERT_GE(x.length(), 1 - 1e-6);
      if (rounding == WindowRounding::kTrunc) {
        ASSERT_FALSE(plan.truncated);
      } else if (plan.truncated) {
        const double left = plan.crop.xmin * plan.canvas.size.width;
        const double shown = plan.truncated->xmin * plan.canvas.size.width;
        ASSERT_GE(left + 1e-6, shown);
        ASSERT_LT(left, shown + 1);
      }
    }
  }
}

TEST(Rounding, OnePixelImagesKeepTheirPixel) {
  for (const Preset& preset : Presets()) {
    SamplePlanner planner(preset.make());
    SamplePlan plan;
    for (std::uint64_t i = 0; i < 200; ++i) {
      planner.Plan({.width = 1, .height = 1}, std::vector{kUnitBox}, {.ordinal = i}, plan);
      ASSERT_GT(plan.window_x().length(), 0) << preset.name;
      ASSERT_GT(plan.window_y().length(), 0) << preset.name;
    }
  }
}

TEST(AreaLaw, FallsBackToTheMiddle) {
  // A ribbon: no window of these ratios can have half of its area.
  const BatchSampler sampler{.scale = {.min = 0.5, .max = 1},
                             .aspect_ratio = {.min = 3.0 / 4, .max = 4.0 / 3},
                             .max_trials = 10};
  const CropOptions options{.size_law = SizeLaw::kArea, .aspect_space = AspectSpace::kPixel};
  RandomStream random({}, RandomStage::kCropTrials);
  const auto window = SampleWindow(sampler, options, {.width = 1000, .height = 100}, {}, random);
  ASSERT_TRUE(window);
  EXPECT_NEAR(window->width() * 10 / window->height(), 4.0 / 3, 1e-9);
  EXPECT_NEAR(window->center_x(), 0.5, 1e-12);
  EXPECT_EQ(window->height(), 1);
}

TEST(AreaLaw, DrawsAreaAndLogRatioUniformly) {
  const BatchSampler sampler{.scale = {.min = 0.08, .max = 0.3},
                             .aspect_ratio = {.min = 3.0 / 4, .max = 4.0 / 3}};
  const CropOptions options{.size_law = SizeLaw::kArea};
  RandomStream random({}, RandomStage::kCropTrials);
  double area = 0;
  double log_ratio = 0;
  for (int i = 0; i < 5000; ++i) {
    const BoundingBox window = *DrawWindow(sampler, options, 1, random);
    area += window.area();
    log_ratio += std::log(window.width() / window.height());
    ASSERT_LE(std::abs(std::log(window.width() / window.height())), std::log(4.0 / 3) + 1e-9);
  }
  EXPECT_NEAR(area / 5000, 0.19, 0.004);
  EXPECT_NEAR(log_ratio / 5000, 0, 0.012);
}

TEST(Resize, LetterboxKeepsTheShapeInTheMiddle) {
  const ResizeOptions options{.output = {.width = 300, .height = 300},
                              .mode = ResizeMode::kLetterbox};
  EXPECT_EQ(PlaceWindow(options, 600, 300),
            (Placement{.size = {.width = 300, .height = 150}, .left = 0, .top = 75}));
  EXPECT_EQ(PlaceWindow(options, 100, 200),
            (Placement{.size = {.width = 150, .height = 300}, .left = 75, .top = 0}));
  EXPECT_FALSE(PlaceWindow(options, 77, 77));
  EXPECT_EQ(PlaceWindow(options, 1000, 1)->size, (ImageSize{.width = 300, .height = 1}));
}

TEST(Resize, FitAndShrinkStandAtTheTopLeft) {
  ResizeOptions options{.output = {.width = 300, .height = 200}, .mode = ResizeMode::kFit};
  EXPECT_EQ(PlaceWindow(options, 50, 50), (Placement{.size = {.width = 200, .height = 200}}));
  options.mode = ResizeMode::kShrink;
  EXPECT_EQ(PlaceWindow(options, 50, 50), (Placement{.size = {.width = 50, .height = 50}}));
  EXPECT_EQ(PlaceWindow(options, 600, 100), (Placement{.size = {.width = 300, .height = 50}}));
}

TEST(Resize, ShorterEdgeCutsWhatStandsOut) {
  ResizeOptions options{.output = {.width = 224, .height = 224},
                        .mode = ResizeMode::kShorterEdge,
                        .shorter_edge = 256};
  const BoundingBox shown = ShownPart(options, {.width = 512, .height = 256}, kUnitBox, {});
  EXPECT_NEAR(shown.width() * 512, 224, 1e-9);
  EXPECT_NEAR(shown.height() * 256, 224, 1e-9);
  EXPECT_NEAR(shown.center_x(), 0.5, 1e-12);
  options.shorter_edge = 0;
  const BoundingBox filled = ShownPart(options, {.width = 512, .height = 256}, kUnitBox, {});
  EXPECT_EQ(filled.height(), 1);
  EXPECT_NEAR(filled.width(), 0.5, 1e-12);
}

TEST(Resize, BoxesGoWhereThePixelsGo) {
  for (const ResizeMode mode : {ResizeMode::kShorterEdge, ResizeMode::kLetterbox, ResizeMode::kFit,
                                ResizeMode::kShrink, ResizeMode::kCut}) {
    AugmentRecipe recipe;
    recipe.resize = {.output = {.width = 300, .height = 200}, .mode = mode};
    for (const double mirror : {0.0, 1.0}) {
      recipe.mirror_prob = mirror;
      const BoundingBox box{.xmin = 0.3, .ymin = 0.4, .xmax = 0.6, .ymax = 0.6};
      const SamplePlan plan = PlanOne(recipe, std::vector{box}, 0);
      ASSERT_EQ(plan.objects.size(), 1U);
      const Placement placement = plan.PlacementInOutput();
      const Interval window = plan.window_x();
      double left = (box.xmin * kCroppedSource.width - window.begin) / window.length();
      double right = (box.xmax * kCroppedSource.width - window.begin) / window.length();
      if (mirror == 1) {
        std::swap(left, right);
        left = 1 - left;
        right = 1 - right;
      }
      EXPECT_NEAR(plan.objects[0].box.xmin * 300, placement.left + left * placement.size.width,
                  1e-9);
      EXPECT_NEAR(plan.objects[0].box.xmax * 300, placement.left + right * placement.size.width,
                  1e-9);
    }
  }
}

TEST(Presets, NoDrawOfAStageShiftsAnothers) {
  const std::vector<BoundingBox> boxes = {{.xmin = 0.2, .ymin = 0.2, .xmax = 0.7, .ymax = 0.8}};
  for (const Preset& preset : Presets()) {
    const AugmentRecipe all = preset.make();
    AugmentRecipe plain = all;
    plain.color = {};
    plain.mirror_prob = 0;
    plain.resize.filter = {ResampleFilter::kBox};
    for (std::uint64_t i = 0; i < 50; ++i) {
      const SamplePlan with = PlanOne(all, boxes, i);
      const SamplePlan without = PlanOne(plain, boxes, i);
      ASSERT_EQ(with.crop, without.crop) << preset.name;
      ASSERT_EQ(with.canvas, without.canvas) << preset.name;
    }
  }
}

}  // namespace
}  // namespace imrec
