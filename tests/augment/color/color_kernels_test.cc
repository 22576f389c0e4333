// Vector kernels against their scalar twins, on every target that this processor has.
#include "augment/color/color_kernels.h"
#include "augment/color/color_level_kernels.h"

#include <random>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/vector_targets.h"

namespace imrec {
namespace {

// Colours at random, with greys and the corners of the cube among them.
std::vector<float> RandomPlanes(std::size_t width, std::mt19937& random) {
  std::uniform_real_distribution<float> level(0.0F, 255.0F);
  std::vector<float> planes(3 * width);
  for (std::size_t i = 0; i < width; ++i) {
    const auto kind = random() % 4;
    const float grey = level(random);
    for (std::size_t c = 0; c < 3; ++c) {
      planes[c * width + i] = kind == 0   ? grey
                              : kind == 1 ? (random() % 2 == 0 ? 0.0F : 255.0F)
                              : kind == 2 ? static_cast<float>(random() % 256)
                                          : level(random);
    }
  }
  return planes;
}

RgbPlanes View(std::vector<float>& planes) {
  const std::size_t width = planes.size() / 3;
  const std::span<float> all(planes);
  return {.red = all.first(width), .green = all.subspan(width, width), .blue = all.last(width)};
}

// Both functions take planes of any width, and must leave the same in them.
template <typename Kernel, typename Twin>
void ExpectSame(const Kernel& kernel, const Twin& twin) {
  test::ForEachVectorTarget([&] {
    std::mt19937 random(1);
    for (std::size_t width = 1; width <= 70; ++width) {
      std::vector<float> planes = RandomPlanes(width, random);
      std::vector<float> expected = planes;
      kernel(View(planes));
      twin(View(expected));
      ASSERT_EQ(planes, expected) << width;
    }
  });
}

TEST(ColorKernels, Levels) {
  for (const float gain : {0.5F, 1.0F, 1.5F}) {
    for (const float added : {-32.0F, 0.0F, 17.3F}) {
      ExpectSame([&](RgbPlanes pixels) { ScaleLevels(pixels.red, gain, added); },
                 [&](RgbPlanes pixels) { scalar::ScaleLevels(pixels.red, gain, added); });
    }
  }
}

TEST(ColorKernels, Saturation) {
  for (const float factor : {0.0F, 0.5F, 0.77F, 1.3F, 1.5F, 8.0F}) {
    ExpectSame([&](RgbPlanes pixels) { ScaleSaturation(pixels, factor); },
               [&](RgbPlanes pixels) { scalar::ScaleSaturation(pixels, factor); });
  }
}

TEST(ColorKernels, Hue) {
  for (const float sixths : {-3.0F, -0.3F, -0.01F, 0.1F, 0.3F, 1.0F, 2.9F, 3.0F}) {
    ExpectSame([&](RgbPlanes pixels) { TurnHue(pixels, sixths); },
               [&](RgbPlanes pixels) { scalar::TurnHue(pixels, sixths); });
  }
}

TEST(ColorKernels, Luma) {
  for (const float factor : {0.0F, 0.5F, 1.5F, 3.0F}) {
    ExpectSame([&](RgbPlanes pixels) { BlendWithLuma(pixels, factor); },
               [&](RgbPlanes pixels) { scalar::BlendWithLuma(pixels, factor); });
  }
}

TEST(ColorKernels, Matrix) {
  const ColorMatrix matrix = {{{0.9F, 0.3F, -0.2F}, {-0.1F, 1.2F, 0}, {0.05F, -0.4F, 1.3F}}};
  ExpectSame([&](RgbPlanes pixels) { MultiplyByMatrix(pixels, matrix); },
             [&](RgbPlanes pixels) { scalar::MultiplyByMatrix(pixels, matrix); });
}

TEST(ColorKernels, WholeLevels) {
  for (const float gain : {0.5F, 1.0F, 1.5F}) {
    for (const float added : {-32.0F, 0.0F, 17.3F}) {
      ExpectSame([&](RgbPlanes pixels) { ScaleWholeLevels(pixels.red, gain, added); },
                 [&](RgbPlanes pixels) { scalar::ScaleWholeLevels(pixels.red, gain, added); });
    }
  }
}

TEST(ColorKernels, WholeHsv) {
  for (const float saturation : {0.5F, 1.0F, 1.5F}) {
    for (const float hue : {-90.0F, -9.0F, 0.0F, 4.4F, 90.0F}) {
      ExpectSame([&](RgbPlanes pixels) { ScaleWholeHsv(pixels, saturation, hue); },
                 [&](RgbPlanes pixels) { scalar::ScaleWholeHsv(pixels, saturation, hue); });
    }
  }
}

TEST(ColorKernels, WholeHls) {
  for (const float hue : {-36.0F, 0.0F, 36.0F}) {
    for (const float added : {-60.0F, 0.0F, 50.0F}) {
      const HlsOffsets offsets = {.hue = hue, .lightness = added, .saturation = -added};
      ExpectSame([&](RgbPlanes pixels) { AddWholeHls(pixels, offsets); },
                 [&](RgbPlanes pixels) { scalar::AddWholeHls(pixels, offsets); });
    }
  }
}

}  // namespace
}  // namespace imrec
