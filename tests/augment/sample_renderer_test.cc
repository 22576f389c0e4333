
#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include <imrec/error.h>

#include "augment/internal/sample_planner.h"
#include "augment/internal/sample_renderer.h"
#include "tests/support/files.h"

namespace imrec {
namespace {

constexpr std::size_t kPlane = 300 * 300;

AugmentRecipe PlainRecipe() {
  AugmentRecipe recipe;
  recipe.fill = {10, 20, 30};
  return recipe;
}

SamplePlan PlanFor(ImageSize source) {
  return {.source = source,
          .canvas = {.size = source},
          .color = {},
          .output = {.width = 300, .height = 300},
          .objects = {}};
}

std::vector<float> Rendered(const AugmentRecipe& recipe, const SamplePlan& plan, ImageView source) {
  std::vector<float> chw(3 * kPlane, -1e9F);
  SampleRenderer(recipe).Render(plan, source, chw);
  return chw;
}

TEST(SampleRenderer, OriginalPlacementGivesTheSourceBack) {
  const Image source = test::MakePicture({.width = 300, .height = 300});
  SamplePlan plan = PlanFor(source.size());
  plan.canvas = {.size = {.width = 900, .height = 900}, .left = 200, .top = 350};
  plan.crop = {.xmin = 200 / 900.0, .ymin = 350 / 900.0, .xmax = 500 / 900.0, .ymax = 650 / 900.0};
  const std::vector<float> chw = Rendered(PlainRecipe(), plan, source.view());
  for (std::size_t i = 0; i < kPlane; ++i) {
    for (std::size_t c = 0; c < 3; ++c) {
      ASSERT_NEAR(chw[c * kPlane + i], source.view().data()[i * 3 + c], 1e-3F);
    }
  }
}

// Cubic and Lanczos weights are negative in places. If only those lie in the fill, the source must
// not become brighter.
TEST(SampleRenderer, FlatImagesStayFlatUnderEveryFilter) {
  AugmentRecipe recipe;
  recipe.fill = {128, 128, 128};
  Image source({.width = 20, .height = 20}, 3);
  for (int y = 0; y < 20; ++y) std::ranges::fill(source.view().row(y), std::uint8_t{128});
  for (const ResampleFilter filter :
       {ResampleFilter::kNearest, ResampleFilter::kBox, ResampleFilter::kTriangle,
        ResampleFilter::kCubic, ResampleFilter::kLanczos}) {
    SamplePlan plan = PlanFor(source.size());
    plan.canvas = {.size = {.width = 60, .height = 60}, .left = 20, .top = 20};
    plan.filter = filter;
    const std::vector<float> chw = Rendered(recipe, plan, std::as_const(source).view());
    const auto [least, most] = std::ranges::minmax(chw);
    EXPECT_NEAR(least, 128, 0.01) << static_cast<int>(filter);
    EXPECT_NEAR(most, 128, 0.01) << static_cast<int>(filter);
  }
}

TEST(SampleRenderer, MemoryAndSourcesOfAnotherSizeAreRefused) {
  const Image source = test::MakePicture({.width = 173, .height = 131});
  const SamplePlan plan = PlanFor(source.size());
  SampleRenderer renderer(PlainRecipe());
  std::vector<float> chw(3 * kPlane);
  const std::span<float> all(chw);
  EXPECT_NO_THROW(renderer.Render(plan, source.view(), all));
  EXPECT_THROW(renderer.Render(plan, source.view(), all.first(3 * kPlane - 1)), Error);
  const Image other = test::MakePicture({.width = 172, .height = 131});
  EXPECT_THROW(renderer.Render(plan, other.view(), all), Error);
  const Image grey = test::MakePicture(source.size(), 1);
  EXPECT_THROW(renderer.Render(plan, grey.view(), all), Error);
  SamplePlan larger = plan;
  larger.output = {.width = 301, .height = 300};
  EXPECT_THROW(renderer.Render(larger, source.view(), all), Error);
  EXPECT_THROW(renderer.RenderFill(plan, std::as_writable_bytes(all.first(12))), Error);
  const Aim aim = renderer.AimFor(plan, 1);
  EXPECT_THROW(renderer.RenderPart(plan, aim, other.view(), std::as_writable_bytes(all)), Error);
}

TEST(SampleRenderer, MirrorReversesRowsExactly) {
  const Image source = test::MakePicture({.width = 173, .height = 131});
  SamplePlan plan = PlanFor(source.size());
  plan.crop = {.xmin = 0.13, .ymin = 0.2, .xmax = 0.77, .ymax = 0.9};
  const std::vector<float> straight = Rendered(PlainRecipe(), plan, source.view());
  plan.mirror = true;
  std::vector<float> mirrored = Rendered(PlainRecipe(), plan, source.view());
  for (auto row = mirrored.begin(); row != mirrored.end(); row += 300) {
    std::reverse(row, row + 300);
  }
  EXPECT_EQ(mirrored, straight);
}

TEST(SampleRenderer, WindowWithoutSourceIsFillAlone) {
  AugmentRecipe recipe = PlainRecipe();
  recipe.mean = recipe.fill;
  SamplePlan plan = PlanFor({.width = 100, .height = 100});
  plan.canvas = {.size = {.width = 400, .height = 400}, .left = 300, .top = 300};
  plan.crop = {.xmin = 0, .ymin = 0, .xmax = 0.5, .ymax = 0.5};
  plan.color.brightness = 30;
  ASSERT_FALSE(plan.ShowsSource());
  // No image at all: it must not be looked at.
  EXPECT_EQ(Rendered(recipe, plan, ImageView()), std::vector<float>(3 * kPlane, 0.0F));
}

TEST(SampleRenderer, ColoursChangeTheSourceAndNeverTheFill) {
  const Image source = test::MakePicture({.width = 100, .height = 100});
  SamplePlan plan = PlanFor(source.size());
  plan.canvas = {.size = {.width = 200, .height = 200}, .left = 100, .top = 0};
  plan.color = {.brightness = 32, .contrast = 1.4, .saturation = 0.6, .hue = 20};
  const std::vector<float> chw = Rendered(PlainRecipe(), plan, source.view());
  SamplePlan neutral = plan;
  neutral.color = {};
  const std::vector<float> before = Rendered(PlainRecipe(), neutral, source.view());
  int changed = 0;
  for (int y = 0; y < 300; ++y) {
    for (int x = 0; x < 300; ++x) {
      const auto at = static_cast<std::size_t>(y * 300 + x);
      const bool fill = x < 147 || y > 153;
      if (fill) {
        ASSERT_EQ(chw[at], 10);
        ASSERT_EQ(chw[2 * kPlane + at], 30);
      } else if (x > 153 && y < 147) {
        changed += std::abs(chw[at] - before[at]) > 1 ? 1 : 0;
      }
    }
  }
  EXPECT_GT(changed, 15000);
}

TEST(SampleRenderer, SubtractsMeanAndDividesByDeviation) {
  Image source({.width = 8, .height = 8}, 3);
  for (int y = 0; y < 8; ++y) {
    for (int x = 0; x < 8; ++x) {
      const auto pixel = source.view().pixel(x, y);
      pixel[0] = 200;
      pixel[1] = 100;
      pixel[2] = 50;
    }
  }
  AugmentRecipe recipe = PlainRecipe();
  recipe.mean = {100, 50, 50};
  recipe.std = {2, 5, 10};
  const std::vector<float> chw = Rendered(recipe, PlanFor(source.size()), source.view());
  EXPECT_NEAR(chw[0], 50, 1e-4F);
  EXPECT_NEAR(chw[kPlane], 10, 1e-4F);
  EXPECT_NEAR(chw[2 * kPlane], 0, 1e-4F);
}

// A blob in the source must come out where the label mapping says, for any crop, canvas and flip.
TEST(SampleRenderer, PixelsAndLabelsAgree) {
  constexpr int kWidth = 200;
  constexpr int kHeight = 150;
  constexpr double kBlobX = 90.3;
  constexpr double kBlobY = 71.7;
  Image source({.width = kWidth, .height = kHeight}, 3);
  for (int y = 0; y < kHeight; ++y) {
    for (int x = 0; x < kWidth; ++x) {
      const double dx = x + 0.5 - kBlobX;
      const double dy = y + 0.5 - kBlobY;
      const double level = 255 * std::exp(-(dx * dx + dy * dy) / (2 * 4.0 * 4.0));
      std::ranges::fill(source.view().pixel(x, y), static_cast<std::uint8_t>(std::lround(level)));
    }
  }
  AugmentRecipe random = PresetByName("ssd300");
  random.color = {};
  random.fill = {0, 0, 0};
  random.mean = {0, 0, 0};
  SamplePlanner planner(random);
  SamplePlan plan;
  // A box of 30 pixels around the blob: its kept box names the blob's place when it is whole.
  const BoundingBox box{.xmin = (kBlobX - 15) / kWidth,
                        .ymin = (kBlobY - 15) / kHeight,
                        .xmax = (kBlobX + 15) / kWidth,
                        .ymax = (kBlobY + 15) / kHeight};
  int checked = 0;
  for (std::uint64_t i = 0; i < 60; ++i) {
    planner.Plan(source.size(), std::vector{box}, {.seed = 6, .ordinal = i}, plan);
    ASSERT_EQ(plan.objects.size(), 1U);
    const BoundingBox& out = plan.objects[0].box;
    if (out.xmin <= 0 || out.ymin <= 0 || out.xmax >= 1 || out.ymax >= 1) continue;
    const std::vector<float> chw = Rendered(random, plan, source.view());
    double total = 0;
    double sum_x = 0;
    double sum_y = 0;
    for (int y = 0; y < 300; ++y) {
      for (int x = 0; x < 300; ++x) {
        const double level = chw[static_cast<std::size_t>(y * 300 + x)];
        total += level;
        sum_x += level * (x + 0.5);
        sum_y += level * (y + 0.5);
      }
    }
    EXPECT_NEAR(sum_x / total, out.center_x() * 300, 0.1) << "sample " << i;
    EXPECT_NEAR(sum_y / total, out.center_y() * 300, 0.1) << "sample " << i;
    ++checked;
  }
  EXPECT_GT(checked, 30);
}

}  // namespace
}  // namespace imrec
