#include <imrec/image_limits.h>

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <imrec/error.h>
#include <imrec/image_codec.h>

#include "image/internal/jpeg_transcode.h"
#include "tests/image/jpeg/decoding_paths.h"
#include "tests/image/jpeg/jpeg_files.h"
#include "tests/support/files.h"
#include "tests/support/forged_images.h"
#include "tests/support/format_files.h"

namespace imrec {
namespace {

using test::DecodingPaths;
using test::Failure;
using test::FlatJpeg;
using test::JpegPaths;
using test::Path;
using testing::HasSubstr;

void ExpectRefused(const std::vector<Path>& paths, std::span<const std::byte> encoded,
                   ErrorCode code, const std::string& reason, const ImageLimits& limits = {}) {
  for (const Path& path : paths) {
    const std::optional<Error> failure = Failure(path, encoded, limits);
    ASSERT_TRUE(failure) << path.name;
    EXPECT_EQ(failure->code(), code) << path.name << ": " << failure->what();
    EXPECT_THAT(failure->what(), HasSubstr(reason)) << path.name;
  }
}

void ExpectTaken(const std::vector<Path>& paths, std::span<const std::byte> encoded,
                 const ImageLimits& limits = {}) {
  for (const Path& path : paths) {
    const std::optional<Error> failure = Failure(path, encoded, limits);
    EXPECT_FALSE(failure) << path.name << ": " << failure->what();
  }
}

TEST(ImageLimits, PixelsAreCountedFromTheHeaderInEveryPath) {
  const ImageSize size{.width = 120, .height = 50};
  std::vector<std::byte> png;
  std::vector<std::byte> raw;
  EncodeImage(test::MakePicture(size).view(), ".png", 1, png);
  EncodeImage(test::MakePicture(size).view(), ".raw", 1, raw);
  const auto check = [&](const std::vector<Path>& paths, const std::vector<std::byte>& encoded) {
    ExpectTaken(paths, encoded, {.max_pixels = 6000});
    ExpectRefused(paths, encoded, ErrorCode::kLimitExceeded, "120x50 pixels", {.max_pixels = 5999});
    EXPECT_EQ(AnyImageDecoder({.max_pixels = 1}).ReadInfo(encoded).size, size);
  };
  check(DecodingPaths(), png);
  check(DecodingPaths(), raw);
#if IMREC_WITH_BMP
  check(DecodingPaths(), test::MakeBmp(test::MakePicture(size).view()));
#endif
#if IMREC_WITH_PNM
  check(DecodingPaths(), test::MakePnm(test::MakePicture(size).view()));
#endif
#if IMREC_WITH_TIFF
  check(DecodingPaths(), test::MakeTiff(test::MakePicture(size).view(), {.compression = 5}));
  check(DecodingPaths(), test::MakeTiff(test::MakePicture(size).view(), {.tile = {16, 16}}));
#endif
#if IMREC_WITH_WEBP
  check(DecodingPaths(), test::MakeWebp(test::MakePicture(size).view()));
#endif
  for (test::JpegKind kind : test::AllJpegKinds()) {
    kind.size = size;
    check(JpegPaths(), test::MakeJpegFile(kind));
  }
}

TEST(ImageLimits, CropReadySlicesDoNotPassALimitThatTheFileExceeds) {
  std::vector<std::byte> encoded = test::MakeJpeg({.width = 512, .height = 256});
  ASSERT_TRUE(JpegTranscoder().Transcode(encoded, JpegLayout::kCropReady, encoded));
  ExpectRefused(JpegPaths(), encoded, ErrorCode::kLimitExceeded, "512x256",
                {.max_pixels = 512 * 256 - 1});
}

// One file that is as short as it can be, and one that lacks a byte.
TEST(ImageLimits, AJpegNeedsABitPerBlockOrTwo) {
  for (const bool progressive : {false, true}) {
    for (const int components : {1, 3}) {
      FlatJpeg jpeg{.size = {.width = 1000, .height = 77},
                    .components = components,
                    .progressive = progressive};
      jpeg.entropy_bytes = test::FlatEntropyBytes(jpeg);
      ExpectTaken(JpegPaths(), test::MakeFlatJpeg(jpeg));
      // The end marker's two bytes count as bytes after the header.
      jpeg.entropy_bytes -= 3;
      ExpectRefused(JpegPaths(), test::MakeFlatJpeg(jpeg), ErrorCode::kCorruptData,
                    "too short for 1000x77 pixels");
    }
  }
}

// Libjpeg writes a large flat picture in fewer bits than it has blocks.
TEST(ImageLimits, ArithmeticCodeMayTakeLess) {
  Image white({.width = 2048, .height = 2048}, 1);
  std::fill_n(white.view().data(), 2048 * 2048, std::uint8_t{255});
  for (const bool progressive : {false, true}) {
    const std::vector<std::byte> encoded = test::MakeJpegFile({.name = "",
                                                               .components = 1,
                                                               .stored = JCS_GRAYSCALE,
                                                               .progressive = progressive,
                                                               .arithmetic = true},
                                                              white.view());
    // Progressive files refine DC coefficients by raw bits.
    EXPECT_LT(encoded.size(), progressive ? 20'000U : 200U);
    ExpectTaken(JpegPaths(), encoded);
  }
}

TEST(ImageLimits, ScansTimesPixelsAreBounded) {
  const test::JpegKind progressive{.name = "", .horizontal = 2, .vertical = 2, .progressive = true};
  const std::vector<std::byte> encoded = test::MakeJpegFile(progressive);
  const int scans = test::CountScans(encoded);
  ASSERT_GT(scans, 5);
  const std::int64_t pixels = std::int64_t{progressive.size.width} * progressive.size.height;
  ExpectTaken(JpegPaths(), encoded, {.max_scan_pixels = scans * pixels});
  const ImageLimits fewer{.max_scan_pixels = scans * pixels - 1};
  for (const Path& path : JpegPaths()) {
    // These two read no scan.
    if (path.name == "Open" || path.name == "DecodeYcbcr") continue;
    ExpectRefused({path}, encoded, ErrorCode::kLimitExceeded,
                  "more than " + std::to_string(scans - 1) + " scans", fewer);
  }
  // One scan is always allowed.
  ExpectTaken(JpegPaths(), test::MakeJpeg({.width = 64, .height = 48}), {.max_scan_pixels = 1});
}

TEST(ImageLimits, APngNeedsAByteForEach1032) {
  // 2000 grey rows of 2000 bytes, all zeros: 4 MB in 4 KB.
  Image black({.width = 2000, .height = 2000}, 1);
  std::fill_n(black.view().data(), 2000 * 2000, std::uint8_t{0});
  std::vector<std::byte> encoded;
  EncodeImage(black.view(), ".png", 9, encoded);
  EXPECT_LT(encoded.size(), 4200U);
  ExpectTaken(DecodingPaths(), encoded);
  for (const bool interlaced : {false, true}) {
    ExpectRefused(DecodingPaths(), test::MakePngBomb({.width = 16384, .height = 16384}, interlaced),
                  ErrorCode::kCorruptData, "too short for 16384x16384 pixels");
  }
}

TEST(ImageLimits, AreCheckedThemselves) {
  for (const std::int64_t pixels :
       {std::int64_t{0}, std::int64_t{-5}, ImageLimits::kMostPixels + 1}) {
    EXPECT_THROW(AnyImageDecoder({.max_pixels = pixels}), Error) << pixels;
    EXPECT_THROW(JpegTranscoder({.max_pixels = pixels}), Error) << pixels;
  }
  EXPECT_THROW(AnyImageDecoder({.max_scan_pixels = 0}), Error);
}

// With a higher limit what a whole image may not hold is read shrunk, and in part.
TEST(ImageLimits, LargerImagesCanBeReadInPart) {
  FlatJpeg jpeg{.size = {.width = 30000, .height = 10000}, .components = 1};
  jpeg.entropy_bytes = test::FlatEntropyBytes(jpeg);
  const std::vector<std::byte> encoded = test::MakeFlatJpeg(jpeg);
  Image image;
  EXPECT_THROW(AnyImageDecoder().Open(encoded), Error);
  AnyImageDecoder decoder({.max_pixels = 300'000'000});
  decoder.Open(encoded);
  decoder.DecodeAtLeast(ColorMode::kGrey, {1, 1}, image);
  EXPECT_EQ(image.size(), (ImageSize{3750, 1250}));
  const ImageView part = decoder.DecodePart(
      ColorMode::kGrey, {.window = {.left = 0, .top = 50, .right = 99, .bottom = 90}}, image);
  EXPECT_EQ(part.size(), (ImageSize{99, 40}));
  EXPECT_THROW(decoder.Decode(ColorMode::kGrey, image), Error);
}

}  // namespace
}  // namespace imrec
