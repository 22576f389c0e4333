#include <imrec/sample_plan.h>

#include <array>
#include <cmath>
#include <limits>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <imrec/error.h>

#include "augment/batch_sampler.h"
#include "augment/expand.h"
#include "augment/internal/sample_planner.h"

namespace imrec {
namespace {

constexpr ImageSize kPlannedSource{.width = 500, .height = 375};

std::vector<BoundingBox> RandomBoxes(std::uint64_t i) {
  RandomStream random({.seed = 99, .ordinal = i}, RandomStage::kCropPick, 200);
  std::vector<BoundingBox> boxes;
  for (std::uint64_t k = random.Below(5); k > 0; --k) {
    const double width = random.Uniform(0.02, 0.6);
    const double height = random.Uniform(0.02, 0.6);
    const double xmin = random.Uniform(0, 1 - width);
    const double ymin = random.Uniform(0, 1 - height);
    boxes.push_back({.xmin = xmin, .ymin = ymin, .xmax = xmin + width, .ymax = ymin + height});
  }
  return boxes;
}

SamplePlan PlanSample(const AugmentRecipe& recipe, std::span<const BoundingBox> boxes,
                      const SampleKey& key) {
  SamplePlan plan;
  SamplePlanner(recipe).Plan(kPlannedSource, boxes, key, plan);
  return plan;
}

// Where a point of the source (normalised) lands in the output (normalised), by the plan's numbers.
double MapX(const SamplePlan& plan, double x) {
  const Interval window = plan.window_x();
  const double at = (x * plan.source.width - window.begin) / window.length();
  return plan.mirror ? 1 - at : at;
}

double MapY(const SamplePlan& plan, double y) {
  const Interval window = plan.window_y();
  return (y * plan.source.height - window.begin) / window.length();
}

TEST(SamplePlanner, InvariantsHoldOnRandomImages) {
  SamplePlanner planner(PresetByName("ssd300"));
  SamplePlan plan;
  for (std::uint64_t i = 0; i < 3000; ++i) {
    const std::vector<BoundingBox> boxes = RandomBoxes(i);
    planner.Plan(kPlannedSource, boxes, {.seed = 1, .ordinal = i}, plan);
    std::size_t next = 0;
    for (const PlannedObject& object : plan.objects) {
      // In order, none twice.
      ASSERT_GE(object.index, next);
      next = object.index + 1;
      ASSERT_LT(object.index, boxes.size());
      ASSERT_FALSE(object.box.empty());
      ASSERT_EQ(Intersection(object.box, kUnitBox), object.box);
      // The box is where the pixels went, clipped to the output.
      const BoundingBox& box = boxes[object.index];
      const double left = MapX(plan, plan.mirror ? box.xmax : box.xmin);
      const double right = MapX(plan, plan.mirror ? box.xmin : box.xmax);
      ASSERT_NEAR(object.box.xmin, std::max(left, 0.0), 1e-9);
      ASSERT_NEAR(object.box.xmax, std::min(right, 1.0), 1e-9);
      ASSERT_NEAR(object.box.ymin, std::max(MapY(plan, box.ymin), 0.0), 1e-9);
      ASSERT_NEAR(object.box.ymax, std::min(MapY(plan, box.ymax), 1.0), 1e-9);
    }
    // Survivors are exactly the boxes whose centre lies in the window.
    std::size_t inside = 0;
    for (const BoundingBox& box : boxes) {
      const BoundingBox moved = Project(box, CanvasInImage(plan.canvas, kPlannedSource));
      inside += Survives({}, moved, plan.crop) ? 1U : 0U;
    }
    ASSERT_EQ(plan.objects.size(), inside);
    if (!boxes.empty()) {
      ASSERT_GE(plan.objects.size(), 1U);  // kRetry
      // Some object meets the constraint of the sampler that was picked.
      if (plan.sampler >= 0) {
        std::vector<BoundingBox> moved;
        for (const BoundingBox& box : boxes) {
          moved.push_back(Project(box, CanvasInImage(plan.canvas, kPlannedSource)));
        }
        const auto& sampler =
            planner.recipe().crop.samplers[static_cast<std::size_t>(plan.sampler)];
        ASSERT_TRUE(MeetsConstraint(sampler.constraint, {}, plan.crop, moved));
      }
    }
  }
}

TEST(SamplePlanner, RefusesBoxesThatAreNotInsideTheImage) {
  SamplePlanner planner(PresetByName("ssd300"));
  SamplePlan plan;
  const ImageSize source{.width = 100, .height = 80};
  constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
  for (const BoundingBox& box :
       {BoundingBox{-0.1, 0, 0.5, 0.5}, BoundingBox{0, 0, 1.1, 1}, BoundingBox{0.5, 0, 0.5, 1},
        BoundingBox{0.6, 0, 0.5, 1}, BoundingBox{0, kNan, 1, 1}, BoundingBox{10, 10, 50, 30}}) {
    EXPECT_THROW(planner.Plan(source, {&box, 1}, {}, plan), Error);
  }
  EXPECT_THROW(planner.Plan({.width = 0, .height = 80}, {}, {}, plan), Error);
  EXPECT_NO_THROW(planner.Plan(source, {&kUnitBox, 1}, {}, plan));
}

TEST(SamplePlanner, IsAPureFunction) {
  const std::vector<BoundingBox> boxes = RandomBoxes(4);
  const AugmentRecipe recipe = PresetByName("ssd300");
  SamplePlanner used(recipe);
  SamplePlan plan;
  for (std::uint64_t i = 0; i < 50; ++i)
    used.Plan(kPlannedSource, RandomBoxes(i), {.ordinal = i}, plan);
  const SampleKey key{.seed = 3, .epoch = 9, .ordinal = 77};
  used.Plan(kPlannedSource, boxes, key, plan);
  EXPECT_EQ(plan, PlanSample(recipe, boxes, key));
}

TEST(SamplePlanner, StagesDoNotShiftOneAnother) {
  const AugmentRecipe all = PresetByName("ssd300");
  AugmentRecipe no_mirror = all;
  no_mirror.mirror_prob = 0;
  AugmentRecipe no_expand = all;
  no_expand.expand.prob = 0;
  AugmentRecipe no_crop = all;
  no_crop.crop.samplers.clear();
  for (std::uint64_t i = 0; i < 200; ++i) {
    const std::vector<BoundingBox> boxes = RandomBoxes(i);
    const SampleKey key{.seed = 2, .ordinal = i};
    const SamplePlan plan = PlanSample(all, boxes, key);
    const SamplePlan upright = PlanSample(no_mirror, boxes, key);
    EXPECT_EQ(upright.crop, plan.crop);
    EXPECT_EQ(upright.canvas, plan.canvas);
    EXPECT_EQ(upright.color, plan.color);
    EXPECT_EQ(PlanSample(no_expand, boxes, key).mirror, plan.mirror);
    EXPECT_EQ(PlanSample(no_crop, boxes, key).canvas, plan.canvas);
    EXPECT_EQ(PlanSample(no_crop, boxes, key).color, plan.color);
  }
}

TEST(SamplePlanner, WithoutObjectsOnlyUnconstrainedSamplersCount) {
  for (std::uint64_t i = 0; i < 200; ++i) {
    const SamplePlan plan = PlanSample(PresetByName("ssd300"), {}, {.ordinal = i});
    EXPECT_EQ(plan.sampler, 0);
    EXPECT_TRUE(plan.objects.empty());
  }
}

TEST(SamplePlanner, NoSurvivorPolicies) {
  // A small box in a corner: free windows often miss it.
  const std::vector<BoundingBox> boxes = {{.xmin = 0, .ymin = 0, .xmax = 0.05, .ymax = 0.05}};
  AugmentRecipe recipe = PresetByName("ssd300");
  recipe.crop.no_survivor = NoSurvivor::kAllow;
  int negatives = 0;
  for (std::uint64_t i = 0; i < 500; ++i) {
    negatives += PlanSample(recipe, boxes, {.ordinal = i}).objects.empty() ? 1 : 0;
    EXPECT_EQ(PlanSample(PresetByName("ssd300"), boxes, {.ordinal = i}).objects.size(), 1U);
  }
  EXPECT_GT(negatives, 20);
}

// The pick fractions for one box over the whole image, without expansion, have a closed form.
TEST(SamplePlanner, PicksUniformlyOverSuccesses) {
  AugmentRecipe recipe = PresetByName("ssd300");
  recipe.expand.prob = 0;
  recipe.crop.no_survivor = NoSurvivor::kAllow;
  constexpr int kSamples = 20000;
  std::array<int, 7> picks{};
  SamplePlanner planner(recipe);
  SamplePlan plan;
  for (std::uint64_t i = 0; i < kSamples; ++i) {
    planner.Plan(kPlannedSource, std::vector{kUnitBox}, {.seed = 8, .ordinal = i}, plan);
    ++picks[static_cast<std::size_t>(plan.sampler)];
  }
  for (std::size_t s = 0; s < picks.size(); ++s) {
    EXPECT_NEAR(picks[s] / static_cast<double>(kSamples), s == 5 ? 0.1397 : 0.1434, 0.0105) << s;
  }
}

TEST(SamplePlanner, Eval300TouchesNothing) {
  const std::vector<BoundingBox> boxes = {{.xmin = 0.1, .ymin = 0.2, .xmax = 0.3, .ymax = 0.4}};
  const SamplePlan plan = PlanSample(PresetByName("eval300"), boxes, {.seed = 4, .ordinal = 4});
  EXPECT_EQ(plan.crop, kUnitBox);
  EXPECT_EQ(plan.canvas, Canvas{.size = kPlannedSource});
  EXPECT_FALSE(plan.mirror);
  EXPECT_TRUE(plan.color.neutral());
  ASSERT_EQ(plan.objects.size(), 1U);
  EXPECT_EQ(plan.objects[0].box, boxes[0]);
}

TEST(SamplePlanner, OnePixelImagesWork) {
  SamplePlanner planner(PresetByName("ssd300"));
  SamplePlan plan;
  for (std::uint64_t i = 0; i < 300; ++i) {
    planner.Plan({.width = 1, .height = 1}, std::vector{kUnitBox}, {.ordinal = i}, plan);
    EXPECT_GT(plan.window_x().length(), 0);
    EXPECT_GE(plan.canvas.size.width, 1);
  }
}

TEST(SamplePlanner, RejectsABadRecipe) {
  AugmentRecipe recipe = PresetByName("ssd300");
  recipe.expand.max_ratio = 0;
  EXPECT_ANY_THROW(SamplePlanner{recipe});
}

}  // namespace
}  // namespace imrec
