#include <gtest/gtest.h>

#include <imrec/image_codec.h>

#include "image/internal/resample.h"
#include "tests/image/jpeg/jpeg_files.h"
#include "tests/image/pictures.h"
#include "tests/support/files.h"

namespace imrec {
namespace {

Image Shrunk(const std::vector<std::byte>& encoded, ImageSize at_least,
             ColorMode mode = ColorMode::kAsStored) {
  Image image;
  AnyImageDecoder decoder;
  decoder.Open(encoded);
  decoder.DecodeAtLeast(mode, at_least, image);
  return image;
}

TEST(DecodeAtLeast, TakesTheSmallestScaleThatServes) {
  const std::vector<std::byte> jpeg = test::MakeJpeg({201, 100});
  EXPECT_EQ(Shrunk(jpeg, {201, 100}).size(), (ImageSize{201, 100}));
  EXPECT_EQ(Shrunk(jpeg, {102, 10}).size(), (ImageSize{201, 100}));
  EXPECT_EQ(Shrunk(jpeg, {101, 50}).size(), (ImageSize{101, 50}));
  EXPECT_EQ(Shrunk(jpeg, {101, 51}).size(), (ImageSize{201, 100}));
  EXPECT_EQ(Shrunk(jpeg, {51, 25}).size(), (ImageSize{51, 25}));
  EXPECT_EQ(Shrunk(jpeg, {1, 1}).size(), (ImageSize{26, 13}));
  EXPECT_EQ(Shrunk(jpeg, {999, 999}).size(), (ImageSize{201, 100}));
}

TEST(DecodeAtLeast, OtherFormatsComeInFull) {
  std::vector<std::byte> png;
  EncodeImage(test::MakePicture({40, 30}).view(), ".png", 1, png);
  EXPECT_EQ(Shrunk(png, {1, 1}).size(), (ImageSize{40, 30}));
}

TEST(DecodeAtLeast, ShowsTheSamePictureInAllColours) {
  for (const ColorMode mode : {ColorMode::kRgb, ColorMode::kGrey, ColorMode::kAsStored}) {
    for (const int components : {1, 3, 4}) {
      const std::vector<std::byte> jpeg =
          test::MakeJpegFile({.name = "",
                              .size = {160, 96},
                              .components = components,
                              .stored = components == 1   ? JCS_GRAYSCALE
                                        : components == 3 ? JCS_YCbCr
                                                          : JCS_CMYK});
      const Image half = Shrunk(jpeg, {80, 48}, mode);
      ASSERT_EQ(half.size(), (ImageSize{80, 48}));
      Image full;
      AnyImageDecoder().Decode(jpeg, mode, full);
      Resampler resampler;
      Image expected;
      ResizeImage(full.view(), half.size(), resampler, expected);
      ASSERT_EQ(expected.channels(), half.channels());
      const std::vector<std::uint8_t> a = test::Samples(half.view());
      const std::vector<std::uint8_t> b = test::Samples(expected.view());
      double sum = 0;
      for (std::size_t i = 0; i < a.size(); ++i) sum += std::abs(a[i] - b[i]);
      EXPECT_LT(sum / static_cast<double>(a.size()), 4) << components;
    }
  }
}

}  // namespace
}  // namespace imrec
