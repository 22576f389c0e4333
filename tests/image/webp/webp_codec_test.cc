#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <imrec/image_codec.h>

#include "image/internal/codec_versions.h"
#include "tests/image/damage.h"
#include "tests/image/pictures.h"
#include "tests/support/files.h"
#include "tests/support/format_files.h"

namespace imrec::test {
namespace {

// Half of its pixels are transparent, and keep their colours.
Image MakeTransparent(ImageSize size) {
  Image image = MakePicture(size, 4);
  for (int y = 0; y < size.height; ++y) {
    for (int x = 0; x < size.width; ++x) {
      image.view().pixel(x, y)[3] = static_cast<std::uint8_t>(x % 2 == 0 ? 40 + y : 255);
    }
  }
  return image;
}

// A frame of an animation at an even position.
std::vector<std::byte> Frame(int x, int y, const Image& image) {
  std::vector<std::byte> contents;
  for (const int number : {x / 2, y / 2, image.width() - 1, image.height() - 1, 100}) {
    Append(LittleEndian(static_cast<std::uint64_t>(number), 3), contents);
  }
  contents.push_back({});
  Append(WebpChunks(MakeWebp(image.view())), contents);
  return RiffChunk("ANMF", contents);
}

// Background and number of loops; then frames.
std::vector<std::byte> MakeAnimation(ImageSize canvas,
                                     const std::vector<std::vector<std::byte>>& frames) {
  std::vector<std::byte> chunks =
      RiffChunk("ANIM", Bytes(std::string_view("\x10\x20\x30\xFF\0\0", 6)));
  for (const auto& frame : frames) Append(frame, chunks);
  return MakeExtendedWebp(canvas, 2, chunks);
}

TEST(Webp, LosslessPicturesComeBack) {
  for (const ImageSize size : {ImageSize{1, 1}, ImageSize{33, 17}, ImageSize{64, 3}}) {
    const Image picture = MakePicture(size);
    const std::vector<std::byte> webp = MakeWebp(picture.view());
    const ImageInfo info = AnyImageDecoder().ReadInfo(std::span(webp).first(30));
    EXPECT_EQ(info.size, size);
    EXPECT_EQ(info.channels, 3);
    EXPECT_EQ(info.orientation, 1);
    EXPECT_EQ(DecodedSamples(webp), Samples(picture.view()));
    Image grey;
    ConvertChannels(picture.view(), 1, grey);
    EXPECT_EQ(DecodedSamples(webp, ColorMode::kGrey), Samples(std::as_const(grey).view()));
  }
}

TEST(Webp, LossyPicturesComeClose) {
  const Image picture = MakePicture({.width = 64, .height = 48});
  const std::vector<std::byte> webp = MakeWebp(picture.view(), false);
  EXPECT_LT(webp.size(), 64U * 48U);
  const Image image = Decoded(webp);
  EXPECT_EQ(image.size(), picture.size());
  double difference = 0;
  const auto expected = Samples(picture.view());
  const auto samples = Samples(image.view());
  for (std::size_t i = 0; i < samples.size(); ++i) difference += std::abs(samples[i] - expected[i]);
  EXPECT_LT(difference / static_cast<double>(samples.size()), 8);
}

TEST(Webp, AlphaIsDroppedAndColoursStay) {
  const Image picture = MakeTransparent({.width = 20, .height = 9});
  const std::vector<std::byte> webp = MakeWebp(picture.view());
  EXPECT_EQ(AnyImageDecoder().ReadInfo(webp).channels, 4);
  EXPECT_EQ(DecodedSamples(webp), Samples(picture.view()));
  Image opaque;
  ConvertChannels(picture.view(), 3, opaque);
  EXPECT_EQ(DecodedSamples(webp, ColorMode::kRgb), Samples(std::as_const(opaque).view()));
  // Lossy files have alpha in a chunk of its own.
  const std::vector<std::byte> lossy = MakeWebp(picture.view(), false);
  const Image image = Decoded(lossy, ColorMode::kAsStored);
  ASSERT_EQ(image.channels(), 4);
  for (int y = 0; y < 9; ++y) EXPECT_EQ(image.view().pixel(0, y)[3], 40 + y);
}

TEST(Webp, TheFirstFrameOfAnAnimationIsRead) {
  const Image first = MakePicture({.width = 12, .height = 10}, 3, 1);
  const Image second = MakePicture({.width = 12, .height = 10}, 3, 2);
  const std::vector<std::byte> webp =
      MakeAnimation(first.size(), {Frame(0, 0, first), Frame(0, 0, second)});
  EXPECT_EQ(AnyImageDecoder().ReadInfo(webp).size, first.size());
  EXPECT_EQ(DecodedSamples(webp, ColorMode::kRgb), Samples(first.view()));
}

TEST(Webp, AFirstFrameThatIsSmallerIsOnBlack) {
  const Image first = MakePicture({.width = 5, .height = 3}, 3, 1);
  const std::vector<std::byte> webp = MakeAnimation({12, 10}, {Frame(4, 6, first)});
  const Image image = Decoded(webp);
  ASSERT_EQ(image.size(), (ImageSize{12, 10}));
  EXPECT_EQ(MaxDifference(image.view().Sub(4, 6, first.size()), first.view()), 0);
  Image rest = Decoded(webp);
  for (int y = 6; y < 9; ++y)
    std::ranges::fill(rest.view().row(y).subspan(12, 15), std::uint8_t{0});
  EXPECT_EQ(Samples(std::as_const(rest).view()), std::vector<std::uint8_t>(12 * 10 * 3));
}

TEST(Webp, FramesBeyondTheCanvasAreErrors) {
  const Image frame = MakePicture({.width = 12, .height = 10});
  EXPECT_EQ(FailureOf(MakeAnimation({12, 10}, {Frame(2, 0, frame)})), ErrorCode::kCorruptData);
  EXPECT_EQ(FailureOf(MakeAnimation({11, 10}, {Frame(0, 0, frame)})), ErrorCode::kCorruptData);
  EXPECT_EQ(FailureOf(MakeAnimation({12, 10}, {})), ErrorCode::kCorruptData);
}

TEST(Webp, ExifOrientationIsTold) {
  const Image picture = MakePicture({.width = 12, .height = 10});
  std::vector<std::byte> chunks = WebpChunks(MakeWebp(picture.view()));
  Append(RiffChunk("EXIF", MakeExifBlock(6)), chunks);
  const std::vector<std::byte> webp = MakeExtendedWebp(picture.size(), 8, chunks);
  AnyImageDecoder decoder;
  EXPECT_EQ(decoder.Open(webp).webp_orientation, 6);
  EXPECT_EQ(decoder.Open(webp).orientation, 1);  // as OpenCV 4.6
  EXPECT_EQ(DecodedSamples(webp), Samples(picture.view()));
  // With the prefix of a JPEG, and without a sensible value.
  std::vector<std::byte> prefixed = Bytes(std::string_view("Exif\0\0", 6));
  Append(MakeExifBlock(8), prefixed);
  chunks = WebpChunks(MakeWebp(picture.view()));
  Append(RiffChunk("EXIF", prefixed), chunks);
  EXPECT_EQ(decoder.Open(MakeExtendedWebp(picture.size(), 8, chunks)).webp_orientation, 8);
  chunks = WebpChunks(MakeWebp(picture.view()));
  Append(RiffChunk("EXIF", MakeExifBlock(77)), chunks);
  EXPECT_EQ(decoder.Open(MakeExtendedWebp(picture.size(), 8, chunks)).webp_orientation, 1);
}

TEST(Webp, LimitsHold) {
  const std::vector<std::byte> webp = MakeWebp(MakePicture({.width = 20, .height = 10}).view());
  EXPECT_EQ(FailureOf(webp, {.max_pixels = 199}), ErrorCode::kLimitExceeded);
  // The canvas of an animation may have 2^24 pixels per side.
  EXPECT_EQ(FailureOf(MakeExtendedWebp({1 << 24, 255}, 2, {})), ErrorCode::kLimitExceeded);
}

TEST(Webp, TruncatedFilesAreErrors) {
  const Image picture = MakePicture({.width = 12, .height = 10});
  ExpectPrefixesFail(MakeWebp(picture.view()));
  ExpectPrefixesFail(MakeWebp(picture.view(), false));
  ExpectPrefixesFail(MakeWebp(MakeTransparent({.width = 12, .height = 10}).view(), false));
  ExpectPrefixesFail(MakeAnimation({12, 10}, {Frame(0, 0, picture)}));
}

TEST(Webp, DamagedFilesAreErrorsOrImages) {
  const Image picture = MakePicture({.width = 24, .height = 20});
  TryDamage(MakeWebp(picture.view()), 2000);
  TryDamage(MakeWebp(picture.view(), false), 2000);
  TryDamage(MakeAnimation({24, 20}, {Frame(0, 0, picture)}), 2000);
}

TEST(Webp, TheVersionOfTheLibraryIsKnown) {
  EXPECT_THAT(WebpLibraryVersion(), testing::MatchesRegex("[0-9]+\\.[0-9]+\\.[0-9]+"));
}

}  // namespace
}  // namespace imrec::test
