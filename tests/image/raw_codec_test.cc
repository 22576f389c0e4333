#include "image/raw_codec.h"

#include <algorithm>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <imrec/error.h>

#include "tests/support/files.h"

namespace imrec {
namespace {

std::vector<std::byte> EncodeRaw(ImageView image) {
  std::vector<std::byte> encoded;
  EncodeImage(image, ".raw", 0, encoded);
  return encoded;
}

TEST(RawCodec, PixelsComeBackAsTheyWere) {
  for (const int channels : {1, 3, 4}) {
    const Image image = test::MakePicture({.width = 13, .height = 7}, channels);
    const std::vector<std::byte> encoded = EncodeRaw(image.view());
    EXPECT_EQ(encoded.size(), 24U + 13 * 7 * static_cast<std::size_t>(channels));
    AnyImageDecoder decoder;
    const ImageInfo info = decoder.ReadInfo(encoded);
    EXPECT_EQ(info.size, image.size());
    EXPECT_EQ(info.channels, channels);
    EXPECT_EQ(info.orientation, 1);
    Image decoded;
    decoder.Decode(encoded, ColorMode::kAsStored, decoded);
    ASSERT_EQ(decoded.channels(), channels);
    for (int y = 0; y < 7; ++y) {
      EXPECT_TRUE(std::ranges::equal(decoded.view().row(y), image.view().row(y)));
    }
    decoder.Decode(encoded, ColorMode::kRgb, decoded);
    EXPECT_EQ(decoded.channels(), 3);
  }
}

TEST(RawCodec, TheHeaderAloneHasTheSize) {
  const std::vector<std::byte> encoded =
      EncodeRaw(test::MakePicture({.width = 5, .height = 4}).view());
  EXPECT_EQ(AnyImageDecoder().ReadInfo(std::span(encoded).first(24)).size, (ImageSize{5, 4}));
}

TEST(RawCodec, EveryTruncationAndForgedHeaderIsAnError) {
  const std::vector<std::byte> encoded =
      EncodeRaw(test::MakePicture({.width = 5, .height = 4}).view());
  AnyImageDecoder decoder;
  for (std::size_t size = 8; size < encoded.size(); ++size) {
    EXPECT_THROW(decoder.Open(std::span(encoded).first(size)), Error) << size;
  }
  for (const std::size_t at : {8U, 12U, 16U, 19U, 20U, 23U}) {
    std::vector<std::byte> forged = encoded;
    forged[at] = std::byte{200};
    EXPECT_THROW(decoder.Open(forged), Error) << at;
  }
}

}  // namespace
}  // namespace imrec
