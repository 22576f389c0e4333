#include <imrec/tensor_format.h>

#include <cmath>
#include <limits>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "image/internal/tensor_writer.h"

namespace imrec {
namespace {

constexpr ImageSize kSize = {.width = 3, .height = 2};
const Normalisation kNormalisation = {.mean = {10, 20, 30}, .scale = {2, 0.5F, 1}};

// Pixel (x, y) has red 10x + y, green 100 + that, blue 200 + that.
template <typename Value>
std::vector<Value> Write(const TensorFormat& format) {
  std::vector<Value> image(18);
  const TensorWriter writer(format, kNormalisation, kSize,
                            std::as_writable_bytes(std::span(image)));
  for (int y = 0; y < 2; ++y) {
    std::vector<float> planes;
    for (int c = 0; c < 3; ++c) {
      for (int x = 0; x < 3; ++x) planes.push_back(static_cast<float>(100 * c + 10 * x + y));
    }
    writer.WriteRows(0, y, 1, planes);
  }
  return image;
}

float Expected(std::size_t channel, std::size_t x, std::size_t y) {
  const auto value = static_cast<float>(100 * channel + 10 * x + y);
  return (value - kNormalisation.mean[channel]) * kNormalisation.scale[channel];
}

TEST(TensorWriter, EveryFormatHoldsTheSameValues) {
  for (const PixelLayout layout : {PixelLayout::kNchw, PixelLayout::kNhwc}) {
    for (const ChannelOrder order : {ChannelOrder::kRgb, ChannelOrder::kBgr}) {
      const auto floats =
          Write<float>({.type = PixelType::kFloat32, .layout = layout, .order = order});
      const auto halves =
          Write<std::uint16_t>({.type = PixelType::kFloat16, .layout = layout, .order = order});
      const auto bytes =
          Write<std::uint8_t>({.type = PixelType::kUint8, .layout = layout, .order = order});
      for (std::size_t c = 0; c < 3; ++c) {
        for (std::size_t y = 0; y < 2; ++y) {
          for (std::size_t x = 0; x < 3; ++x) {
            const std::size_t slot = order == ChannelOrder::kRgb ? c : 2 - c;
            const std::size_t at =
                layout == PixelLayout::kNchw ? slot * 6 + y * 3 + x : (y * 3 + x) * 3 + slot;
            EXPECT_EQ(floats[at], Expected(c, x, y));
            EXPECT_EQ(HalfToFloat(halves[at]), Expected(c, x, y));  // small enough to be exact
            EXPECT_EQ(bytes[at], 100 * c + 10 * x + y);
          }
        }
      }
    }
  }
}

TEST(TensorWriter, BytesAreRoundedAndClamped) {
  std::vector<std::uint8_t> image(3);
  const TensorWriter writer({.type = PixelType::kUint8}, {}, {.width = 1, .height = 1},
                            std::as_writable_bytes(std::span(image)));
  writer.WriteRows(0, 0, 1, std::vector<float>{-3, 254.6F, 300});
  EXPECT_THAT(image, testing::ElementsAre(0, 255, 255));
  writer.WriteRows(0, 0, 1, std::vector<float>{0.49F, 0.5F, 99.4F});
  EXPECT_THAT(image, testing::ElementsAre(0, 1, 99));
}

TEST(TensorWriter, FillReachesEveryPixelOfAnyWidth) {
  for (const int width : {1, 63, 64, 65, 200}) {
    const ImageSize size = {.width = width, .height = 3};
    const TensorFormat format{.type = PixelType::kUint8, .layout = PixelLayout::kNhwc};
    std::vector<std::byte> image(format.image_bytes(size));
    TensorWriter(format, {}, size, image).Fill({0, 0, size.width, size.height}, {1, 2, 3});
    for (std::size_t i = 0; i < image.size(); ++i) {
      ASSERT_EQ(static_cast<std::size_t>(image[i]), i % 3 + 1) << width;
    }
  }
}

TEST(Half, AllBitsGoThereAndBack) {
  for (std::uint32_t bits = 0; bits < 0x10000; ++bits) {
    const auto half = static_cast<std::uint16_t>(bits);
    const float value = HalfToFloat(half);
    if (std::isnan(value)) {
      EXPECT_TRUE(std::isnan(HalfToFloat(FloatToHalf(value))));
    } else {
      ASSERT_EQ(FloatToHalf(value), half) << std::hex << bits;
    }
  }
}

TEST(Half, RoundsToTheNearestAndTiesToEven) {
  for (std::uint32_t bits = 0; bits < 0x7BFF; ++bits) {
    const float below = HalfToFloat(static_cast<std::uint16_t>(bits));
    const float above = HalfToFloat(static_cast<std::uint16_t>(bits + 1));
    const float middle = (below + above) / 2;  // exact in float
    ASSERT_EQ(FloatToHalf(middle), bits + (bits & 1)) << std::hex << bits;
    ASSERT_EQ(FloatToHalf(std::nextafter(middle, below)), bits);
    ASSERT_EQ(FloatToHalf(std::nextafter(middle, above)), bits + 1);
  }
  EXPECT_EQ(FloatToHalf(65520), 0x7C00);
  EXPECT_EQ(FloatToHalf(-1e30F), 0xFC00);
  EXPECT_EQ(FloatToHalf(std::numeric_limits<float>::infinity()), 0x7C00);
}

}  // namespace
}  // namespace imrec
