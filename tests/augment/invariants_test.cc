// What holds of every sample of every preset, on images and boxes of all sorts.
#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <imrec/sample_plan.h>

#include "augment/batch_sampler.h"
#include "augment/expand.h"
#include "augment/internal/plan_trace.h"
#include "augment/internal/sample_planner.h"

namespace imrec {
namespace {

struct Scene {
  ImageSize size;
  std::vector<BoundingBox> boxes;
};

Scene RandomScene(std::uint64_t i) {
  RandomStream random({.seed = 123, .ordinal = i}, RandomStage::kOrder);
  const auto side = [&]() -> int {
    switch (random.Below(4)) {
      case 0:
        return 1 + static_cast<int>(random.Below(5));
      case 1:
        return 1 + static_cast<int>(random.Below(4000));
      default:
        return 200 + static_cast<int>(random.Below(600));
    }
  };
  Scene scene{.size = {.width = side(), .height = side()}, .boxes = {}};
  for (std::uint64_t k = random.Below(6); k > 0; --k) {
    // Some are tiny, some touch borders, some are all there is.
    const double scale = random.Below(3) == 0 ? 0.01 : 1;
    const double width = std::max(1e-4, scale * random.Uniform());
    const double height = std::max(1e-4, scale * random.Uniform());
    const double x = random.Below(4) == 0 ? 0 : random.Uniform(0, 1 - width);
    const double y = random.Below(4) == 0 ? 1 - height : random.Uniform(0, 1 - height);
    scene.boxes.push_back({.xmin = x, .ymin = y, .xmax = x + width, .ymax = y + height});
  }
  if (random.Below(8) == 0) scene.boxes.push_back(kUnitBox);
  return scene;
}

std::vector<BoundingBox> OnCanvas(const Scene& scene, const SamplePlan& plan) {
  std::vector<BoundingBox> boxes;
  for (const BoundingBox& box : scene.boxes) {
    boxes.push_back(Project(box, CanvasInImage(plan.canvas, scene.size)));
  }
  return boxes;
}

class Invariants : public testing::TestWithParam<std::string> {
 protected:
  Invariants() : recipe_(PresetByName(GetParam())), planner_(recipe_) {}

  template <typename Function>
  void ForEachSample(const Function& function) {
    SamplePlan plan;
    for (std::uint64_t i = 0; i < 1500; ++i) {
      const Scene scene = RandomScene(i);
      PlanTrace trace;
      planner_.Plan(scene.size, scene.boxes, {.seed = 7, .epoch = 1, .ordinal = i}, plan, &trace);
      SCOPED_TRACE(GetParam() + ", sample " + std::to_string(i));
      function(scene, plan, trace);
      if (HasFatalFailure()) return;
    }
  }

  AugmentRecipe recipe_;
  SamplePlanner planner_;
};

TEST_P(Invariants, WindowsLieOnTheCanvasAndFollowTheirSampler) {
  ForEachSample([&](const Scene&, const SamplePlan& plan, const PlanTrace& trace) {
    for (const SamplerTrace& turn : trace.samplers) {
      const BatchSampler& sampler = recipe_.crop.samplers[static_cast<std::size_t>(turn.sampler)];
      ASSERT_LE(turn.trials.size(), static_cast<std::size_t>(sampler.max_trials));
      for (const TrialTrace& trial : turn.trials) {
        if (trial.outcome == TrialOutcome::kSize) continue;
        const BoundingBox& window = trial.window;
        ASSERT_GE(window.xmin, 0);
        ASSERT_GE(window.ymin, 0);
        ASSERT_LT(window.xmin, window.xmax);
        ASSERT_LT(window.ymin, window.ymax);
        ASSERT_LE(window.xmax, 1 + 1e-12);
        ASSERT_LE(window.ymax, 1 + 1e-12);
      }
    }
    ASSERT_GT(plan.window_x().length(), 0);
    ASSERT_GT(plan.window_y().length(), 0);
    const Placement placement = plan.PlacementInOutput();
    ASSERT_GE(placement.left, 0);
    ASSERT_LE(placement.left + placement.size.width, plan.output.width);
    ASSERT_LE(placement.top + placement.size.height, plan.output.height);
  });
}

TEST_P(Invariants, TheWindowTakenMeetsItsConstraint) {
  ForEachSample([&](const Scene& scene, const SamplePlan& plan, const PlanTrace& trace) {
    if (plan.sampler < 0) return;
    const auto turn = std::ranges::find_if(trace.samplers, [&](const SamplerTrace& one) {
      return one.sampler == plan.sampler && one.success;
    });
    ASSERT_NE(turn, trace.samplers.end());
    if (turn->trials.back().outcome != TrialOutcome::kAccepted) return;  // the middle instead
    const BatchSampler& sampler = recipe_.crop.samplers[static_cast<std::size_t>(plan.sampler)];
    ASSERT_TRUE(MeetsConstraint(sampler.constraint, recipe_.crop, turn->trials.back().window,
                                OnCanvas(scene, plan)));
  });
}

TEST_P(Invariants, SurvivorsAreThoseOfTheRuleInOrder) {
  ForEachSample([&](const Scene& scene, const SamplePlan& plan, const PlanTrace&) {
    const std::vector<BoundingBox> boxes = OnCanvas(scene, plan);
    std::vector<std::size_t> expected;
    for (std::size_t i = 0; i < boxes.size(); ++i) {
      const bool kept = Survives(recipe_.crop, boxes[i], plan.crop);
      if (kept && !Intersection(boxes[i], plan.crop).empty()) expected.push_back(i);
    }
    std::vector<std::size_t> actual;
    for (const PlannedObject& object : plan.objects) actual.push_back(object.index);
    ASSERT_EQ(actual, expected);
  });
}

TEST_P(Invariants, BoxesAreInsideAndMapBackToTheirSource) {
  ForEachSample([&](const Scene& scene, const SamplePlan& plan, const PlanTrace&) {
    for (const PlannedObject& object : plan.objects) {
      const BoundingBox& box = object.box;
      ASSERT_FALSE(box.empty());
      ASSERT_EQ(Intersection(box, kUnitBox), box);
      // Back through placement, mirror, crop and canvas, as far as it was not clipped.
      const Placement placement = plan.PlacementInOutput();
      const auto back = [&](double at, int left, int size, int output) {
        return (at * output - left) / size;
      };
      double left = back(box.xmin, placement.left, placement.size.width, plan.output.width);
      double right = back(box.xmax, placement.left, placement.size.width, plan.output.width);
      if (plan.mirror) {
        std::swap(left, right);
        left = 1 - left;
        right = 1 - right;
      }
      const auto to_source = [&](double at) {
        return (plan.crop.xmin + at * plan.crop.width()) * plan.canvas.size.width -
               plan.canvas.left;
      };
      const BoundingBox& source = scene.boxes[object.index];
      if (left > 1e-9) {
        ASSERT_NEAR(to_source(left), source.xmin * scene.size.width, 1e-6);
      }
      if (right < 1 - 1e-9) {
        ASSERT_NEAR(to_source(right), source.xmax * scene.size.width, 1e-6);
      }
      // Stored as float32, a label is off by less than a hundredth of a pixel.
      ASSERT_NEAR(static_cast<double>(static_cast<float>(box.xmin)), box.xmin, 5e-7);
    }
  });
}

TEST_P(Invariants, AnObjectIsLeftUnlessTheRecipeAllowsNone) {
  if (recipe_.crop.no_survivor == NoSurvivor::kAllow ||
      recipe_.resize.mode == ResizeMode::kShorterEdge) {
    GTEST_SKIP() << "none may be left";
  }
  ForEachSample([&](const Scene& scene, const SamplePlan& plan, const PlanTrace&) {
    ASSERT_EQ(plan.objects.empty(), scene.boxes.empty());
  });
}

std::vector<std::string> PresetNames() {
  std::vector<std::string> names;
  for (const Preset& preset : Presets()) names.emplace_back(preset.name);
  return names;
}

INSTANTIATE_TEST_SUITE_P(Presets, Invariants, testing::ValuesIn(PresetNames()),
                         [](const auto& name) {
                           std::string word = name.param;
                           std::ranges::replace(word, '-', '_');
                           return word;
                         });

}  // namespace
}  // namespace imrec
