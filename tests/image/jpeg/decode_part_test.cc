// Decoding a part must give the pixels of the whole.
#include <algorithm>
#include <random>
#include <utility>

#include <gtest/gtest.h>

#include <imrec/error.h>
#include <imrec/image_codec.h>

#include "image/internal/jpeg_transcode.h"
#include "tests/image/jpeg/jpeg_files.h"
#include "tests/image/pictures.h"
#include "tests/support/files.h"

namespace imrec {
namespace {

using test::JpegKind;

Image Whole(const std::vector<std::byte>& encoded, ColorMode mode, ImageSize stored, int divisor) {
  Image image;
  AnyImageDecoder decoder;
  decoder.Open(encoded);
  decoder.DecodeAtLeast(mode, ShrunkSize(stored, divisor), image);
  EXPECT_EQ(image.size(), ShrunkSize(stored, divisor));
  return image;
}

void ExpectPartsOfTheWhole(const std::vector<std::byte>& encoded, const std::string& name) {
  std::mt19937 random(7);
  AnyImageDecoder decoder;
  Image memory;
  const ImageSize stored = decoder.Open(encoded).size;
  for (const int divisor : {1, 2, 4, 8}) {
    for (const ColorMode mode : {ColorMode::kRgb, ColorMode::kGrey}) {
      const Image whole = Whole(encoded, mode, stored, divisor);
      for (int i = 0; i < 40; ++i) {
        const PixelWindow window = test::RandomWindow(whole.size(), random);
        const ImageView part =
            decoder.DecodePart(mode, {.window = window, .divisor = divisor}, memory);
        ASSERT_EQ(
            test::MaxDifference(part, whole.view().Sub(window.left, window.top, window.size())), 0)
            << name << " 1/" << divisor << " at " << window.left << "," << window.top << " to "
            << window.right << "," << window.bottom;
      }
    }
  }
}

class DecodePart : public testing::TestWithParam<JpegKind> {};

TEST_P(DecodePart, GivesThePixelsOfTheWhole) {
  ExpectPartsOfTheWhole(test::MakeJpegFile(GetParam()), GetParam().name);
}

TEST_P(DecodePart, AlsoFromCropReadyFiles) {
  JpegKind kind = GetParam();
  // Several intervals to a row, for most sampling factors.
  if (kind.size == JpegKind{}.size) kind.size = {.width = 509, .height = 93};
  std::vector<std::byte> encoded = test::MakeJpegFile(kind);
  JpegTranscoder().Transcode(encoded, JpegLayout::kCropReady, encoded);
  ExpectPartsOfTheWhole(encoded, kind.name);
}

INSTANTIATE_TEST_SUITE_P(Kinds, DecodePart, testing::ValuesIn(test::AllJpegKinds()),
                         [](const testing::TestParamInfo<JpegKind>& kind) {
                           return kind.param.name;
                         });

TEST(DecodePart, ShrinksByEighthsAtMost) {
  AnyImageDecoder decoder;
  const std::vector<std::byte> jpeg = test::MakeJpeg({32, 32});
  decoder.Open(jpeg);
  EXPECT_EQ(decoder.Divisor(1), 1);
  EXPECT_EQ(decoder.Divisor(3), 2);
  EXPECT_EQ(decoder.Divisor(4), 4);
  EXPECT_EQ(decoder.Divisor(100), 8);
  std::vector<std::byte> png;
  EncodeImage(test::MakePicture({40, 30}).view(), ".png", 1, png);
  decoder.Open(png);
  EXPECT_EQ(decoder.Divisor(8), 1);
}

TEST(DecodePart, OtherFormatsGiveTheSamePixels) {
  const Image picture = test::MakePicture({40, 30});
  const PixelWindow window = {.left = 3, .top = 5, .right = 31, .bottom = 29};
  for (const char* extension : {".png", ".raw"}) {
    std::vector<std::byte> encoded;
    EncodeImage(picture.view(), extension, 1, encoded);
    for (const ColorMode mode : {ColorMode::kRgb, ColorMode::kGrey}) {
      Image memory;
      Image whole;
      AnyImageDecoder decoder;
      decoder.Decode(encoded, mode, whole);
      const ImageView part = decoder.DecodePart(mode, {.window = window}, memory);
      EXPECT_EQ(test::MaxDifference(part, std::as_const(whole).view().Sub(3, 5, window.size())), 0)
          << extension;
    }
  }
}

TEST(DecodePart, RawPixelsStayWhereTheyAre) {
  std::vector<std::byte> encoded;
  EncodeImage(test::MakePicture({40, 30}).view(), ".raw", 1, encoded);
  Image memory;
  AnyImageDecoder decoder;
  decoder.Open(encoded);
  const ImageView part = decoder.DecodePart(
      ColorMode::kRgb, {.window = {.left = 1, .top = 1, .right = 9, .bottom = 9}}, memory);
  const auto* pixels = reinterpret_cast<const std::byte*>(part.data());
  EXPECT_TRUE(pixels >= encoded.data() && pixels < encoded.data() + encoded.size());
}

TEST(DecodePart, MustLieInTheImage) {
  for (const char* extension : {".jpg", ".png", ".raw"}) {
    std::vector<std::byte> encoded;
    EncodeImage(test::MakePicture({40, 30}).view(), extension, 1, encoded);
    for (const PixelWindow& window :
         {PixelWindow{0, 0, 0, 1}, PixelWindow{0, 0, 41, 1}, PixelWindow{0, 0, 1, 31},
          PixelWindow{-1, 0, 4, 4}, PixelWindow{0, -1, 4, 4}, PixelWindow{5, 5, 5, 9}}) {
      Image memory;
      AnyImageDecoder decoder;
      decoder.Open(encoded);
      EXPECT_THROW(decoder.DecodePart(ColorMode::kRgb, {.window = window}, memory), Error)
          << extension;
    }
  }
}

TEST(DecodePart, MeetsDamageWhereItLooks) {
  for (const bool crop_ready : {false, true}) {
    std::vector<std::byte> encoded = test::MakeJpeg({.width = 512, .height = 256});
    if (crop_ready) JpegTranscoder().Transcode(encoded, JpegLayout::kCropReady, encoded);
    encoded.resize(encoded.size() * 3 / 4);
    AnyImageDecoder decoder;
    decoder.Open(encoded);
    Image memory;
    const auto decode = [&](const PixelWindow& window) {
      return decoder.DecodePart(ColorMode::kRgb, {.window = window}, memory);
    };
    EXPECT_THROW(decode({.left = 300, .top = 200, .right = 500, .bottom = 256}), Error);
    EXPECT_NO_THROW(decode({.left = 300, .top = 20, .right = 500, .bottom = 60}));
    EXPECT_THROW(decoder.Decode(ColorMode::kRgb, memory), Error);
  }
}

// A slice of the last MCU alone has chroma of two samples, which libjpeg does not interpolate.
TEST(DecodePart, NarrowSlicesAreInterpolated) {
  const std::vector<std::byte> encoded = test::MakeJpegFile({.name = "",
                                                             .size = {.width = 99, .height = 48},
                                                             .horizontal = 2,
                                                             .vertical = 2,
                                                             .restart_interval = 1});
  const Image whole = Whole(encoded, ColorMode::kRgb, {.width = 99, .height = 48}, 1);
  AnyImageDecoder decoder;
  decoder.Open(encoded);
  Image memory;
  for (int left = 94; left < 99; ++left) {
    const PixelWindow window = {.left = left, .top = 20, .right = 99, .bottom = 30};
    const ImageView part = decoder.DecodePart(ColorMode::kRgb, {.window = window}, memory);
    EXPECT_EQ(test::MaxDifference(part, whole.view().Sub(left, 20, window.size())), 0) << left;
  }
}

void ExpectNarrowParts(const JpegKind& kind) {
  const std::vector<std::byte> encoded = test::MakeJpegFile(kind);
  AnyImageDecoder decoder;
  Image memory;
  const ImageSize stored = decoder.Open(encoded).size;
  const Image whole = Whole(encoded, ColorMode::kRgb, stored, 1);
  const int top = stored.height / 3;
  for (int left = 0; left < std::min(stored.width, 40); ++left) {
    for (int width = 1; width <= std::min(stored.width - left, 6); ++width) {
      const PixelWindow window = {
          .left = left, .top = top, .right = left + width, .bottom = top + 1};
      const ImageView part = decoder.DecodePart(ColorMode::kRgb, {.window = window}, memory);
      ASSERT_EQ(test::MaxDifference(part, whole.view().Sub(left, top, window.size())), 0)
          << left << ", " << width;
    }
  }
}

TEST_P(DecodePart, NarrowPartsHaveTheSamePixels) { ExpectNarrowParts(GetParam()); }

// For few columns libjpeg chooses anew which components it interpolates.
TEST(DecodePart, NarrowPartsOfMixedSamplingFactorsHaveTheSamePixels) {
  const JpegKind kind = {.name = "", .horizontal = 2, .vertical = 2, .second_horizontal = 4};
  ExpectNarrowParts(kind);
  ExpectPartsOfTheWhole(test::MakeJpegFile(kind), "mixed factors");
}

// With one MCU to an interval, a slice that is shrunk may have chroma of two samples. Whether
// libjpeg interpolates it must not depend on where the part is, at the left edge and at the right
// one.
void ExpectNarrowShrunkParts(const JpegKind& kind) {
  const std::vector<std::byte> encoded = test::MakeJpegFile(kind);
  AnyImageDecoder decoder;
  Image memory;
  decoder.Open(encoded);
  for (const int divisor : {2, 4, 8}) {
    const Image whole = Whole(encoded, ColorMode::kRgb, kind.size, divisor);
    const int top = whole.height() / 3;
    for (int left = 0; left < whole.width(); ++left) {
      for (int width = 1; width <= std::min(whole.width() - left, 4); ++width) {
        const PixelWindow window = {
            .left = left, .top = top, .right = left + width, .bottom = top + 1};
        const ImageView part =
            decoder.DecodePart(ColorMode::kRgb, {.window = window, .divisor = divisor}, memory);
        ASSERT_EQ(test::MaxDifference(part, whole.view().Sub(left, top, window.size())), 0)
            << "1/" << divisor << ": " << left << ", " << width;
      }
    }
  }
}

TEST(DecodePart, NarrowShrunkSlicesAreInterpolated) {
  ExpectNarrowShrunkParts(
      {.name = "", .size = {.width = 298, .height = 99}, .horizontal = 2, .restart_interval = 1});
  ExpectNarrowShrunkParts({.name = "",
                           .size = {.width = 298, .height = 99},
                           .horizontal = 2,
                           .vertical = 2,
                           .second_horizontal = 4,
                           .restart_interval = 1});
}

// A marker with another number than it should have must not lead to other pixels.
TEST(DecodePart, TrustsNoRestartMarkers) {
  std::vector<std::byte> encoded = test::MakeJpeg({.width = 512, .height = 256});
  JpegTranscoder().Transcode(encoded, JpegLayout::kCropReady, encoded);
  const std::vector second = {std::byte{0xFF}, std::byte{0xD2}};
  const auto marker = std::search(encoded.begin(), encoded.end(), second.begin(), second.end());
  ASSERT_NE(marker, encoded.end());
  *marker = std::byte{0};
  Image memory;
  AnyImageDecoder decoder;
  decoder.Open(encoded);
  EXPECT_THROW(
      decoder.DecodePart(ColorMode::kRgb,
                         {.window = {.left = 10, .top = 100, .right = 20, .bottom = 120}}, memory),
      Error);
}

}  // namespace
}  // namespace imrec
