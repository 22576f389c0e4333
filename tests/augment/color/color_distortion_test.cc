
#include <array>
#include <cmath>
#include <vector>

#include <gtest/gtest.h>

#include <imrec/augment_recipe.h>

#include "augment/color/color_distortion.h"

namespace imrec {
namespace {

using Pixel = std::array<float, 3>;

Pixel Apply(const ColorPlan& plan, Pixel pixel) {
  ApplyColor(plan, {.red = std::span(pixel).subspan(0, 1),
                    .green = std::span(pixel).subspan(1, 1),
                    .blue = std::span(pixel).subspan(2, 1)});
  return pixel;
}

void ExpectNear(const Pixel& actual, const Pixel& expected) {
  for (std::size_t c = 0; c < 3; ++c) EXPECT_NEAR(actual[c], expected[c], 1e-3F) << c;
}

TEST(ApplyColor, NeutralPlanKeepsEveryBit) {
  const Pixel pixel = {12.345F, 200.001F, 99.9F};
  EXPECT_TRUE(ColorPlan{}.neutral());
  EXPECT_EQ(Apply({}, pixel), pixel);
}

TEST(ApplyColor, BrightnessAddsAndClips) {
  EXPECT_EQ(Apply({.brightness = 32}, {0, 100, 250}), (Pixel{32, 132, 255}));
  EXPECT_EQ(Apply({.brightness = -32}, {0, 100, 250}), (Pixel{0, 68, 218}));
}

TEST(ApplyColor, ContrastIsAGainAboutZero) {
  EXPECT_EQ(Apply({.contrast = 1.5}, {0, 100, 250}), (Pixel{0, 150, 255}));
  EXPECT_EQ(Apply({.contrast = 0.5}, {0, 101, 250}), (Pixel{0, 50.5F, 125}));
}

TEST(ApplyColor, SaturationKeepsValueAndHue) {
  ExpectNear(Apply({.saturation = 0.5}, {200, 100, 0}), {200, 150, 100});
  ExpectNear(Apply({.saturation = 0}, {200, 100, 0}), {200, 200, 200});
  // S cannot exceed 1: the lowest channel stops at 0, in proportion for the others.
  ExpectNear(Apply({.saturation = 1.5}, {200, 150, 100}), {200, 125, 50});
  ExpectNear(Apply({.saturation = 10}, {200, 150, 100}), {200, 100, 0});
}

TEST(ApplyColor, HueTurnsAndWraps) {
  const Pixel red = {255, 0, 0};
  ExpectNear(Apply({.hue = 60}, red), {255, 255, 0});
  ExpectNear(Apply({.hue = 120}, red), {0, 255, 0});
  ExpectNear(Apply({.hue = -60}, red), {255, 0, 255});
  ExpectNear(Apply({.hue = -120}, red), {0, 0, 255});
  ExpectNear(Apply({.hue = 36}, red), {255, 153, 0});
  ExpectNear(Apply({.hue = -36}, red), {255, 0, 153});
}

TEST(ApplyColor, HueThereAndBackIsTheIdentity) {
  for (int i = 0; i < 1000; ++i) {
    const Pixel pixel = {static_cast<float>((i * 37) % 256), static_cast<float>((i * 101) % 256),
                         static_cast<float>((i * 59) % 256)};
    ExpectNear(Apply({.hue = -25}, Apply({.hue = 25}, pixel)), pixel);
  }
}

TEST(ApplyColor, GreyStaysGrey) {
  for (const float level : {0.0F, 17.0F, 128.5F, 255.0F}) {
    const Pixel grey = {level, level, level};
    EXPECT_EQ(Apply({.saturation = 1.5, .hue = 30}, grey), grey);
  }
}

TEST(ApplyColor, OrderMatters) {
  // Contrast first clips the red before saturation sees it.
  const Pixel pixel = {200, 100, 100};
  const ColorPlan first{.contrast = 1.5, .saturation = 0.5};
  ColorPlan last = first;
  last.contrast_last = true;
  ExpectNear(Apply(first, pixel), {255, 202.5F, 202.5F});
  ExpectNear(Apply(last, pixel), {255, 225, 225});
}

TEST(ApplyColor, PositionDoesNotMatterAndLevelsStayInRange) {
  constexpr std::size_t kCount = 70;
  std::vector<float> red(kCount);
  std::vector<float> green(kCount);
  std::vector<float> blue(kCount);
  const auto pixel = [](std::size_t i) -> Pixel {
    return {static_cast<float>((i * 97) % 256), static_cast<float>((i * 31) % 256),
            static_cast<float>((i * 201) % 256)};
  };
  for (std::size_t i = 0; i < kCount; ++i) {
    red[i] = pixel(i)[0];
    green[i] = pixel(i)[1];
    blue[i] = pixel(i)[2];
  }
  const ColorPlan plan{.brightness = 20, .contrast = 1.3, .saturation = 1.4, .hue = -33};
  ApplyColor(plan, {.red = red, .green = green, .blue = blue});
  for (std::size_t i = 0; i < kCount; ++i) {
    EXPECT_EQ((Pixel{red[i], green[i], blue[i]}), Apply(plan, pixel(i))) << i;
    for (const float value : {red[i], green[i], blue[i]}) {
      EXPECT_GE(value, 0);
      EXPECT_LE(value, 255);
    }
  }
}

TEST(PlanColor, RatesAndRanges) {
  const ColorOptions options = PresetByName("ssd300").color;
  constexpr int kSamples = 20000;
  int brightness = 0;
  int last = 0;
  int neutral = 0;
  for (std::uint64_t i = 0; i < kSamples; ++i) {
    const ColorPlan plan = PlanColor(options, {.seed = 5, .ordinal = i});
    brightness += plan.brightness != 0 ? 1 : 0;
    last += plan.contrast_last ? 1 : 0;
    neutral += plan.neutral() ? 1 : 0;
    ASSERT_LE(std::abs(plan.brightness), 32);
    ASSERT_GE(plan.contrast, 0.5);
    ASSERT_LE(plan.contrast, 1.5);
    ASSERT_GE(plan.saturation, 0.5);
    ASSERT_LE(plan.saturation, 1.5);
    ASSERT_LE(std::abs(plan.hue), 36);
  }
  EXPECT_NEAR(brightness / static_cast<double>(kSamples), 0.5, 0.0141);
  EXPECT_NEAR(last / static_cast<double>(kSamples), 0.5, 0.0141);
  EXPECT_NEAR(neutral / static_cast<double>(kSamples), 1.0 / 16, 0.007);
}

TEST(PlanColor, SwitchingOneOperationOffKeepsTheOthers) {
  const ColorOptions all = PresetByName("ssd300").color;
  ColorOptions without = all;
  without.contrast_prob = 0;
  for (std::uint64_t i = 0; i < 200; ++i) {
    ColorPlan expected = PlanColor(all, {.ordinal = i});
    expected.contrast = 1;
    EXPECT_EQ(PlanColor(without, {.ordinal = i}), expected);
  }
}

}  // namespace
}  // namespace imrec
