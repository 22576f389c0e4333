// The renderer compared with an unfused reference: tolerances, and positions of pixels and labels.
#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include <imrec/image_codec.h>

#include "augment/internal/sample_planner.h"
#include "augment/internal/sample_renderer.h"
#include "tests/augment/reference_path.h"
#include "tests/support/files.h"

namespace imrec::test {
namespace {

const std::vector<BoundingBox> kBoxes = {{.xmin = 0.2, .ymin = 0.3, .xmax = 0.8, .ymax = 0.9},
                                         {.xmin = 0.05, .ymin = 0.1, .xmax = 0.3, .ymax = 0.35}};

std::vector<float> Render(const AugmentRecipe& recipe, const SamplePlan& plan, ImageView source) {
  std::vector<float> chw(3 * static_cast<std::size_t>(plan.output.width) *
                         static_cast<std::size_t>(plan.output.height));
  SampleRenderer(recipe).Render(plan, source, chw);
  return chw;
}

float WorstDifference(const AugmentRecipe& recipe, const SamplePlan& plan, ImageView source) {
  const auto expected = RenderByReference(recipe, plan, source);
  const auto actual = Render(recipe, plan, source);
  float worst = 0;
  for (std::size_t k = 0; k < actual.size(); ++k) {
    worst = std::max(worst, std::abs(actual[k] - expected[k]));
  }
  return worst;
}

// Samples of levels, before normalisation, at a size that keeps the plain way quick.
AugmentRecipe Levels(const std::string& preset) {
  AugmentRecipe recipe = PresetByName(preset);
  recipe.mean = {0, 0, 0};
  recipe.std = {1, 1, 1};
  recipe.resize.output = {.width = 120, .height = 100};
  recipe.resize.filter = {ResampleFilter::kTriangle};
  return recipe;
}

TEST(Reference, WithoutColoursAllPresetsAreTheSame) {
  const Image source = MakePicture({.width = 150, .height = 110});
  for (const Preset& preset : Presets()) {
    AugmentRecipe recipe = Levels(std::string(preset.name));
    recipe.color = {};
    if (recipe.resize.shorter_edge > 0) recipe.resize.shorter_edge = 130;
    SamplePlanner planner(recipe);
    SamplePlan plan;
    for (std::uint64_t i = 0; i < 6; ++i) {
      planner.Plan(source.size(), kBoxes, {.seed = 21, .ordinal = i}, plan);
      EXPECT_LE(WorstDifference(recipe, plan, source.view()), 0.02F)
          << preset.name << ", sample " << i;
    }
  }
}

TEST(Reference, KeepsTheShapeAsItDoes) {
  const Image source = MakePicture({.width = 150, .height = 60});
  for (const ResizeMode mode : {ResizeMode::kShorterEdge, ResizeMode::kLetterbox, ResizeMode::kFit,
                                ResizeMode::kShrink, ResizeMode::kCut}) {
    AugmentRecipe recipe = Levels("ssd300");
    recipe.color = {};
    recipe.resize.mode = mode;
    recipe.resize.pad = {9, 99, 199};
    recipe.mean = {10, 20, 30};
    recipe.std = {2, 3, 4};
    SamplePlanner planner(recipe);
    SamplePlan plan;
    for (std::uint64_t i = 0; i < 5; ++i) {
      planner.Plan(source.size(), kBoxes, {.seed = 8, .ordinal = i}, plan);
      EXPECT_LE(WorstDifference(recipe, plan, source.view()), 0.02F);
    }
  }
}

TEST(Reference, EnlargesALotAndALittle) {
  const Image source = MakePicture({.width = 60, .height = 40});
  AugmentRecipe recipe = Levels("eval300");
  SamplePlanner planner(recipe);
  SamplePlan plan;
  planner.Plan(source.size(), {}, {}, plan);
  for (const double side : {0.01, 0.1, 0.5}) {
    plan.crop = {.xmin = 0.4, .ymin = 0.3, .xmax = 0.4 + side, .ymax = 0.3 + side};
    EXPECT_LE(WorstDifference(recipe, plan, source.view()), 0.02F) << side;
  }
}

// Colours before or after resampling: each pixel may differ by no more than the levels under its
// filter do, times how steep the operation is.
struct Steepness {
  const char* name;
  ColorPlan color;
  float factor;
};

TEST(Reference, TheOrderOfColoursIsBoundedByLocalContrast) {
  const std::vector<Steepness> operations = {{"brightness", {.brightness = 25}, 1},
                                             {"contrast", {.contrast = 1.4}, 1.4F},
                                             {"saturation", {.saturation = 1.4}, 2},
                                             {"hue", {.hue = -30}, 2}};
  const Image source = MakePicture({.width = 200, .height = 150});
  AugmentRecipe recipe = Levels("ssd300");
  recipe.color = {};
  SamplePlanner planner(recipe);
  SamplePlan plan;
  for (std::uint64_t i = 0; i < 4; ++i) {
    planner.Plan(source.size(), kBoxes, {.seed = 30, .ordinal = i}, plan);
    const auto ranges = FootprintRanges(plan, source.view());
    for (const Steepness& operation : operations) {
      plan.color = operation.color;
      const auto expected = RenderByReference(recipe, plan, source.view());
      const auto actual = Render(recipe, plan, source.view());
      for (std::size_t k = 0; k < actual.size(); ++k) {
        const float bound = operation.factor * ranges[k % ranges.size()] + 2;
        ASSERT_LE(std::abs(actual[k] - expected[k]), bound) << operation.name;
      }
    }
  }
}

TEST(Reference, OnFlatImagesTheOrderDoesNotMatter) {
  Image source({.width = 60, .height = 40}, 3);
  for (int y = 0; y < 40; ++y) {
    for (int x = 0; x < 60; ++x) {
      source.view().pixel(x, y)[0] = 180;
      source.view().pixel(x, y)[1] = 90;
      source.view().pixel(x, y)[2] = 40;
    }
  }
  for (const Preset& preset : Presets()) {
    AugmentRecipe recipe = Levels(std::string(preset.name));
    if (recipe.resize.shorter_edge > 0) recipe.resize.shorter_edge = 130;
    recipe.expand = {};
    SamplePlanner planner(recipe);
    SamplePlan plan;
    for (std::uint64_t i = 0; i < 8; ++i) {
      planner.Plan(source.size(), kBoxes, {.seed = 2, .ordinal = i}, plan);
      EXPECT_LE(WorstDifference(recipe, plan, std::as_const(source).view()), 2) << preset.name;
    }
  }
}

struct Difference {
  double mean = 0;
  double p99 = 0;
  double psnr = 0;
};

Difference Compare(std::vector<float> a, const std::vector<float>& b) {
  double sum = 0;
  double square = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    a[i] = std::abs(a[i] - b[i]);
    sum += static_cast<double>(a[i]);
    square += static_cast<double>(a[i]) * static_cast<double>(a[i]);
  }
  const auto n = static_cast<double>(a.size());
  std::ranges::sort(a);
  return {.mean = sum / n,
          .p99 = static_cast<double>(a[static_cast<std::size_t>(0.99 * n)]),
          .psnr = 10 * std::log10(255 * 255 * n / std::max(square, 1e-9))};
}

TEST(Reference, RandomColoursAreNearOnPictures) {
  const AugmentRecipe recipe = Levels("ssd300");
  SamplePlanner planner(recipe);
  SamplePlan plan;
  std::vector<float> all_expected;
  std::vector<float> all_actual;
  for (std::uint64_t i = 0; i < 20; ++i) {
    const Image source = MakePicture({.width = 250, .height = 187}, 3, static_cast<int>(i));
    planner.Plan(source.size(), kBoxes, {.seed = 40, .ordinal = i}, plan);
    const auto expected = RenderByReference(recipe, plan, source.view());
    const auto actual = Render(recipe, plan, source.view());
    all_expected.insert(all_expected.end(), expected.begin(), expected.end());
    all_actual.insert(all_actual.end(), actual.begin(), actual.end());
  }
  const Difference difference = Compare(all_actual, all_expected);
  EXPECT_LE(difference.mean, 0.5);
  EXPECT_LE(difference.p99, 4);
  EXPECT_GE(difference.psnr, 42);
}

// ---- Registration: a blob is found where the labels say ----

constexpr double kBlobRadius = 9;

Image BlobAt(ImageSize size, double x, double y) {
  Image image(size, 3);
  for (int row = 0; row < size.height; ++row) {
    for (int column = 0; column < size.width; ++column) {
      const double dx = (column + 0.5 - x) / kBlobRadius;
      const double dy = (row + 0.5 - y) / kBlobRadius;
      const auto level =
          static_cast<std::uint8_t>(std::lround(230 * std::exp(-(dx * dx + dy * dy) / 2)));
      for (std::size_t c = 0; c < 3; ++c) image.view().pixel(column, row)[c] = level;
    }
  }
  return image;
}

struct Point {
  double x;
  double y;
};

// The centre of mass of the first plane.
Point Centroid(std::span<const float> plane, int width) {
  double sum = 0;
  Point centre{0, 0};
  for (std::size_t i = 0; i < plane.size(); ++i) {
    // Coding leaves faint ripples far away; they are not the blob.
    const double weight = plane[i] > 12 ? static_cast<double>(plane[i]) : 0;
    const auto at = static_cast<int>(i);
    sum += weight;
    const int column = at % width;
    const int row = at / width;
    centre.x += weight * (column + 0.5);
    centre.y += weight * (row + 0.5);
  }
  return {centre.x / sum, centre.y / sum};
}

TEST(Registration, PixelsLieWhereTheLabelsSay) {
  AugmentRecipe recipe = Levels("ssd300");
  recipe.color = {};
  recipe.fill = {0, 0, 0};
  recipe.resize.output = {.width = 300, .height = 300};
  SamplePlanner planner(recipe);
  SamplePlan plan;
  int looked_at = 0;
  for (std::uint64_t i = 0; i < 150; ++i) {
    const Point blob{120.3 + static_cast<double>(i % 7) * 31.7,
                     90.6 + static_cast<double>(i % 5) * 37.1};
    const Image source = BlobAt({.width = 500, .height = 375}, blob.x, blob.y);
    const BoundingBox box{.xmin = (blob.x - 40) / 500,
                          .ymin = (blob.y - 40) / 375,
                          .xmax = (blob.x + 40) / 500,
                          .ymax = (blob.y + 40) / 375};
    planner.Plan(source.size(), std::vector{box}, {.seed = 1, .ordinal = i}, plan);
    if (plan.objects.empty()) continue;
    const BoundingBox& found = plan.objects[0].box;
    // Blobs that the crop cuts have another centre.
    if (found.xmin <= 0 || found.ymin <= 0 || found.xmax >= 1 || found.ymax >= 1) continue;
    ++looked_at;
    const auto chw = Render(recipe, plan, source.view());
    const Point centre = Centroid(std::span(chw).first(90000), 300);
    EXPECT_NEAR(centre.x, found.center_x() * 300, 0.1) << i;
    EXPECT_NEAR(centre.y, found.center_y() * 300, 0.1) << i;
  }
  EXPECT_GT(looked_at, 60);
}

TEST(Registration, DecodingAtASmallerScaleShiftsNothing) {
  const ImageSize size{.width = 496, .height = 376};
  for (const Point blob : {Point{131.4, 77.7}, Point{250, 188}, Point{333.1, 299.9}}) {
    std::vector<std::byte> encoded;
    const Image picture = BlobAt(size, blob.x, blob.y);
    EncodeImage(picture.view(), ".jpg", 95, encoded);
    for (const int divisor : {1, 2, 4, 8}) {
      AnyImageDecoder decoder;
      Image decoded;
      decoder.Open(encoded);
      decoder.DecodeAtLeast(ColorMode::kRgb,
                            {.width = size.width / divisor, .height = size.height / divisor},
                            decoded);
      ASSERT_EQ(decoded.width(), size.width / divisor);
      std::vector<float> plane;
      for (int y = 0; y < decoded.height(); ++y) {
        for (int x = 0; x < decoded.width(); ++x) {
          plane.push_back(std::as_const(decoded).view().pixel(x, y)[0]);
        }
      }
      const Point centre = Centroid(plane, decoded.width());
      // In pixels of an output of 300.
      EXPECT_NEAR(centre.x * 300 / decoded.width(), blob.x * 300 / size.width, 0.1) << divisor;
      EXPECT_NEAR(centre.y * 300 / decoded.height(), blob.y * 300 / size.height, 0.1) << divisor;
    }
  }
}

}  // namespace
}  // namespace imrec::test
