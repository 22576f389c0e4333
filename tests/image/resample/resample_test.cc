
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>
#include <span>
#include <utility>

#include "image/internal/resample.h"
#include "tests/image/pictures.h"
#include "tests/support/files.h"
#include "tests/support/peak_memory.h"

namespace imrec {
namespace {

using test::MakePicture;
using test::MaxDifference;

AxisRequest Axis(int source, Interval window, int output) {
  return {.source_size = source,
          .canvas = {0, static_cast<double>(source)},
          .window = window,
          .output_size = output};
}

AxisRequest Whole(int source, int output) {
  return Axis(source, {0, static_cast<double>(source)}, output);
}

// One row of floats through the resampler.
std::vector<float> ResampleLine(const std::vector<std::uint8_t>& line, const AxisRequest& request) {
  const Image source = test::FromSamples({static_cast<int>(line.size()), 1}, 1, line);
  Resampler resampler;
  resampler.Prepare(request, Whole(1, 1));
  std::vector<float> row(static_cast<std::size_t>(request.output_size));
  resampler.ResampleRow(source.view(), 0, row);
  return row;
}

TEST(Resample, IdentityIsExact) {
  Resampler resampler;
  for (const int channels : {1, 3, 4}) {
    for (const ImageSize size : {ImageSize{1, 1}, ImageSize{31, 17}, ImageSize{2, 40}}) {
      const Image picture = MakePicture(size, channels);
      Image same;
      ResizeImage(picture.view(), size, resampler, same);
      EXPECT_EQ(MaxDifference(same.view(), picture.view()), 0);
    }
  }
}

// A window of whole pixels at its own size, on a canvas around the source, from a part of it.
TEST(Resample, PixelsAtTheirOwnSizeAreCopied) {
  constexpr ImageSize kSize = {.width = 61, .height = 23};
  constexpr int kLeft = -3;  // of the window
  constexpr int kTop = 5;
  constexpr ImageSize kOutput = {.width = 70, .height = 14};
  for (const int channels : {1, 3}) {
    for (const bool mirror : {false, true}) {
      const Image picture = MakePicture(kSize, channels);
      Resampler resampler;
      resampler.Prepare({.source_size = kSize.width,
                         .canvas = {-9, kSize.width + 9.0},
                         .window = {kLeft, kLeft + kOutput.width},
                         .output_size = kOutput.width,
                         .mirror = mirror},
                        Axis(kSize.height, {kTop, kTop + kOutput.height}, kOutput.height));
      const PixelWindow source = resampler.SourceWindow();
      ASSERT_EQ(source, (PixelWindow{0, kTop, kSize.width, kTop + kOutput.height}));
      const AxisRange columns = resampler.horizontal().covered();
      ASSERT_EQ(columns.size(), kSize.width);
      // All covered outputs, and some of them.
      for (const AxisRange outputs : {columns, AxisRange{columns.begin + 7, columns.end - 2}}) {
        const auto width = static_cast<std::size_t>(outputs.size());
        constexpr int kRows = 5;
        std::vector<float> planes(width * kRows * static_cast<std::size_t>(channels));
        resampler.ResampleRows(picture.view().Sub(0, kTop, {kSize.width, kOutput.height}),
                               {.left = 0, .top = kTop}, 3, kRows, outputs, planes);
        for (std::size_t i = 0; i < planes.size(); ++i) {
          const int output = outputs.begin + static_cast<int>(i % width);
          const int x = kLeft + (mirror ? kOutput.width - 1 - output : output);
          const int y = kTop + 3 + static_cast<int>(i / width % kRows);
          ASSERT_EQ(planes[i], static_cast<float>(picture.view().pixel(x, y)[i / width / kRows]));
        }
      }
    }
  }
}

TEST(Resample, ConstantImageStaysConstant) {
  Resampler resampler;
  for (const int value : {0, 1, 127, 128, 254, 255}) {
    for (const ImageSize from : {ImageSize{1, 1}, ImageSize{2, 3}, ImageSize{17, 40}}) {
      const Image flat = test::FromSamples(
          from, 1,
          std::vector<std::uint8_t>(static_cast<std::size_t>(from.width * from.height),
                                    static_cast<std::uint8_t>(value)));
      for (const ImageSize to : {ImageSize{1, 1}, ImageSize{3, 2}, ImageSize{53, 7}}) {
        Image resized;
        ResizeImage(flat.view(), to, resampler, resized);
        for (const std::uint8_t sample : test::Samples(resized.view())) ASSERT_EQ(sample, value);
      }
    }
  }
}

TEST(Resample, ConstantLineStaysConstantInAnyWindow) {
  std::mt19937 random(5);
  std::uniform_real_distribution<double> edge(0, 40);
  const std::vector<std::uint8_t> flat(40, 200);
  for (int round = 0; round < 500; ++round) {
    const double a = edge(random);
    const double b = edge(random);
    const Interval window{std::min(a, b), std::max(a, b)};
    for (const float sample :
         ResampleLine(flat, Axis(40, window, 1 + static_cast<int>(random() % 90)))) {
      ASSERT_NEAR(sample, 200, 0.001) << window.begin << " " << window.end;
    }
  }
}

TEST(Resample, RampKeepsItsLine) {
  std::vector<std::uint8_t> ramp(120);
  std::iota(ramp.begin(), ramp.end(), std::uint8_t{50});
  for (const int output : {30, 77, 120, 121, 300}) {
    for (const Interval window : {Interval{0, 120}, Interval{10.25, 97.5}, Interval{33.3, 40.1}}) {
      AxisRequest request = Axis(120, window, output);
      const std::vector<float> row = ResampleLine(ramp, request);
      const double scale = window.length() / output;
      for (int i = 0; i < output; ++i) {
        const double centre = window.begin + (i + 0.5) * scale;
        const double reach = std::max(1.0, scale);
        if (centre - reach < 0.5 || centre + reach > 119.5) continue;
        // Sample j has its centre at j + 0.5, so the line is 50 + x - 0.5. Shrinking weighs
        // whole pixels, which bends it by a small part of one step.
        ASSERT_NEAR(row[static_cast<std::size_t>(i)], 49.5 + centre, scale > 1 ? 0.13 : 1e-3)
            << output << " " << i;
      }
      request.mirror = true;
      const std::vector<float> mirrored = ResampleLine(ramp, request);
      EXPECT_TRUE(std::equal(row.rbegin(), row.rend(), mirrored.begin()));
    }
  }
}

TEST(Resample, ShrunkCheckerboardIsGrey) {
  Image board({64, 64}, 1);
  for (int y = 0; y < 64; ++y) {
    for (int x = 0; x < 64; ++x) {
      board.view().pixel(x, y)[0] = (x + y) % 2 == 0 ? std::uint8_t{0} : std::uint8_t{255};
    }
  }
  Resampler resampler;
  Image small;
  ResizeImage(board.view(), {16, 16}, resampler, small);
  for (const std::uint8_t sample : test::Samples(small.view())) EXPECT_NEAR(sample, 127.5, 1);
}

// One white pixel in four: without antialiasing the outputs would fall between them.
TEST(Resample, ShrunkStripesKeepTheirMean) {
  for (std::size_t phase = 0; phase < 4; ++phase) {
    std::vector<std::uint8_t> stripes(64, 0);
    for (std::size_t x = phase; x < stripes.size(); x += 4) stripes[x] = 255;
    const std::vector<float> row = ResampleLine(stripes, Whole(64, 16));
    // At the ends the filter is cut off.
    for (std::size_t i = 1; i + 1 < row.size(); ++i) EXPECT_NEAR(row[i], 63.75, 0.01) << i;
  }
}

TEST(Resample, StridedSourceEqualsItsCopy) {
  const Image picture = MakePicture({40, 30});
  const ImageView part = picture.view().Sub(5, 6, {21, 11});
  Image copy(part.size(), 3);
  CopyPixels(part, copy.view());
  Resampler resampler;
  Image a;
  Image b;
  ResizeImage(part, {13, 29}, resampler, a);
  ResizeImage(copy.view(), {13, 29}, resampler, b);
  EXPECT_EQ(MaxDifference(a.view(), b.view()), 0);
}

TEST(Resample, OnePixelGrowsToAnySize) {
  const Image pixel = test::FromSamples({1, 1}, 3, {10, 20, 30});
  Resampler resampler;
  Image grown;
  ResizeImage(pixel.view(), {5, 4}, resampler, grown);
  for (int y = 0; y < 4; ++y) {
    for (int x = 0; x < 5; ++x) {
      EXPECT_EQ(grown.view().pixel(x, y)[0], 10);
      EXPECT_EQ(grown.view().pixel(x, y)[2], 30);
    }
  }
}

TEST(Resample, ChannelsLieInPlanes) {
  const Image source = test::FromSamples({2, 1}, 3, {1, 2, 3, 4, 5, 6});
  Resampler resampler;
  resampler.Prepare(Whole(2, 2), Whole(1, 1));
  std::vector<float> row(6);
  resampler.ResampleRow(source.view(), 0, row);
  EXPECT_EQ(row, (std::vector<float>{1, 4, 2, 5, 3, 6}));
}

TEST(ResizeWindow, MayBeginBetweenPixels) {
  // A ramp of one grey level a pixel: resampling any window gives the ramp again, shifted.
  Image ramp({100, 4}, 1);
  for (int y = 0; y < 4; ++y) {
    for (int x = 0; x < 100; ++x) ramp.view().pixel(x, y)[0] = static_cast<std::uint8_t>(2 * x);
  }
  Resampler resampler;
  Image out;
  ResizeWindow(std::as_const(ramp).view(), {10.25, 70.25}, {0.5, 3.5}, {20, 2}, resampler, out);
  for (int x = 0; x < 20; ++x) {
    // The centre of output x, less half a pixel, in source pixels.
    const double at = 10.25 + 3 * (x + 0.5) - 0.5;
    EXPECT_NEAR(out.view().pixel(x, 1)[0], 2 * at, 0.51) << x;
  }
}

// Long images are resized part by part, which must not be seen: each output is that of a resampler
// for all of them.
TEST(ResizeWindow, LongImagesAreResizedAsOthers) {
  Resampler parts;
  Resampler all;
  for (const int channels : {1, 3, 4}) {
    for (const auto& [from, to] : {std::pair(ImageSize{100'000, 3}, ImageSize{66'667, 2}),
                                   std::pair(ImageSize{70'000, 2}, ImageSize{140'000, 4}),
                                   std::pair(ImageSize{300'000, 20}, ImageSize{15'000, 1}),
                                   std::pair(ImageSize{2, 70'000}, ImageSize{4, 140'000}),
                                   std::pair(ImageSize{3, 100'000}, ImageSize{2, 66'667})}) {
      const Image picture = MakePicture(from, channels);
      Image out;
      ResizeWindow(picture.view(), {0, static_cast<double>(from.width)},
                   {0, static_cast<double>(from.height)}, to, parts, out, ResampleFilter::kLanczos);
      AxisRequest horizontal = Whole(from.width, to.width);
      AxisRequest vertical = Whole(from.height, to.height);
      horizontal.filter = vertical.filter = ResampleFilter::kLanczos;
      all.Prepare(horizontal, vertical);
      const auto width = static_cast<std::size_t>(to.width);
      std::vector<float> planes(width * static_cast<std::size_t>(channels));
      for (int y = 0; y < to.height; ++y) {
        all.ResampleRow(picture.view(), y, planes);
        std::size_t wrong = 0;
        for (std::size_t i = 0; i < planes.size(); ++i) {
          const float level = std::clamp(planes[i] + 0.5F, 0.0F, 255.0F);
          const auto pixel = std::as_const(out).view().pixel(static_cast<int>(i % width), y);
          wrong += pixel[i / width] != static_cast<std::uint8_t>(level) ? 1 : 0;
        }
        ASSERT_EQ(wrong, 0U) << from.width << "x" << from.height << ", row " << y;
      }
    }
  }
}

// The memory is that of the pixels and little more, however long the rows are.
TEST(ResizeWindow, WeightsOfLongImagesTakeLittleMemory) {
  if (!test::CanMeasureMemory()) GTEST_SKIP() << "the memory of a sanitizer would be measured";
  constexpr ImageSize kFrom{.width = 4'000'000, .height = 3};
  constexpr ImageSize kTo{.width = 2'666'666, .height = 2};
  for (const bool wide : {true, false}) {
    const auto turned = [&](ImageSize size) {
      return wide ? size : ImageSize{.width = size.height, .height = size.width};
    };
    const std::int64_t idle = test::PeakMemoryOf([] {});
    const std::int64_t peak = test::PeakMemoryOf([&] {
      const Image picture(turned(kFrom), 3);
      Resampler resampler;
      Image out;
      ResizeWindow(picture.view(), {0, static_cast<double>(picture.width())},
                   {0, static_cast<double>(picture.height())}, turned(kTo), resampler, out,
                   ResampleFilter::kLanczos);
    });
    constexpr std::int64_t kPixels = 3 * (12'000'000 + 2 * 2'666'666);
    EXPECT_LT(peak - idle, kPixels + (std::int64_t{32} << 20)) << (wide ? "wide" : "tall");
  }
}

// Any filter leaves a flat image flat, and keeps a picture where it is.
TEST(ResampleFilter, AllAgreeOnFlatImagesAndCentres) {
  const Image picture = MakePicture({64, 48}, 1);
  Image flat({30, 20}, 1);
  std::ranges::fill(std::span(flat.view().data(), 600), std::uint8_t{77});
  Resampler resampler;
  Image out;
  for (const ResampleFilter filter :
       {ResampleFilter::kTriangle, ResampleFilter::kNearest, ResampleFilter::kBox,
        ResampleFilter::kCubic, ResampleFilter::kLanczos}) {
    for (const ImageSize size : {ImageSize{64, 48}, ImageSize{21, 16}, ImageSize{150, 130}}) {
      ResizeWindow(std::as_const(flat).view(), {0, 30}, {0, 20}, size, resampler, out, filter);
      for (const std::uint8_t sample : test::Samples(std::as_const(out).view())) {
        ASSERT_EQ(sample, 77);
      }
    }
    // The same size is the same image.
    ResizeWindow(picture.view(), {0, 64}, {0, 48}, {64, 48}, resampler, out, filter);
    EXPECT_EQ(MaxDifference(std::as_const(out).view(), picture.view()), 0);
  }
}

TEST(ResampleFilter, AreaAveragesAndCubicOvershoots) {
  const Image pairs = test::FromSamples({4, 1}, 1, {0, 100, 200, 40});
  Resampler resampler;
  Image out;
  ResizeWindow(pairs.view(), {0, 4}, {0, 1}, {2, 1}, resampler, out, ResampleFilter::kBox);
  EXPECT_EQ(test::Samples(std::as_const(out).view()), (std::vector<std::uint8_t>{50, 120}));
  const Image edge = test::FromSamples({8, 1}, 1, {50, 50, 50, 50, 150, 150, 150, 150});
  ResizeWindow(edge.view(), {0, 8}, {0, 1}, {32, 1}, resampler, out, ResampleFilter::kCubic);
  const std::vector<std::uint8_t> samples = test::Samples(std::as_const(out).view());
  EXPECT_LT(*std::ranges::min_element(samples), 50);
  EXPECT_GT(*std::ranges::max_element(samples), 150);
}

}  // namespace
}  // namespace imrec
