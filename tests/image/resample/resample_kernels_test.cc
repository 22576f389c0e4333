// Vector kernels against their scalar twins, on every target that this processor has.
#include "image/resample/resample_kernels.h"

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

#include <gtest/gtest.h>

#include "image/resample/level_groups.h"
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

TEST(ResampleKernels, SamplesOfEveryLengthAreConvertedTheSame) {
  std::mt19937 random(4);
  test::ForEachVectorTarget([&] {
    for (std::size_t length = 1; length <= 70; ++length) {
      for (const bool reverse : {false, true}) {
        for (const float start : {0.0F, -0.0F, -128.0F}) {
          std::vector<std::uint8_t> samples(length);
          for (std::uint8_t& sample : samples)
            sample = static_cast<std::uint8_t>(random() % 4 * 85);
          std::vector<float> expected(length);
          std::vector<float> levels(length);
          scalar::ConvertSamples(samples.data(), start, reverse, expected);
          ConvertSamples(samples.data(), start, reverse, levels);
          ASSERT_EQ(levels, expected) << length;
          ASSERT_TRUE(std::ranges::none_of(
              levels, [](float level) { return std::signbit(level) && level == 0; }));
          if (reverse) std::ranges::reverse(samples);
          scalar::SumRows({.first = samples.data()}, std::vector{1.0F}, start, expected);
          ASSERT_EQ(levels, expected) << length;
        }
      }
    }
  });
}

TEST(ResampleKernels, PixelsOfEveryWidthAreSeparatedTheSame) {
  std::mt19937 random(2);
  test::ForEachVectorTarget([&] {
    for (std::size_t width = 1; width <= 140; ++width) {
      std::vector<std::uint8_t> pixels(3 * width);
      for (std::uint8_t& sample : pixels) sample = static_cast<std::uint8_t>(random());
      std::vector<std::uint8_t> expected(3 * width);
      std::vector<std::uint8_t> planes(3 * width);
      const auto row = [&](std::vector<std::uint8_t>& of) {
        return RgbRow{.red = of.data(), .green = of.data() + width, .blue = of.data() + 2 * width};
      };
      scalar::Deinterleave(pixels.data(), width, row(expected));
      Deinterleave(pixels.data(), width, row(planes));
      ASSERT_EQ(planes, expected) << width;
    }
  });
}

TEST(ResampleKernels, LevelsOfEveryWidthSumTheSame) {
  std::mt19937 random(3);
  std::uniform_real_distribution<float> value(-10.0F, 255.0F);
  constexpr int kColumns = 90;
  constexpr int kOrigin = 17;
  test::ForEachVectorTarget([&] {
    for (std::size_t width = 1; width <= 140; ++width) {
      const std::size_t rows = 1 + width % 37;
      const std::size_t taps = 1 + width % 7;
      std::vector<float> levels(rows * kColumns);
      for (float& level : levels) level = value(random);
      std::vector<int> first(width);
      for (int& at : first) at = kOrigin + static_cast<int>(random() % (kColumns - taps + 1));
      std::vector<float> weights(width * taps);
      for (float& weight : weights) weight = value(random) / 255;
      const LevelSums sums{.levels = levels.data(),
                           .stride = kColumns,
                           .origin = kOrigin,
                           .first = first.data(),
                           .weights = weights.data(),
                           .taps = taps};
      std::vector<float> scratch(LevelScratch(kColumns));
      std::vector<float> expected(rows * width);
      std::vector<float> plane(rows * width);
      scalar::SumLevels(sums, rows, width, expected.data());
      SumLevels(sums, rows, width, scratch.data(), plane.data());
      ASSERT_EQ(plane, expected) << width << ' ' << rows;
    }
  });
}

// Groups of few and of many columns, up to too many.
TEST(ResampleKernels, GroupsOfEveryWidthSumTheSame) {
  std::mt19937 random(5);
  std::uniform_real_distribution<float> value(-10.0F, 255.0F);
  constexpr int kOrigin = 17;
  int widest = 0;
  test::ForEachVectorTarget([&] {
    if (!CanSumGroups()) return;
    for (std::size_t width = 1; width <= 140; ++width) {
      const std::size_t rows = 1 + width % 5;
      const std::size_t taps = 1 + width % 9;
      // The columns of 16 outputs lie in up to `spread` columns and the taps of the last.
      const int spread = 1 + static_cast<int>(random() % 60);
      std::vector<int> first(width);
      for (std::size_t x = 0; x < width; ++x) {
        const int group = static_cast<int>(x / LevelGroups::kOutputs) * spread;
        first[x] = kOrigin + group + std::uniform_int_distribution(0, spread - 1)(random);
      }
      const int last = *std::ranges::max_element(first);
      // Exactly as many levels as there are: a sanitizer sees every level more.
      const std::size_t columns = static_cast<std::size_t>(last - kOrigin) + taps;
      std::vector<float> levels(rows * columns);
      for (float& level : levels) level = value(random);
      std::vector<float> weights(width * taps);
      for (float& weight : weights) weight = value(random) / 255;
      const LevelSums sums{.levels = levels.data(),
                           .stride = columns,
                           .origin = kOrigin,
                           .first = first.data(),
                           .weights = weights.data(),
                           .taps = taps};
      LevelGroups groups;
      if (!groups.Set(sums, width)) continue;
      for (std::size_t i = 0; i < groups.size(); ++i) {
        widest = std::max(widest, groups.group(i).columns);
      }
      std::vector<float> expected(rows * width);
      std::vector<float> plane(rows * width);
      scalar::SumLevels(sums, rows, width, expected.data());
      SumGroups(sums, groups, rows, plane.data());
      ASSERT_EQ(plane, expected) << width << ' ' << rows;
    }
    EXPECT_GT(widest, 48);
  });
}

// Sums that are too far apart are not grouped.
TEST(ResampleKernels, DistantColumnsAreNotGrouped) {
  std::vector<int> first(20);
  const std::vector<float> weights(2 * first.size(), 0.5F);
  const LevelSums sums{.first = first.data(), .weights = weights.data(), .taps = 2};
  LevelGroups groups;
  first[19] = LevelGroups::kMostColumns - 2;
  EXPECT_TRUE(groups.Set(sums, first.size()));
  EXPECT_EQ(groups.size(), 2U);
  ++first[19];
  EXPECT_FALSE(groups.Set(sums, first.size()));
  EXPECT_EQ(groups.size(), 0U);
}

}  // namespace
}  // namespace imrec
