// The formulas of each colour model, on values worked out by hand or measured in the originals.

#include <array>
#include <cmath>
#include <vector>

#include <gtest/gtest.h>

#include <imrec/augment_recipe.h>

#include "augment/color/color_distortion.h"
#include "tests/support/files.h"

namespace imrec {
namespace {

using Pixel = std::array<float, 3>;

Pixel ApplyModel(const ColorPlan& plan, Pixel pixel, float mean_grey = 0) {
  ApplyColor(plan,
             {.red = std::span(pixel).subspan(0, 1),
              .green = std::span(pixel).subspan(1, 1),
              .blue = std::span(pixel).subspan(2, 1)},
             mean_grey);
  return pixel;
}

void ExpectClose(const Pixel& actual, const Pixel& expected, float tolerance = 1e-3F) {
  for (std::size_t c = 0; c < 3; ++c) EXPECT_NEAR(actual[c], expected[c], tolerance) << c;
}

ColorPlan Neutral(ColorModel model) {
  return {.model = model,
          .brightness = NeutralBrightness(model),
          .saturation = NeutralSaturation(model)};
}

constexpr std::array kModels = {ColorModel::kHsv, ColorModel::kCaffe, ColorModel::kHls,
                                ColorModel::kBlend, ColorModel::kYiq};

TEST(ColorModels, NeutralPlansKeepEveryBit) {
  const Pixel pixel = {12.345F, 200.001F, 99.9F};
  for (const ColorModel model : kModels) {
    EXPECT_TRUE(Neutral(model).neutral());
    EXPECT_EQ(ApplyModel(Neutral(model), pixel, 77), pixel);
  }
}

TEST(ColorModels, GreyStaysGreyUnderSaturationAndHue) {
  for (const ColorModel model : kModels) {
    for (const float level : {0.0F, 17.0F, 128.0F, 255.0F}) {
      ColorPlan plan = Neutral(model);
      plan.hue = 33;
      // HLS adds, and so it colours grey; the original does, too.
      if (model != ColorModel::kHls) plan.saturation = 1.5;
      ExpectClose(ApplyModel(plan, {level, level, level}), {level, level, level}, 2e-3F);
    }
  }
}

TEST(ColorModels, LevelsStayInRange) {
  for (const Preset& preset : Presets()) {
    const ColorOptions options = preset.make().color;
    for (std::uint64_t i = 0; i < 300; ++i) {
      const ColorPlan plan = PlanColor(options, {.seed = 2, .ordinal = i});
      const Pixel pixel = {static_cast<float>((i * 97) % 256), static_cast<float>((i * 31) % 256),
                           static_cast<float>((i * 201) % 256)};
      for (const float level : ApplyModel(plan, pixel, 100)) {
        ASSERT_GE(level, 0) << preset.name;
        ASSERT_LE(level, 255) << preset.name;
      }
    }
  }
}

TEST(ColorModels, PositionDoesNotMatter) {
  constexpr std::size_t kCount = 70;
  for (const Preset& preset : Presets()) {
    const ColorPlan plan = PlanColor(preset.make().color, {.seed = 6, .ordinal = 3});
    std::array<std::vector<float>, 3> planes;
    for (std::size_t c = 0; c < 3; ++c) {
      for (std::size_t i = 0; i < kCount; ++i) {
        planes[c].push_back(static_cast<float>((i * (c == 0 ? 97U : c == 1 ? 31U : 201U)) % 256));
      }
    }
    const auto before = planes;
    ApplyColor(plan, {.red = planes[0], .green = planes[1], .blue = planes[2]}, 90);
    for (std::size_t i = 0; i < kCount; ++i) {
      EXPECT_EQ((Pixel{planes[0][i], planes[1][i], planes[2][i]}),
                ApplyModel(plan, {before[0][i], before[1][i], before[2][i]}, 90))
          << preset.name;
    }
  }
}

// ---- Caffe: whole levels after each operation, half to even ----

ColorPlan Caffe(ColorPlan plan) {
  plan.model = ColorModel::kCaffe;
  return plan;
}

TEST(CaffeColors, RoundHalfToEven) {
  EXPECT_EQ(ApplyModel(Caffe({.contrast = 0.5}), {1, 3, 5}), (Pixel{0, 2, 2}));
  EXPECT_EQ(ApplyModel(Caffe({.contrast = 0.5}), {101, 255, 7}), (Pixel{50, 128, 4}));
  EXPECT_EQ(ApplyModel(Caffe({.brightness = 31.6}), {0, 100, 250}), (Pixel{32, 132, 255}));
  EXPECT_EQ(ApplyModel(Caffe({.contrast = 1.0005}), {101.25F, 3, 5}), (Pixel{101.25F, 3, 5}));
}

TEST(CaffeColors, HueDoesNotWrapBelowRed) {
  ExpectClose(ApplyModel(Caffe({.hue = -36}), {255, 0, 0}), {255, 0, 0});
  // Orange, H = 15 units, turned by -18: pinned at red.
  ExpectClose(ApplyModel(Caffe({.hue = -36}), {255, 128, 0}), {255, 0, 0});
  // Upwards it wraps: magenta-red at 175 units and 18 more come to 13.
  const Pixel turned = ApplyModel(Caffe({.hue = 36}), {255, 0, 43});
  EXPECT_EQ(turned[0], 255);
  EXPECT_GT(turned[1], turned[2]);
  // Ours wraps below, too.
  ExpectClose(ApplyModel({.hue = -36}, {255, 0, 0}), {255, 0, 153});
}

TEST(CaffeColors, SaturationIsThatOf8BitHsv) {
  EXPECT_EQ(ApplyModel(Caffe({.saturation = 0.5}), {200, 100, 0}), (Pixel{200, 150, 100}));
  EXPECT_EQ(ApplyModel(Caffe({.saturation = 1.5}), {200, 100, 0}), (Pixel{200, 100, 0}));
  EXPECT_EQ(ApplyModel(Caffe({.saturation = 1.5}), {90, 90, 90}), (Pixel{90, 90, 90}));
}

// There and back through 8-bit HSV: no more than what was measured in OpenCV.
TEST(CaffeColors, HsvCostsLessThanALevel) {
  double sum = 0;
  float worst = 0;
  int count = 0;
  for (int r = 0; r < 256; r += 7) {
    for (int g = 0; g < 256; g += 5) {
      for (int b = 0; b < 256; b += 11) {
        const Pixel pixel = {static_cast<float>(r), static_cast<float>(g), static_cast<float>(b)};
        // A turn by less than half a unit rounds to none, but goes through HSV.
        const Pixel back = ApplyModel(Caffe({.hue = 0.01}), pixel);
        for (std::size_t c = 0; c < 3; ++c) {
          sum += std::abs(back[c] - pixel[c]);
          worst = std::max(worst, std::abs(back[c] - pixel[c]));
          ++count;
        }
      }
    }
  }
  EXPECT_GT(sum / count, 0.1) << "it is not for nothing that neutral values are skipped";
  EXPECT_LE(sum / count, 0.55);
  EXPECT_LE(worst, 6);
}

// ---- MXNet's HLS ----

TEST(HlsColors, AddAndClamp) {
  ColorPlan plan = Neutral(ColorModel::kHls);
  plan.brightness = 32;
  EXPECT_EQ(ApplyModel(plan, {100, 100, 100}), (Pixel{132, 132, 132}));
  EXPECT_EQ(ApplyModel(plan, {240, 240, 240}), (Pixel{255, 255, 255}));
  plan = Neutral(ColorModel::kHls);
  plan.hue = -36;
  ExpectClose(ApplyModel(plan, {255, 0, 0}), {255, 0, 0}, 1);
  plan.hue = 60;
  ExpectClose(ApplyModel(plan, {255, 0, 0}), {255, 255, 0}, 1);
  plan = Neutral(ColorModel::kHls);
  plan.saturation = -255;
  ExpectClose(ApplyModel(plan, {200, 100, 0}), {100, 100, 100}, 1);
  plan = Neutral(ColorModel::kHls);
  plan.contrast = 1.5;
  EXPECT_EQ(ApplyModel(plan, {100, 101, 200}), (Pixel{150, 152, 255}));
}

TEST(HlsColors, FractionsOfAUnitDoNothing) {
  ColorPlan plan = Neutral(ColorModel::kHls);
  plan.brightness = 0.9;
  EXPECT_EQ(ApplyModel(plan, {100, 100, 100}), (Pixel{100, 100, 100}));
}

// ---- torchvision's blends ----

TEST(BlendColors, BlendWithBlackMeanGreyAndGrey) {
  ColorPlan plan = Neutral(ColorModel::kBlend);
  plan.brightness = 1.125;
  ExpectClose(ApplyModel(plan, {80, 160, 240}), {90, 180, 255});
  plan = Neutral(ColorModel::kBlend);
  plan.contrast = 0.5;
  ExpectClose(ApplyModel(plan, {80, 160, 240}, 100), {90, 130, 170});
  plan = Neutral(ColorModel::kBlend);
  plan.saturation = 0;
  const float grey = 0.299F * 80 + 0.587F * 160 + 0.114F * 240;
  ExpectClose(ApplyModel(plan, {80, 160, 240}), {grey, grey, grey});
  plan = Neutral(ColorModel::kBlend);
  plan.hue = -18;
  ExpectClose(ApplyModel(plan, {255, 0, 0}), {255, 0, 76.5F});
}

TEST(BlendColors, MeanGreyIsThatOfTheImage) {
  Image image({.width = 2, .height = 1}, 3);
  image.view().pixel(0, 0)[0] = 100;
  image.view().pixel(1, 0)[1] = 200;
  EXPECT_NEAR(MeanGrey(std::as_const(image).view()), 0.299 * 50 + 0.587 * 100, 1e-3);
  EXPECT_FALSE(NeedsMeanGrey(Neutral(ColorModel::kBlend)));
  EXPECT_FALSE(NeedsMeanGrey({.contrast = 2}));
}

// ---- GluonCV's YIQ ----

TEST(YiqColors, AFullTurnIsNone) {
  ColorPlan plan = Neutral(ColorModel::kYiq);
  plan.hue = 360;
  ExpectClose(ApplyModel(plan, {80, 160, 100}), {80, 160, 100}, 0.5F);
  plan.hue = 120;
  const Pixel turned = ApplyModel(plan, {120, 100, 100});
  // Luma stays.
  EXPECT_NEAR(0.299F * turned[0] + 0.587F * turned[1] + 0.114F * turned[2],
              0.299F * 120 + 0.587F * 100 + 0.114F * 100, 0.1F);
}

// ---- of all models ----

TEST(ColorModels, ChannelsLightingAndGreyComeLast) {
  ColorPlan plan = Neutral(ColorModel::kHsv);
  plan.channels = {2, 0, 1};
  EXPECT_EQ(ApplyModel(plan, {1, 2, 3}), (Pixel{3, 1, 2}));
  plan = Neutral(ColorModel::kHsv);
  plan.lighting = {10, -20, 300};
  EXPECT_EQ(ApplyModel(plan, {1, 2, 3}), (Pixel{11, 0, 255}));
  plan = Neutral(ColorModel::kHsv);
  plan.grey = true;
  const float grey = 0.299F * 80 + 0.587F * 160 + 0.114F * 240;
  ExpectClose(ApplyModel(plan, {80, 160, 240}), {grey, grey, grey});
}

TEST(PlanColor, OrdersOfContrast) {
  for (std::uint64_t i = 0; i < 50; ++i) {
    EXPECT_TRUE(PlanColor({.contrast_order = ContrastOrder::kLast}, {.ordinal = i}).contrast_last);
    EXPECT_FALSE(
        PlanColor({.contrast_order = ContrastOrder::kFirst}, {.ordinal = i}).contrast_last);
  }
}

}  // namespace
}  // namespace imrec
