// Rendering from the part of the source that a plan shows, at a sufficient scale.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include <imrec/error.h>
#include <imrec/image_codec.h>

#include "augment/internal/sample_planner.h"
#include "augment/internal/sample_renderer.h"
#include "image/internal/ycbcr_part.h"
#include "tests/support/files.h"

namespace imrec::test {
namespace {

const std::vector<BoundingBox> kPartBoxes = {{.xmin = 0.2, .ymin = 0.3, .xmax = 0.8, .ymax = 0.9}};

std::vector<float> Memory(ImageSize size) {
  return std::vector<float>(3 * static_cast<std::size_t>(size.width) *
                            static_cast<std::size_t>(size.height));
}

TEST(SourcePart, NothingElseIsLookedAt) {
  const Image source = MakePicture({.width = 150, .height = 110});
  for (const Preset& preset : Presets()) {
    AugmentRecipe recipe = PresetByName(std::string(preset.name));
    recipe.resize.output = {.width = 60, .height = 50};
    if (recipe.resize.shorter_edge > 0) recipe.resize.shorter_edge = 70;
    SamplePlanner planner(recipe);
    SampleRenderer renderer(recipe);
    SamplePlan plan;
    std::vector<float> whole = Memory(recipe.resize.output);
    std::vector<float> part = whole;
    for (std::uint64_t i = 0; i < 40; ++i) {
      planner.Plan(source.size(), kPartBoxes, {.seed = 4, .ordinal = i}, plan);
      if (!plan.ShowsSource()) continue;
      renderer.Render(plan, source.view(), whole);
      const Aim aim = renderer.AimFor(plan, 1);
      const PixelWindow& window = aim.part.window;
      // An image of its own, so that what lies around is not there to be read.
      Image shown(window.size(), 3);
      CopyPixels(source.view().Sub(window.left, window.top, window.size()), shown.view());
      renderer.RenderPart(plan, aim, std::as_const(shown).view(),
                          std::as_writable_bytes(std::span(part)));
      EXPECT_EQ(part, whole) << preset.name << ", sample " << i;
    }
  }
}

// Aims are values: they can be taken for many plans first, by another renderer, and used later.
TEST(SourcePart, AimsAreValues) {
  const Image source = MakePicture({.width = 150, .height = 110});
  AugmentRecipe recipe = PresetByName("ssd300");
  recipe.resize.output = {.width = 60, .height = 50};
  SamplePlanner planner(recipe);
  std::vector<SamplePlan> plans;
  for (std::uint64_t i = 0; i < 30; ++i) {
    SamplePlan plan;
    planner.Plan(source.size(), kPartBoxes, {.seed = 9, .ordinal = i}, plan);
    if (plan.ShowsSource()) plans.push_back(plan);
  }
  ASSERT_GT(plans.size(), 20U);
  SampleRenderer other(recipe);
  std::vector<Aim> aims;
  for (const SamplePlan& plan : plans) aims.push_back(other.AimFor(plan, 1));
  SampleRenderer renderer(recipe);
  std::vector<float> late = Memory(recipe.resize.output);
  std::vector<float> at_once = late;
  for (std::size_t i = plans.size(); i-- > 0;) {
    SampleRenderer(recipe).Render(plans[i], source.view(), at_once);
    const PixelWindow& window = aims[i].part.window;
    for (int again = 0; again < 2; ++again) {
      renderer.RenderPart(plans[i], aims[i],
                          source.view().Sub(window.left, window.top, window.size()),
                          std::as_writable_bytes(std::span(late)));
      EXPECT_EQ(late, at_once) << i;
    }
    EXPECT_EQ(renderer.AimFor(plans[i], 1), aims[i]);
  }
}

TEST(SourcePart, OtherPixelsThanThoseAimedAtAreRefused) {
  AugmentRecipe recipe = PresetByName("eval300");
  recipe.resize.output = {.width = 60, .height = 50};
  const ImageSize size = {.width = 150, .height = 110};
  const Image source = MakePicture(size);
  SamplePlan plan;
  SamplePlanner(recipe).Plan(size, {}, {}, plan);
  SampleRenderer renderer(recipe);
  std::vector<float> memory = Memory(recipe.resize.output);
  const auto bytes = std::as_writable_bytes(std::span(memory));
  const Aim aim = renderer.AimFor(plan, 1);
  ASSERT_EQ(aim.part.window.size(), size);
  EXPECT_NO_THROW(renderer.RenderPart(plan, aim, source.view(), bytes));
  EXPECT_THROW(renderer.RenderPart(plan, aim, source.view().Sub(0, 0, {149, 110}), bytes), Error);
  EXPECT_THROW(renderer.RenderPart(plan, aim, Image(size, 1).view(), bytes), Error);

  std::vector<std::byte> encoded;
  EncodeImage(source.view(), ".jpg", 90, encoded);
  AnyImageDecoder decoder;
  decoder.Open(encoded);
  YcbcrPart planes;
  if (decoder.DecodeYcbcr(aim.part, planes)) {
    EXPECT_NO_THROW(renderer.RenderPart(plan, aim, planes, bytes));
    decoder.DecodeYcbcr({.window = {.left = 60, .top = 0, .right = 150, .bottom = 110}}, planes);
    EXPECT_THROW(renderer.RenderPart(plan, aim, planes, bytes), Error);
  }

  // An aim at an output of another size.
  recipe.resize.output = {.width = 61, .height = 50};
  SamplePlan larger;
  SamplePlanner(recipe).Plan(size, {}, {}, larger);
  const Aim other = SampleRenderer(recipe).AimFor(larger, 1);
  EXPECT_THROW(renderer.RenderPart(plan, other, source.view(), bytes), Error);
}

int Divisor(ImageSize source, ImageSize output, double decode_ratio,
            ResampleFilter filter = ResampleFilter::kTriangle) {
  AugmentRecipe recipe = PresetByName("eval300");
  recipe.resize.output = output;
  recipe.resize.filter = {filter};
  recipe.resize.decode_ratio = decode_ratio;
  SamplePlan plan;
  SamplePlanner(recipe).Plan(source, {}, {}, plan);
  return SampleRenderer(recipe).Divisor(plan);
}

TEST(SourcePart, IsShrunkNoFurtherThanAsked) {
  EXPECT_EQ(Divisor({400, 400}, {300, 300}, 1), 1);
  EXPECT_EQ(Divisor({599, 900}, {300, 300}, 1), 1);
  EXPECT_EQ(Divisor({600, 900}, {300, 300}, 1), 2);
  EXPECT_EQ(Divisor({1200, 1300}, {300, 300}, 1), 4);
  EXPECT_EQ(Divisor({9000, 2400}, {300, 300}, 1), 8);
  EXPECT_EQ(Divisor({9000, 9000}, {300, 300}, 1), 8);
  EXPECT_EQ(Divisor({1199, 9000}, {300, 300}, 2), 1);
  EXPECT_EQ(Divisor({1200, 9000}, {300, 300}, 2), 2);
  EXPECT_EQ(Divisor({1200, 9000}, {300, 300}, 1000), 1);
  EXPECT_EQ(Divisor({9000, 9000}, {300, 300}, 1, ResampleFilter::kNearest), 1);
  EXPECT_EQ(Divisor({9000, 9000}, {300, 300}, 1, ResampleFilter::kBox), 8);
}

struct Position {
  double x = 0;
  double y = 0;
};

// A bright smooth spot on black.
Image SpotAt(ImageSize size, Position at, double deviation) {
  Image image(size, 3);
  for (int y = 0; y < size.height; ++y) {
    for (int x = 0; x < size.width; ++x) {
      const double distance = std::hypot(x + 0.5 - at.x, y + 0.5 - at.y) / deviation;
      const auto level = static_cast<std::uint8_t>(250 * std::exp(-distance * distance / 2));
      std::ranges::fill(image.view().pixel(x, y), level);
    }
  }
  return image;
}

// The centre of gravity of what is brighter than the noise of JPEG.
Position Centre(std::span<const float> plane, int width) {
  Position centre;
  double sum = 0;
  for (std::size_t i = 0; i < plane.size(); ++i) {
    const double weight = std::max(0.0, static_cast<double>(plane[i]) - 20);
    sum += weight;
    const int column = static_cast<int>(i) % width;
    const int row = static_cast<int>(i) / width;
    centre.x += weight * (column + 0.5);
    centre.y += weight * (row + 0.5);
  }
  return {centre.x / sum, centre.y / sum};
}

// Crops, zoom-outs, flips, at every scale, sides that no divisor divides: all by decoding parts.
TEST(SourcePart, PixelsLieWhereTheLabelsSayAtEveryScale) {
  AugmentRecipe recipe = PresetByName("ssd300");
  recipe.color = {};
  recipe.fill = {0, 0, 0};
  recipe.mean = {0, 0, 0};
  recipe.resize.decode_ratio = 1;
  constexpr ImageSize kSource = {.width = 1003, .height = 757};
  std::array<int, 9> looked_at{};
  for (const int output : {30, 64, 128, 300}) {
    recipe.resize.output = {.width = output, .height = output};
    SamplePlanner planner(recipe);
    SampleRenderer renderer(recipe);
    std::vector<float> chw = Memory(recipe.resize.output);
    SamplePlan plan;
    AnyImageDecoder decoder;
    Image memory;
    for (std::uint64_t i = 0; i < 40; ++i) {
      const Position spot{250.3 + static_cast<double>(i % 7) * 71.7,
                          180.6 + static_cast<double>(i % 5) * 87.1};
      std::vector<std::byte> encoded;
      const Image picture = SpotAt(kSource, spot, 45);
      EncodeImage(picture.view(), ".jpg", 95, encoded);
      const BoundingBox box{.xmin = (spot.x - 140) / kSource.width,
                            .ymin = (spot.y - 140) / kSource.height,
                            .xmax = (spot.x + 140) / kSource.width,
                            .ymax = (spot.y + 140) / kSource.height};
      planner.Plan(kSource, std::vector{box}, {.seed = 1, .ordinal = i}, plan);
      if (plan.objects.empty()) continue;
      const BoundingBox& found = plan.objects[0].box;
      if (found.xmin <= 0 || found.ymin <= 0 || found.xmax >= 1 || found.ymax >= 1) continue;
      decoder.Open(encoded);
      for (int divisor = 1; divisor <= renderer.Divisor(plan); divisor *= 2) {
        const Aim aim = renderer.AimFor(plan, divisor);
        const ImageView shown = decoder.DecodePart(ColorMode::kRgb, aim.part, memory);
        renderer.RenderPart(plan, aim, shown, std::as_writable_bytes(std::span(chw)));
        const Position centre = Centre(std::span(chw).first(chw.size() / 3), output);
        EXPECT_NEAR(centre.x, found.center_x() * output, 0.1) << i << " 1/" << divisor;
        EXPECT_NEAR(centre.y, found.center_y() * output, 0.1) << i << " 1/" << divisor;
        ++looked_at[static_cast<std::size_t>(divisor)];
      }
    }
  }
  EXPECT_GT(looked_at[1], 60);
  EXPECT_GT(looked_at[2], 50);
  EXPECT_GT(looked_at[4], 30);
  EXPECT_GT(looked_at[8], 10);
}

}  // namespace
}  // namespace imrec::test
