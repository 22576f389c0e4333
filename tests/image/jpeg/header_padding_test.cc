// Bytes between the segments of a JPEG's header.
#include <algorithm>
#include <utility>

#include <gtest/gtest.h>

#include <imrec/error.h>
#include <imrec/image_codec.h>

#include "image/internal/jpeg_transcode.h"
#include "tests/image/jpeg/jpeg_files.h"
#include "tests/image/pictures.h"

namespace imrec {
namespace {

// Where the first segment of a kind begins.
std::size_t FindSegment(const std::vector<std::byte>& jpeg, int marker) {
  const std::vector wanted = {std::byte{0xFF}, static_cast<std::byte>(marker)};
  return static_cast<std::size_t>(
      std::search(jpeg.begin(), jpeg.end(), wanted.begin(), wanted.end()) - jpeg.begin());
}

TEST(JpegHeader, ZerosBetweenSegmentsAreANote) {
  const std::vector<std::byte> sound =
      test::MakeJpegFile({.name = "", .horizontal = 2, .restart_interval = 1});
  AnyImageDecoder decoder;
  Image expected;
  decoder.Decode(sound, ColorMode::kRgb, expected);
  for (const int marker : {0xDB, 0xC0, 0xC4, 0xDA}) {
    std::vector<std::byte> padded = sound;
    padded.insert(padded.begin() + static_cast<std::ptrdiff_t>(FindSegment(sound, marker)), 5,
                  std::byte{0});
    Image image;
    decoder.Decode(padded, ColorMode::kRgb, image);
    EXPECT_EQ(test::MaxDifference(image.view(), expected.view()), 0);
    EXPECT_EQ(decoder.note(), "zeros between the segments of the header");
    const PixelWindow window = {.left = 40, .top = 20, .right = 60, .bottom = 40};
    Image memory;
    EXPECT_EQ(test::MaxDifference(
                  decoder.DecodePart(ColorMode::kRgb, {.window = window}, memory),
                  std::as_const(expected).view().Sub(window.left, window.top, window.size())),
              0);
    std::vector<std::byte> converted;
    EXPECT_TRUE(JpegTranscoder().Transcode(padded, JpegLayout::kCropReady, converted));
    decoder.Decode(converted, ColorMode::kRgb, image);
    EXPECT_EQ(test::MaxDifference(image.view(), expected.view()), 0);
    EXPECT_EQ(decoder.note(), "");
    decoder.Decode(sound, ColorMode::kRgb, image);
    EXPECT_EQ(decoder.note(), "");
  }
}

// They may be a segment whose marker is damaged, without which the colours are others.
TEST(JpegHeader, OtherBytesBetweenSegmentsAreDamage) {
  const std::vector<std::byte> sound = test::MakeJpegFile({.name = ""});
  Image image;
  for (const int marker : {0xDB, 0xC4}) {
    std::vector<std::byte> damaged = sound;
    damaged[FindSegment(sound, marker)] = std::byte{0};
    EXPECT_THROW(AnyImageDecoder().Decode(damaged, ColorMode::kRgb, image), Error) << marker;
    damaged = sound;
    damaged.insert(damaged.begin() + static_cast<std::ptrdiff_t>(FindSegment(sound, marker)), 3,
                   std::byte{7});
    EXPECT_THROW(AnyImageDecoder().Decode(damaged, ColorMode::kRgb, image), Error) << marker;
  }
  // Zeros to the end of the file.
  std::vector<std::byte> cut(sound.begin(),
                             sound.begin() + static_cast<std::ptrdiff_t>(FindSegment(sound, 0xC4)));
  cut.resize(cut.size() + 100'000);
  EXPECT_THROW(AnyImageDecoder().Decode(cut, ColorMode::kRgb, image), Error);
}

}  // namespace
}  // namespace imrec
