// Decoding an open image: any number of times, in any order, and after errors.
#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include <imrec/error.h>
#include <imrec/image_codec.h>

#include "image/internal/ycbcr_part.h"
#include "tests/image/pictures.h"
#include "tests/support/files.h"
#include "tests/support/format_files.h"

namespace imrec {
namespace {

constexpr ImageSize kSize = {.width = 64, .height = 48};
constexpr ImagePart kPart = {.window = {.left = 9, .top = 7, .right = 50, .bottom = 40}};

std::vector<std::byte> Encode(std::string_view extension, ImageSize size = kSize, int variant = 0) {
  const Image picture = test::MakePicture(size, 3, variant);
#if IMREC_WITH_BMP
  if (extension == ".bmp") return test::MakeBmp(picture.view());
#endif
#if IMREC_WITH_PNM
  if (extension == ".pnm") return test::MakePnm(picture.view());
#endif
#if IMREC_WITH_TIFF
  if (extension == ".tif") return test::MakeTiff(picture.view(), {.compression = 8});
#endif
#if IMREC_WITH_WEBP
  if (extension == ".webp") return test::MakeWebp(picture.view());
#endif
  std::vector<std::byte> encoded;
  EncodeImage(picture.view(), extension, 9, encoded);
  return encoded;
}

Image DecodedAlone(const std::vector<std::byte>& encoded) {
  Image image;
  AnyImageDecoder().Decode(encoded, ColorMode::kRgb, image);
  return image;
}

// The error of `work`, or another code and no text.
struct OpenFailure {
  ErrorCode code = ErrorCode::kIo;
  std::string reason;

  friend bool operator==(const OpenFailure&, const OpenFailure&) = default;
};
template <typename Function>
OpenFailure DecodeFailure(const Function& work) {
  try {
    work();
  } catch (const Error& error) {
    return {.code = error.code(), .reason = error.reason()};
  }
  return {};
}

// The preferred extensions of all formats of this build.
std::vector<const char*> Extensions() {
  std::vector<const char*> extensions;
  for (const ImageCodec* codec : ImageCodecs()) extensions.push_back(codec->extensions[0].data());
  return extensions;
}

class OpenImage : public testing::TestWithParam<const char*> {
 protected:
  void ExpectWhole(const Image& expected) {
    Image image;
    decoder_.Decode(ColorMode::kRgb, image);
    EXPECT_EQ(test::MaxDifference(std::as_const(image).view(), expected.view()), 0);
  }
  void ExpectPart(const Image& expected) {
    Image memory;
    const PixelWindow& window = kPart.window;
    EXPECT_EQ(test::MaxDifference(decoder_.DecodePart(ColorMode::kRgb, kPart, memory),
                                  expected.view().Sub(window.left, window.top, window.size())),
              0);
  }
  void TryPlanes() {
    YcbcrPart planes;
    decoder_.DecodeYcbcr(kPart, planes);
  }
  void ExpectNoneOpen() {
    Image image;
    YcbcrPart planes;
    EXPECT_EQ(DecodeFailure([&] { decoder_.Decode(ColorMode::kRgb, image); }).code,
              ErrorCode::kInvalidArgument);
    EXPECT_EQ(DecodeFailure([&] {
                decoder_.DecodeAtLeast(ColorMode::kRgb, {1, 1}, image);
              }).code,
              ErrorCode::kInvalidArgument);
    EXPECT_EQ(DecodeFailure([&] { decoder_.DecodePart(ColorMode::kRgb, kPart, image); }).code,
              ErrorCode::kInvalidArgument);
    EXPECT_EQ(DecodeFailure([&] { decoder_.DecodeYcbcr(kPart, planes); }).code,
              ErrorCode::kInvalidArgument);
    EXPECT_EQ(DecodeFailure([&] { static_cast<void>(decoder_.Divisor(8)); }).code,
              ErrorCode::kInvalidArgument);
    EXPECT_EQ(decoder_.note(), "");
  }

  AnyImageDecoder decoder_;
};

TEST_P(OpenImage, HasTheInfoOfItsHeader) {
  const std::vector<std::byte> encoded = Encode(GetParam());
  const ImageInfo info = decoder_.Open(encoded);
  EXPECT_EQ(info.size, kSize);
  EXPECT_EQ(info.channels, 3);
  EXPECT_EQ(info.orientation, 1);
  EXPECT_EQ(decoder_.ReadInfo(encoded).size, info.size);
}

// Each order of three decodes: each must find the header where the one before has left it.
TEST_P(OpenImage, IsDecodedInAnyOrder) {
  const std::vector<std::byte> encoded = Encode(GetParam());
  const Image expected = DecodedAlone(encoded);
  for (int order = 0; order < 27; ++order) {
    ASSERT_EQ(decoder_.Open(encoded).size, kSize);
    for (int step = 0, rest = order; step < 3; ++step, rest /= 3) {
      if (rest % 3 == 0) ExpectWhole(expected);
      if (rest % 3 == 1) ExpectPart(expected);
      if (rest % 3 == 2) TryPlanes();
    }
    ExpectWhole(expected);
  }
}

TEST_P(OpenImage, StaysOpenAfterAnErrorOfADecode) {
  const std::vector<std::byte> encoded = Encode(GetParam());
  const Image expected = DecodedAlone(encoded);
  decoder_.Open(encoded);
  Image image;
  YcbcrPart planes;
  const ImagePart beyond = {.window = {.left = 0, .top = 0, .right = 9999, .bottom = 1}};
  EXPECT_EQ(DecodeFailure([&] { decoder_.DecodePart(ColorMode::kRgb, beyond, image); }).code,
            ErrorCode::kInvalidArgument);
  ExpectPart(expected);
  if (std::string_view(GetParam()) == ".jpg") {
    EXPECT_EQ(DecodeFailure([&] { decoder_.DecodeYcbcr(beyond, planes); }).code,
              ErrorCode::kInvalidArgument);
  }
  ExpectWhole(expected);
}

TEST_P(OpenImage, AnotherCanBeOpenedAfterDamage) {
  const std::vector<std::byte> sound = Encode(GetParam());
  const Image expected = DecodedAlone(sound);
  const std::vector<std::byte> cut(sound.begin(), sound.end() - 60);  // in the pixels
  Image image;
  const auto decode = [&] { decoder_.Decode(ColorMode::kRgb, image); };
  const std::string_view extension = GetParam();
  // Files of other formats are known as damaged from their size or their header.
  if (extension != ".jpg" && extension != ".png") {
    EXPECT_EQ(DecodeFailure([&] { decoder_.Open(cut); }).code, ErrorCode::kCorruptData);
  } else {
    decoder_.Open(cut);
    const OpenFailure first = DecodeFailure(decode);
    EXPECT_EQ(first.code, ErrorCode::kCorruptData);
    EXPECT_FALSE(first.reason.empty());
    // It is the same when it is looked for again, also after the planes.
    EXPECT_EQ(DecodeFailure(decode), first);
    TryPlanes();
    EXPECT_EQ(DecodeFailure(decode), first);
  }
  decoder_.Open(sound);
  ExpectPart(expected);
  ExpectWhole(expected);
}

TEST_P(OpenImage, BytesMayChangeBeforeTheNextOpen) {
  std::vector<std::byte> bytes = Encode(GetParam());
  decoder_.Open(bytes);
  ExpectWhole(DecodedAlone(bytes));
  for (const ImageSize size : {ImageSize{90, 70}, kSize, ImageSize{63, 47}}) {
    const std::vector<std::byte> next = Encode(GetParam(), size, size.width);
    // In the same memory, if there is enough.
    bytes.assign(next.begin(), next.end());
    EXPECT_EQ(decoder_.Open(bytes).size, size);
    const Image expected = DecodedAlone(next);
    ExpectPart(expected);
    ExpectWhole(expected);
  }
}

TEST_P(OpenImage, NoneIsOpenBeforeTheFirst) { ExpectNoneOpen(); }

TEST_P(OpenImage, NoneIsOpenAfterAFailure) {
  const std::vector<std::byte> encoded = Encode(GetParam());
  decoder_.Open(encoded);
  EXPECT_THROW(decoder_.Open(std::span(encoded).first(12)), Error);
  ExpectNoneOpen();
  decoder_.Open(encoded);
  EXPECT_THROW(decoder_.Open(test::Bytes("no image")), Error);
  ExpectNoneOpen();
  decoder_.Open(encoded);
  EXPECT_THROW(decoder_.Open({}), Error);
  ExpectNoneOpen();
}

TEST_P(OpenImage, NoneIsOpenAfterReadInfo) {
  const std::vector<std::byte> encoded = Encode(GetParam());
  decoder_.Open(encoded);
  EXPECT_EQ(decoder_.ReadInfo(encoded).size, kSize);
  ExpectNoneOpen();
  decoder_.Open(encoded);
  ExpectWhole(DecodedAlone(encoded));
}

TEST_P(OpenImage, MovesWithItsDecoder) {
  const std::vector<std::byte> encoded = Encode(GetParam());
  AnyImageDecoder other;
  other.Open(encoded);
  decoder_ = std::move(other);
  ExpectPart(DecodedAlone(encoded));
}

TEST_P(OpenImage, MustKeepTheLimits) {
  const std::vector<std::byte> encoded = Encode(GetParam());
  decoder_ = AnyImageDecoder({.max_pixels = 64 * 48 - 1});
  EXPECT_EQ(DecodeFailure([&] { decoder_.Open(encoded); }).code, ErrorCode::kLimitExceeded);
  ExpectNoneOpen();
  EXPECT_EQ(decoder_.ReadInfo(encoded).size, kSize);
}

INSTANTIATE_TEST_SUITE_P(Formats, OpenImage, testing::ValuesIn(Extensions()),
                         [](const testing::TestParamInfo<const char*>& extension) {
                           return std::string(extension.param + 1);
                         });

TEST(OpenImages, OfAllFormatsTakeTurns) {
  AnyImageDecoder decoder;
  for (int round = 0; round < 2; ++round) {
    for (const char* extension : {".png", ".jpg", ".raw", ".jpg"}) {
      const std::vector<std::byte> encoded = Encode(extension);
      decoder.Open(encoded);
      Image image;
      decoder.Decode(ColorMode::kRgb, image);
      EXPECT_EQ(test::MaxDifference(std::as_const(image).view(), DecodedAlone(encoded).view()), 0);
    }
  }
}

// A JPEG whose end libjpeg refuses is decoded again without it; the header with it.
TEST(OpenImages, ABadEndIsTheSameEachTime) {
  std::vector<std::byte> encoded = Encode(".jpg");
  const Image expected = DecodedAlone(encoded);
  const std::vector<std::byte> next = test::Bytes("\xFF\xD8\xFF\xE0");
  encoded.insert(encoded.end() - 2, next.begin(), next.end());
  AnyImageDecoder decoder;
  decoder.Open(encoded);
  EXPECT_EQ(decoder.note(), "");
  for (int i = 0; i < 3; ++i) {
    Image image;
    decoder.Decode(ColorMode::kRgb, image);
    EXPECT_EQ(test::MaxDifference(std::as_const(image).view(), expected.view()), 0);
    EXPECT_TRUE(decoder.note().starts_with("after the last MCU: ")) << decoder.note();
  }
  decoder.Open(encoded);
  EXPECT_EQ(decoder.note(), "");
}

TEST(OpenImages, TellHowTheyAreTurned) {
  for (int orientation = 1; orientation <= 8; ++orientation) {
    const std::vector<std::byte> encoded = test::MakeRotatedJpeg(kSize, orientation);
    EXPECT_EQ(AnyImageDecoder().Open(encoded).orientation, orientation);
  }
}

}  // namespace
}  // namespace imrec
