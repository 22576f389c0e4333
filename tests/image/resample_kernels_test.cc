// Vector kernels against their scalar twins, on every target that this processor has.
#include "image/resample_kernels.h"

#include <random>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/vector_targets.h"

namespace imrec {
namespace {

TEST(ResampleKernels, RowsOfEveryLengthSumTheSame) {
  std::mt19937 random(1);
  std::uniform_real_distribution<float> weight(-0.5F, 1.0F);
  test::ForEachVectorTarget([&] {
    for (std::size_t length = 1; length <= 70; ++length) {
      for (std::size_t taps = 1; taps <= 9; ++taps) {
        // Exactly as many bytes as there are, at any alignment: a sanitizer sees every byte more.
        const std::size_t shift = random() % 16;
        std::vector<std::uint8_t> samples(shift + length * taps);
        for (std::uint8_t& sample : samples) sample = static_cast<std::uint8_t>(random());
        std::vector<float> weights(taps);
        for (float& value : weights) value = weight(random);
        const SampleRows rows{.first = samples.data() + shift,
                              .stride = static_cast<std::ptrdiff_t>(length)};
        std::vector<float> expected(length);
        std::vector<float> sums(length);
        const float start = taps % 2 == 0 ? 0 : -128 * weights[0];
        scalar::SumRows(rows, weights, start, expected);
        SumRows(rows, weights, start, sums);
        ASSERT_EQ(sums, expected) << length << ' ' << taps;
      }
    }
  });
}

struct RandomSums {
  RandomSums(std::size_t channels, std::size_t rows, std::size_t width, std::mt19937& random) {
    std::uniform_real_distribution<float> value(-10.0F, 255.0F);
    const std::size_t taps = 1 + width % 7;
    constexpr int kPixels = 90;
    constexpr int kOrigin = 17;
    const std::size_t stride = channels * kPixels + 1;
    levels.resize(rows * stride);
    for (float& sample : levels) sample = value(random);
    first.resize(width);
    for (int& at : first) at = kOrigin + static_cast<int>(random() % (kPixels - taps + 1));
    weights.resize(width * taps);
    for (float& weight : weights) weight = value(random) / 255;
    scratch.resize(PixelScratch(kPixels));
    sums = {.pixels = levels.data(),
            .stride = stride,
            .columns = kPixels,
            .origin = kOrigin,
            .first = first.data(),
            .weights = weights.data(),
            .taps = taps};
  }

  std::vector<float> levels;
  std::vector<int> first;
  std::vector<float> weights;
  std::vector<float> scratch;
  PixelSums sums;
};

TEST(ResampleKernels, PixelsOfEveryWidthSumTheSame) {
  std::mt19937 random(2);
  test::ForEachVectorTarget([&] {
    for (std::size_t width = 1; width <= 140; ++width) {
      const std::size_t rows = 1 + width % 9;
      RandomSums of(3, rows, width, random);
      std::vector<float> expected(3 * rows * width);
      std::vector<float> planes(3 * rows * width);
      scalar::SumPixels(of.sums, rows, width, expected.data());
      SumPixels(of.sums, rows, width, of.scratch.data(), planes.data());
      ASSERT_EQ(planes, expected) << width;
    }
  });
}

TEST(ResampleKernels, LevelsOfEveryWidthSumTheSame) {
  std::mt19937 random(3);
  test::ForEachVectorTarget([&] {
    for (std::size_t width = 1; width <= 140; ++width) {
      const std::size_t rows = 1 + width % 37;
      RandomSums of(1, rows, width, random);
      std::vector<float> expected(rows * width);
      std::vector<float> plane(rows * width);
      scalar::SumLevels(of.sums, rows, width, expected.data());
      SumLevels(of.sums, rows, width, of.scratch.data(), plane.data());
      ASSERT_EQ(plane, expected) << width << ' ' << rows;
    }
  });
}

}  // namespace
}  // namespace imrec
