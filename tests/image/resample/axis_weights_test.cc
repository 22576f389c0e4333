
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <numeric>
#include <random>
#include <vector>

#include "image/internal/resample.h"

namespace imrec {
namespace {

AxisWeights Weights(const AxisRequest& request) {
  AxisWeights weights;
  weights.Set(request);
  return weights;
}

TEST(AxisWeights, KnownValues) {
  // Twice as large: each output lies a quarter of a pixel from the centre of its source.
  const AxisWeights weights =
      Weights({.source_size = 2, .canvas = {0, 2}, .window = {0, 2}, .output_size = 4});
  EXPECT_EQ(weights.first(1), 0);
  ASSERT_EQ(weights.weights(1).size(), 2U);
  EXPECT_FLOAT_EQ(weights.weights(1)[0], 0.75F);
  EXPECT_FLOAT_EQ(weights.weights(1)[1], 0.25F);
  // At the border the only pixel that exists takes all the weight.
  ASSERT_EQ(weights.weights(0).size(), 1U);
  EXPECT_EQ(weights.weights(0)[0], 1.0F);
  EXPECT_TRUE(weights.fully_covered());
  EXPECT_EQ(weights.source_begin(), 0);
  EXPECT_EQ(weights.source_end(), 2);
}

constexpr std::array kFilters = {ResampleFilter::kNearest, ResampleFilter::kBox,
                                 ResampleFilter::kTriangle, ResampleFilter::kCubic,
                                 ResampleFilter::kLanczos};

// Any window on any canvas: indices stay inside, sums equal the coverage, the extent is right.
TEST(AxisWeights, HoldTogetherInRandomWindows) {
  std::mt19937 random(11);
  AxisWeights weights;  // reused, as by the renderer
  for (int round = 0; round < 3000; ++round) {
    const int source = 1 + static_cast<int>(random() % 50);
    const int before = static_cast<int>(random() % 3 * (random() % 60));
    const int after = static_cast<int>(random() % 3 * (random() % 60));
    const Interval canvas{-static_cast<double>(before), static_cast<double>(source + after)};
    std::uniform_real_distribution<double> edge(canvas.begin, canvas.end);
    const double a = edge(random);
    const double b = edge(random);
    const AxisRequest request{.source_size = source,
                              .canvas = canvas,
                              .window = {std::min(a, b), std::max(a, b)},
                              .output_size = 1 + static_cast<int>(random() % 40),
                              .mirror = random() % 2 == 0,
                              .filter = kFilters[random() % kFilters.size()]};
    const bool overshoots =
        request.filter == ResampleFilter::kCubic || request.filter == ResampleFilter::kLanczos;
    weights.Set(request);
    ASSERT_EQ(weights.output_size(), request.output_size);
    bool all_covered = true;
    int begin = source;
    int end = 0;
    for (int i = 0; i < request.output_size; ++i) {
      const std::span<const float> taps = weights.weights(i);
      ASSERT_GE(weights.first(i), 0);
      ASSERT_LE(weights.first(i) + static_cast<int>(taps.size()), source);
      ASSERT_NEAR(std::accumulate(taps.begin(), taps.end(), 0.0), weights.coverage(i), 1e-5);
      if (!overshoots) {
        ASSERT_GE(weights.coverage(i), 0.0F);
        ASSERT_LE(weights.coverage(i), 1.0F);
        for (const float tap : taps) ASSERT_GE(tap, 0.0F);
      }
      all_covered = all_covered && weights.coverage(i) == 1.0F;
      if (taps.empty()) continue;
      begin = std::min(begin, weights.first(i));
      end = std::max(end, weights.first(i) + static_cast<int>(taps.size()));
    }
    ASSERT_EQ(weights.fully_covered(), all_covered);
    ASSERT_EQ(weights.source_begin(), begin);
    ASSERT_EQ(weights.source_end(), end);
    if (before == 0 && after == 0) {
      ASSERT_TRUE(all_covered);
    }
  }
}

void ExpectSame(const AxisWeights& actual, const AxisWeights& expected) {
  ASSERT_EQ(actual.output_size(), expected.output_size());
  EXPECT_TRUE(std::ranges::equal(actual.firsts(), expected.firsts()));
  EXPECT_TRUE(
      std::ranges::equal(actual.all_weights().first(actual.taps() * actual.firsts().size()),
                         expected.all_weights().first(actual.taps() * expected.firsts().size())));
  EXPECT_EQ(actual.source_begin(), expected.source_begin());
  EXPECT_EQ(actual.source_end(), expected.source_end());
}

// Weights are kept for the same request only, and not if samples have taken their memory since.
TEST(AxisWeights, AreThoseOfTheLastRequest) {
  const AxisRequest one{
      .source_size = 40, .canvas = {-3, 45}, .window = {-2.5, 31.25}, .output_size = 23};
  std::vector<AxisRequest> others(6, one);
  others[0].source_size = 39;
  others[1].canvas.end = 41;
  others[2].window.begin = -2.25;
  others[3].output_size = 24;
  others[4].mirror = true;
  others[5].filter = ResampleFilter::kBox;
  AxisWeights weights;
  for (const AxisRequest& other : others) {
    for (const AxisRequest& request : {one, one, other, other, one}) {
      weights.Set(request);
      ExpectSame(weights, Weights(request));
    }
  }
  weights.SetForSamples(Weights(one), {.size = 20, .step = 2, .interpolated = true});
  weights.Set(one);
  ExpectSame(weights, Weights(one));
}

// `whole` begins with the first output of coverage 1 and ends before the next with less.
TEST(AxisWeights, WholeOutputsShowNoFill) {
  for (const double begin : {-20.0, -7.3, 0.0, 4.1, 19.5, 25.0}) {
    for (const double length : {3.0, 17.7, 60.0}) {
      const AxisWeights weights = Weights({.source_size = 20,
                                           .canvas = {-20, 90},
                                           .window = {begin, begin + length},
                                           .output_size = 31});
      AxisRange expected = weights.covered();
      const auto is_whole = [&](int i) { return weights.coverage(i) == 1.0F; };
      while (expected.size() > 0 && !is_whole(expected.begin)) ++expected.begin;
      while (expected.size() > 0 && !is_whole(expected.end - 1)) --expected.end;
      EXPECT_EQ(weights.whole().size(), expected.size()) << begin << ' ' << length;
      if (expected.size() > 0) {
        EXPECT_EQ(weights.whole().begin, expected.begin);
      }
      EXPECT_EQ(weights.fully_covered(), weights.whole().size() == 31);
    }
  }
}

TEST(AxisWeights, OutputsOfWholePixelsAreCopies) {
  const auto step = [](Interval canvas, Interval window, int outputs, bool mirror,
                       ResampleFilter filter) {
    return Weights({.source_size = 20,
                    .canvas = canvas,
                    .window = window,
                    .output_size = outputs,
                    .mirror = mirror,
                    .filter = filter})
        .copy_step();
  };
  for (const auto filter : {ResampleFilter::kNearest, ResampleFilter::kBox,
                            ResampleFilter::kTriangle, ResampleFilter::kCubic}) {
    EXPECT_EQ(step({0, 20}, {0, 20}, 20, false, filter), 1);
    EXPECT_EQ(step({0, 20}, {0, 20}, 20, true, filter), -1);
    EXPECT_EQ(step({0, 20}, {3, 17}, 14, true, filter), -1);
    // With fill on both sides.
    EXPECT_EQ(step({-5, 30}, {-3, 24}, 27, false, filter), 1);
    EXPECT_EQ(step({0, 20}, {0, 20}, 21, false, filter), 0);
    EXPECT_EQ(step({0, 20}, {0, 20}, 10, false, filter), 0);
  }
  EXPECT_EQ(step({0, 20}, {0.25, 14.25}, 14, false, ResampleFilter::kTriangle), 0);
  EXPECT_EQ(step({-30, 30}, {-20, -10}, 10, false, ResampleFilter::kTriangle), 0);  // only fill
}

TEST(AxisWeights, CoverageFallsAtTheSourcesEdge) {
  for (const double scale : {0.3, 1.0, 2.5}) {
    const int outputs = static_cast<int>(60 / scale);
    const AxisWeights weights = Weights({.source_size = 20,
                                         .canvas = {-20, 40},
                                         .window = {-20, -20 + outputs * scale},
                                         .output_size = outputs});
    const double reach = std::max(1.0, scale) + 0.5;
    for (int i = 0; i < outputs; ++i) {
      const double centre = -20 + (i + 0.5) * scale;
      if (centre > reach && centre < 20 - reach) {
        EXPECT_EQ(weights.coverage(i), 1.0F) << centre;
      }
      if (centre < -reach || centre > 20 + reach) {
        EXPECT_EQ(weights.coverage(i), 0.0F) << centre;
      }
      if (i == 0) continue;
      if (centre < 10) {
        EXPECT_GE(weights.coverage(i), weights.coverage(i - 1)) << centre;
      } else if (centre - scale > 10) {
        EXPECT_LE(weights.coverage(i), weights.coverage(i - 1)) << centre;
      }
    }
    EXPECT_FALSE(weights.fully_covered());
  }
}

TEST(AxisWeights, MirrorIsTheReverse) {
  AxisRequest request{
      .source_size = 9, .canvas = {-3, 15}, .window = {-2.5, 11.25}, .output_size = 23};
  const AxisWeights forward = Weights(request);
  request.mirror = true;
  const AxisWeights backward = Weights(request);
  for (int i = 0; i < 23; ++i) {
    EXPECT_EQ(forward.coverage(i), backward.coverage(22 - i));
    EXPECT_TRUE(std::ranges::equal(forward.weights(i), backward.weights(22 - i)));
    if (!forward.weights(i).empty()) {
      EXPECT_EQ(forward.first(i), backward.first(22 - i));
    }
  }
}

TEST(AxisWeights, EmptyWindowIsOnePoint) {
  const AxisWeights weights =
      Weights({.source_size = 10, .canvas = {0, 10}, .window = {4.5, 4.5}, .output_size = 3});
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(weights.first(i), 4);
    ASSERT_EQ(weights.weights(i).size(), 1U);
    EXPECT_EQ(weights.weights(i)[0], 1.0F);
  }
}

TEST(AxisWeights, WindowBeyondTheCanvasTakesTheNearestPixel) {
  for (const double far : {30.0, 1e6, 1e12}) {
    const AxisWeights right =
        Weights({.source_size = 10, .canvas = {0, 10}, .window = {far, far + 2}, .output_size = 2});
    const AxisWeights left = Weights(
        {.source_size = 10, .canvas = {0, 10}, .window = {-far, -far + 2}, .output_size = 2});
    for (int i = 0; i < 2; ++i) {
      EXPECT_EQ(right.first(i), 9) << far;
      EXPECT_EQ(left.first(i), 0) << far;
      EXPECT_EQ(right.coverage(i), 1.0F);
      EXPECT_EQ(left.coverage(i), 1.0F);
    }
  }
}

}  // namespace
}  // namespace imrec
