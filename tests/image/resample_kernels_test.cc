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
        scalar::SumRows(rows, weights, expected);
        SumRows(rows, weights, sums);
        ASSERT_EQ(sums, expected) << length << ' ' << taps;
      }
    }
  });
}

TEST(ResampleKernels, PixelsOfEveryWidthSumTheSame) {
  std::mt19937 random(2);
  std::uniform_real_distribution<float> value(-10.0F, 255.0F);
  test::ForEachVectorTarget([&] {
    for (std::size_t width = 1; width <= 140; ++width) {
      const std::size_t taps = 1 + width % 7;
      constexpr int kPixels = 90;
      constexpr int kOrigin = 17;
      constexpr std::size_t kStride = 3 * kPixels + 1;
      const std::size_t rows = 1 + width % 9;
      std::vector<float> pixels(rows * kStride);
      for (float& sample : pixels) sample = value(random);
      std::vector<int> first(width);
      for (int& at : first) {
        at = kOrigin + static_cast<int>(random() % (kPixels - taps + 1));
      }
      std::vector<float> weights(width * taps);
      for (float& weight : weights) weight = value(random) / 255;
      const PixelSums sums{.pixels = pixels.data(),
                           .stride = kStride,
                           .columns = kPixels,
                           .origin = kOrigin,
                           .first = first.data(),
                           .weights = weights.data(),
                           .taps = taps};
      std::vector<float> expected(3 * rows * width);
      std::vector<float> planes(3 * rows * width);
      std::vector<float> scratch(PixelScratch(kPixels));
      scalar::SumPixels(sums, rows, width, expected.data());
      SumPixels(sums, rows, width, scratch.data(), planes.data());
      ASSERT_EQ(planes, expected) << width;
    }
  });
}

}  // namespace
}  // namespace imrec
