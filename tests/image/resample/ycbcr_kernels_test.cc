// Vector kernels against their scalar twins, on every target that this processor has.
#include "image/resample/ycbcr_kernels.h"

#include <array>
#include <random>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/vector_targets.h"

namespace imrec {
namespace {

using Bytes = std::vector<std::uint8_t>;

Bytes RandomBytes(std::size_t count, std::mt19937& random) {
  Bytes bytes(count);
  for (std::uint8_t& byte : bytes) byte = static_cast<std::uint8_t>(random());
  return bytes;
}

struct Planes {
  explicit Planes(std::size_t count) : red(count), green(count), blue(count) {}
  RgbRow row() { return {.red = red.data(), .green = green.data(), .blue = blue.data()}; }
  friend bool operator==(const Planes&, const Planes&) = default;

  Bytes red, green, blue;
};

TEST(YcbcrKernels, RowsOfEveryWidthConvertTheSame) {
  std::mt19937 random(1);
  test::ForEachVectorTarget([&] {
    for (std::size_t width = 1; width <= 140; ++width) {
      const Bytes y = RandomBytes(width, random);
      const Bytes cb = RandomBytes(width, random);
      const Bytes cr = RandomBytes(width, random);
      const YcbcrRow from{.y = y.data(), .cb = cb.data(), .cr = cr.data()};
      Planes expected(width);
      Planes actual(width);
      scalar::ConvertRow(from, width, expected.row());
      ConvertRow(from, width, actual.row());
      ASSERT_EQ(actual, expected) << width;
    }
  });
}

// All pairs of differences: the sum of two products is rounded as one.
TEST(YcbcrKernels, AllDifferencesConvertTheSame) {
  Bytes cb(std::size_t{256} * 256);
  Bytes cr(cb.size());
  for (std::size_t i = 0; i < cb.size(); ++i) {
    cb[i] = static_cast<std::uint8_t>(i);
    cr[i] = static_cast<std::uint8_t>(i / 256);
  }
  test::ForEachVectorTarget([&] {
    for (const int level : {0, 100, 128, 200, 255}) {
      const Bytes y(cb.size(), static_cast<std::uint8_t>(level));
      const YcbcrRow from{.y = y.data(), .cb = cb.data(), .cr = cr.data()};
      Planes expected(cb.size());
      Planes actual(cb.size());
      scalar::ConvertRow(from, cb.size(), expected.row());
      ConvertRow(from, cb.size(), actual.row());
      ASSERT_EQ(actual, expected) << level;
    }
  });
}

TEST(YcbcrKernels, RowsOfEveryWidthBlendAndDoubleTheSame) {
  std::mt19937 random(2);
  test::ForEachVectorTarget([&] {
    for (std::size_t width = 1; width <= 140; ++width) {
      const Bytes near = RandomBytes(width, random);
      const Bytes far = RandomBytes(width, random);
      std::vector<std::uint16_t> expected_sums(width);
      std::vector<std::uint16_t> sums(width);
      scalar::BlendRows(near.data(), far.data(), expected_sums);
      BlendRows(near.data(), far.data(), sums);
      ASSERT_EQ(sums, expected_sums) << width;
      if (width < 3) continue;
      const DoublingBias bias =
          width % 2 == 0 ? DoublingBias{.even = 8, .odd = 7} : DoublingBias{.even = 4, .odd = 8};
      Bytes expected(2 * (width - 2));
      Bytes doubled(2 * (width - 2));
      scalar::DoubleColumns(sums, bias, expected.data());
      DoubleColumns(sums, bias, doubled.data());
      ASSERT_EQ(doubled, expected) << width;
    }
  });
}

TEST(YcbcrKernels, LevelsOfEveryWidthConvertTheSame) {
  std::mt19937 random(3);
  std::uniform_real_distribution<float> luma(-10.0F, 265.0F);
  std::uniform_real_distribution<float> difference(-130.0F, 130.0F);
  test::ForEachVectorTarget([&] {
    for (std::size_t width = 1; width <= 70; ++width) {
      std::array<std::vector<float>, 3> expected;
      for (std::vector<float>& plane : expected) plane.resize(width);
      for (std::size_t i = 0; i < width; ++i) {
        expected[0][i] = luma(random);
        expected[1][i] = difference(random);
        expected[2][i] = difference(random);
      }
      std::array<std::vector<float>, 3> actual = expected;
      scalar::YcbcrToRgb(expected[0].data(), expected[1].data(), expected[2].data(), width);
      YcbcrToRgb(actual[0].data(), actual[1].data(), actual[2].data(), width);
      ASSERT_EQ(actual, expected) << width;
    }
  });
}

}  // namespace
}  // namespace imrec
