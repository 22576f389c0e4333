
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <imrec/error.h>

#include "augment/internal/plan_text.h"
#include "augment/internal/sample_planner.h"
#include "augment/internal/sample_renderer.h"
#include "tests/support/files.h"

namespace imrec {
namespace {

const std::vector<BoundingBox> kTextBoxes = {{.xmin = 0.1, .ymin = 0.2, .xmax = 0.6, .ymax = 0.9},
                                             {.xmin = 0.5, .ymin = 0.1, .xmax = 0.9, .ymax = 0.4}};

TEST(PlanText, PlansOfAllPresetsComeBackEqual) {
  for (const Preset& preset : Presets()) {
    SCOPED_TRACE(preset.name);
    SamplePlanner planner(preset.make());
    SamplePlan plan;
    for (std::uint64_t i = 0; i < 50; ++i) {
      planner.Plan({.width = 500, .height = 375}, kTextBoxes, {.seed = 3, .ordinal = i}, plan);
      EXPECT_EQ(PlanFromJson(PlanToJson(plan)), plan);
      EXPECT_EQ(PlanFromJson(PlanToJson(plan, -1)), plan);
    }
  }
}

TEST(PlanText, APlanThatWasKeptRendersTheSamePixels) {
  const Image source = test::MakePicture({.width = 80, .height = 60});
  AugmentRecipe recipe = PresetByName("mxnet-ssd");
  recipe.resize.output = {.width = 64, .height = 48};
  recipe.resize.mode = ResizeMode::kLetterbox;
  SamplePlanner planner(recipe);
  SampleRenderer renderer(recipe);
  SamplePlan plan;
  std::vector<float> first(3 * 64 * 48);
  std::vector<float> second(first.size());
  for (std::uint64_t i = 0; i < 20; ++i) {
    planner.Plan(source.size(), kTextBoxes, {.ordinal = i}, plan);
    renderer.Render(plan, source.view(), first);
    renderer.Render(PlanFromJson(PlanToJson(plan)), source.view(), second);
    EXPECT_EQ(first, second);
  }
}

TEST(PlanText, WhatIsNoPlanIsNamed) {
  const auto problem = [](std::string_view text) -> std::string {
    try {
      PlanFromJson(text);
    } catch (const Error& error) {
      return error.what();
    }
    return "";
  };
  EXPECT_THAT(problem("{"), testing::HasSubstr("no plan"));
  EXPECT_THAT(problem("{}"), testing::HasSubstr("source"));
  const SamplePlan plan;
  std::string text = PlanToJson(plan);
  text.replace(text.find("triangle"), 8, "circular");
  EXPECT_THAT(problem(text), testing::HasSubstr("circular"));
  const auto changed = [&](const std::string& from, const std::string& to) {
    std::string json = PlanToJson(plan, -1);
    return problem(json.replace(json.find(from), from.size(), to));
  };
  for (const char* number : {"1e300", "2147483648", "-2147483649", "18446744073709551615", "0.5"}) {
    EXPECT_THAT(changed("\"width\":0", std::string("\"width\":") + number),
                testing::HasSubstr("no integer in its range"))
        << number;
  }
  EXPECT_THAT(changed("[0,1,2]", "[0,1,3]"), testing::HasSubstr("unknown channel 3"));
}

}  // namespace
}  // namespace imrec
