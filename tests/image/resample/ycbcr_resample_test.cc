// Resampling planes must give what resampling the decoded picture gives.

#include <algorithm>
#include <cmath>
#include <random>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include <imrec/image_codec.h>

#include "image/internal/ycbcr_part.h"
#include "image/internal/ycbcr_resample.h"
#include "tests/image/jpeg/jpeg_files.h"

namespace imrec {
namespace {

using test::JpegKind;

// A window on a canvas around the source.
struct Geometry {
  AxisRequest horizontal;
  AxisRequest vertical;
};

using Filters = std::vector<ResampleFilter>;
const Filters kWithoutLobes = {ResampleFilter::kTriangle, ResampleFilter::kNearest,
                               ResampleFilter::kBox};
const Filters kAll = {ResampleFilter::kTriangle, ResampleFilter::kNearest, ResampleFilter::kBox,
                      ResampleFilter::kCubic, ResampleFilter::kLanczos};

Geometry RandomGeometry(ImageSize source, const Filters& filters, std::mt19937& random) {
  const auto axis = [&](int size) {
    const double margin = random() % 3 == 0 ? size * 0.7 : 0;
    const Interval canvas{-std::floor(margin), size + std::floor(margin / 2)};
    std::uniform_real_distribution<double> edge(canvas.begin, canvas.end);
    double a = edge(random);
    double b = edge(random);
    if (a > b) std::swap(a, b);
    // Some of the source must show.
    a = std::min(a, size - 1.5);
    b = std::max(b, a + 1.5);
    b = std::max(b, 1.5);
    return AxisRequest{.source_size = size,
                       .canvas = canvas,
                       .window = {a, std::min(b, canvas.end)},
                       .output_size = 1 + static_cast<int>(random() % 60),
                       .mirror = random() % 2 == 0,
                       .filter = filters[random() % filters.size()]};
  };
  return {.horizontal = axis(source.width), .vertical = axis(source.height)};
}

// All rows, some at a time.
template <typename Rows>
std::vector<float> AllRows(const Resampler& pixels, const Rows& rows_of) {
  const AxisRange columns = pixels.horizontal().covered();
  const AxisRange rows = pixels.vertical().covered();
  std::vector<float> all;
  for (int y = rows.begin; y < rows.end; y += 7) {
    const int count = std::min(7, rows.end - y);
    std::vector<float> planes(static_cast<std::size_t>(3 * count * columns.size()));
    rows_of(y, count, columns, planes);
    all.insert(all.end(), planes.begin(), planes.end());
  }
  return all;
}

// Calls check(expected, planes of YCbCr) for random geometries of a file.
template <typename Check>
void ForRandomGeometries(const std::vector<std::byte>& encoded, ChromaResampling how,
                         const Filters& filters, const Check& check) {
  std::mt19937 random(9);
  AnyImageDecoder decoder;
  YcbcrPart part;
  Resampler pixels;
  YcbcrResampler resampler;
  const ImageSize stored = decoder.Open(encoded).size;
  for (int round = 0; round < 60; ++round) {
    const int divisor = 1 << (round % 4);
    const ImageSize size = ShrunkSize(stored, divisor);
    Image whole;
    decoder.DecodeAtLeast(ColorMode::kRgb, size, whole);
    const Geometry geometry = RandomGeometry(size, filters, random);
    pixels.Prepare(geometry.horizontal, geometry.vertical);
    const PixelWindow window = pixels.SourceWindow();
    if (window.left >= window.right || window.top >= window.bottom) continue;
    if (!decoder.DecodeYcbcr({.window = window, .divisor = divisor}, part)) return;
    const auto expected = AllRows(pixels, [&](int y, int rows, AxisRange columns, auto& planes) {
      pixels.ResampleRows(whole.view(), {}, y, rows, columns, planes);
    });
    resampler.Prepare(pixels, part, how);
    const auto actual = AllRows(pixels, [&](int y, int rows, AxisRange columns, auto& planes) {
      resampler.ResampleRows(y, rows, columns, planes);
    });
    check(expected, actual);
    if (testing::Test::HasFatalFailure()) return;
  }
}

class YcbcrResampling : public testing::TestWithParam<JpegKind> {};

TEST_P(YcbcrResampling, AsPixelsIsThatOfTheDecodedPicture) {
  ForRandomGeometries(test::MakeJpegFile(GetParam()), ChromaResampling::kAsPixels, kAll,
                      [](const std::vector<float>& expected, const std::vector<float>& actual) {
                        ASSERT_EQ(actual, expected);
                      });
}

// The colours are far from the limits, so none is clipped. Then the order of upsampling, conversion
// to RGB and resampling does not matter, except for rounding.
TEST_P(YcbcrResampling, AsStoredIsNearIt) {
  JpegKind kind = GetParam();
  kind.muted = true;
  ForRandomGeometries(test::MakeJpegFile(kind), ChromaResampling::kAsStored, kWithoutLobes,
                      [](const std::vector<float>& expected, const std::vector<float>& actual) {
                        ASSERT_EQ(actual.size(), expected.size());
                        // Half a level of chroma, which counts up to 1.772 times, and half a level
                        // of colour.
                        constexpr float kBound = 1.4F;
                        for (std::size_t i = 0; i < actual.size(); ++i) {
                          ASSERT_NEAR(actual[i], expected[i], kBound) << i;
                        }
                      });
}

INSTANTIATE_TEST_SUITE_P(Kinds, YcbcrResampling, testing::ValuesIn(test::AllJpegKinds()),
                         [](const testing::TestParamInfo<JpegKind>& kind) {
                           return kind.param.name;
                         });

}  // namespace
}  // namespace imrec
