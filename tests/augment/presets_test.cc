#include <imrec/augment_recipe.h>
#include <imrec/error.h>

#include <functional>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace imrec {
namespace {

TEST(Presets, AreValidAndFoundByName) {
  for (const Preset& preset : Presets()) {
    EXPECT_NO_THROW(ValidateRecipe(preset.make())) << preset.name;
    EXPECT_EQ(PresetByName(preset.name), preset.make());
  }
}

TEST(Presets, UnknownNameListsTheKnownOnes) {
  try {
    PresetByName("ssd3000");
    FAIL();
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), testing::HasSubstr("ssd3000"));
    EXPECT_THAT(error.what(), testing::HasSubstr("ssd300, ssd512, eval300, caffe-ssd"));
  }
}

TEST(Presets, Ssd300HasTheSevenSamplers) {
  const AugmentRecipe recipe = PresetByName("ssd300");
  ASSERT_EQ(recipe.crop.samplers.size(), 7U);
  EXPECT_TRUE(recipe.crop.samplers[0].constraint.empty());
  EXPECT_EQ(recipe.crop.samplers[0].scale, (Range{.min = 1, .max = 1}));
  const std::vector<double> min_ious = {0.1, 0.3, 0.5, 0.7, 0.9};
  for (std::size_t i = 0; i < 5; ++i) {
    EXPECT_EQ(recipe.crop.samplers[i + 1].constraint.min_iou, min_ious[i]);
    EXPECT_EQ(recipe.crop.samplers[i + 1].max_trials, 50);
  }
  EXPECT_EQ(recipe.crop.samplers[6].constraint.max_iou, 1);
  EXPECT_EQ(recipe.resize.output, (ImageSize{.width = 300, .height = 300}));
  EXPECT_EQ(recipe.fill, recipe.mean);
}

TEST(ValidateRecipe, NamesTheField) {
  const auto problem = [](const std::function<void(AugmentRecipe&)>& spoil) -> std::string {
    AugmentRecipe recipe = PresetByName("ssd300");
    spoil(recipe);
    try {
      ValidateRecipe(recipe);
    } catch (const Error& error) {
      return error.what();
    }
    return "no error";
  };
  using testing::HasSubstr;
  EXPECT_THAT(problem([](auto& r) { r.mirror_prob = 1.5; }), HasSubstr("mirror_prob"));
  EXPECT_THAT(problem([](auto& r) { r.expand.max_ratio = 0.5; }), HasSubstr("expand.max_ratio"));
  EXPECT_THAT(problem([](auto& r) { r.crop.samplers[2].scale.max = 1.1; }),
              HasSubstr("sampler.scale"));
  EXPECT_THAT(problem([](auto& r) { r.crop.samplers[2].max_trials = 0; }), HasSubstr("max_trials"));
  EXPECT_THAT(problem([](auto& r) { r.color.hue_degrees = 200; }), HasSubstr("hue_degrees"));
  EXPECT_THAT(problem([](auto& r) { r.resize.output.width = 0; }), HasSubstr("resize.width"));
  EXPECT_THAT(problem([](auto& r) { r.std[1] = 0; }), HasSubstr("std"));
}

}  // namespace
}  // namespace imrec
