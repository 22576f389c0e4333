// What is wrong with a file where no pixel depends on it.
#include <algorithm>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <imrec/error.h>
#include <imrec/image_codec.h>

#include "image/internal/jpeg_transcode.h"
#include "image/internal/ycbcr_part.h"
#include "tests/image/jpeg/jpeg_files.h"
#include "tests/image/pictures.h"
#include "tests/support/files.h"

namespace imrec {
namespace {

using test::JpegKind;
using testing::HasSubstr;
using testing::IsEmpty;

using Encoded = std::vector<std::byte>;

constexpr std::size_t kEndMarker = 2;

// A file with `extra` instead of its end marker.
Encoded WithEnd(const Encoded& encoded, std::string_view extra) {
  Encoded result(encoded.begin(), encoded.end() - kEndMarker);
  const Encoded end = test::Bytes(extra);
  result.insert(result.end(), end.begin(), end.end());
  return result;
}

struct BadEnd {
  std::string name;
  std::string end;
  std::string note;  // a part of it
};

std::vector<BadEnd> BadEnds() {
  const std::string between = "bytes between the last MCU and the end marker";
  return {
      {"zeros", std::string(17, '\0') + "\xFF\xD9", between},
      {"any bytes",
       std::string("\x01\xFF\x00\x80\xFE\x17\x23", 7) + std::string(40, '\x5A') + "\xFF\xD9",
       between},
      {"many", std::string(5000, '\x33') + "\xFF\xD9", between},
      {"no end", "", "the end marker is missing"},
      {"half an end", "\xFF", "the end marker is missing"},
      {"bytes, no end", std::string(20, '\x11'), "the end marker is missing"},
  };
}

// Those after which libjpeg gives up.
std::vector<BadEnd> FatalEnds() {
  return {
      {"another image", "\xFF\xD8\xFF\xE0", "after the last MCU: "},
      {"a broken table", std::string("\xFF\xC4\x00\x04\x00\x00\xFF\xD9", 8),
       "after the last MCU: "},
  };
}

Image Decoded(AnyImageDecoder& decoder, const Encoded& encoded) {
  Image image;
  decoder.Decode(encoded, ColorMode::kAsStored, image);
  return image;
}

class WholePictures : public testing::TestWithParam<JpegKind> {
 protected:
  // To arithmetic code extra bytes are code, and what is cut off is zeros.
  static bool IsTaken(const BadEnd& bad) {
    return !GetParam().arithmetic || (bad.end.size() > 1 && bad.end[0] == '\xFF');
  }
};

TEST_P(WholePictures, ABadEndIsANote) {
  const Encoded sound = test::MakeJpegFile(GetParam());
  AnyImageDecoder decoder;
  const Image expected = Decoded(decoder, sound);
  EXPECT_THAT(decoder.note(), IsEmpty());
  std::vector<BadEnd> ends = BadEnds();
  std::ranges::move(FatalEnds(), std::back_inserter(ends));
  for (const BadEnd& bad : ends) {
    if (!IsTaken(bad)) continue;
    const Image actual = Decoded(decoder, WithEnd(sound, bad.end));
    EXPECT_EQ(test::MaxDifference(actual.view(), expected.view()), 0) << bad.name;
    EXPECT_THAT(decoder.note(), HasSubstr(bad.note)) << bad.name;
    // Notes are of the last image.
    Decoded(decoder, sound);
    EXPECT_THAT(decoder.note(), IsEmpty());
  }
}

TEST_P(WholePictures, PartsArePixelsOfTheWhole) {
  for (const bool crop_ready : {false, true}) {
    Encoded sound = test::MakeJpegFile(GetParam());
    if (crop_ready && !JpegTranscoder().Transcode(sound, JpegLayout::kCropReady, sound)) continue;
    AnyImageDecoder decoder;
    Image memory;
    Image expected;
    std::mt19937 random(1);
    for (const BadEnd& bad : BadEnds()) {
      if (!IsTaken(bad)) continue;
      const Encoded encoded = WithEnd(sound, bad.end);
      const ImageSize stored = decoder.ReadInfo(encoded).size;
      for (const int divisor : {1, 2, 8}) {
        const ImageSize size = ShrunkSize(stored, divisor);
        decoder.Open(sound);
        decoder.DecodeAtLeast(ColorMode::kRgb, size, expected);
        decoder.Open(encoded);
        for (int i = 0; i < 6; ++i) {
          PixelWindow window = test::RandomWindow(size, random);
          if (i % 2 == 0) window.bottom = size.height;
          const ImageView part =
              decoder.DecodePart(ColorMode::kRgb, {.window = window, .divisor = divisor}, memory);
          const ImageView whole =
              std::as_const(expected).view().Sub(window.left, window.top, window.size());
          EXPECT_EQ(test::MaxDifference(part, whole), 0) << bad.name;
        }
      }
    }
  }
}

TEST_P(WholePictures, PlanesAreThoseOfTheSoundFile) {
  const Encoded sound = test::MakeJpegFile(GetParam());
  AnyImageDecoder decoder;
  const ImageSize size = decoder.Open(sound).size;
  const ImagePart all = {
      .window = {.left = 0, .top = 0, .right = size.width, .bottom = size.height}};
  YcbcrPart expected;
  const bool taken = decoder.DecodeYcbcr(all, expected);
  for (const BadEnd& bad : BadEnds()) {
    const Encoded encoded = WithEnd(sound, bad.end);
    YcbcrPart actual;
    decoder.Open(encoded);
    EXPECT_EQ(decoder.DecodeYcbcr(all, actual), taken) << bad.name;
    for (std::size_t c = 0; taken && c < 3; ++c) {
      EXPECT_EQ(
          test::MaxDifference(actual.planes[c].samples.view(), expected.planes[c].samples.view()),
          0)
          << bad.name;
    }
  }
}

TEST_P(WholePictures, AreLaidOutAnewLikeTheSoundFile) {
  const Encoded sound = test::MakeJpegFile(GetParam());
  JpegTranscoder transcoder;
  if (GetParam().arithmetic) GTEST_SKIP() << "cut before a bad marker, it would have no end";
  std::vector<BadEnd> ends = BadEnds();
  std::ranges::move(FatalEnds(), std::back_inserter(ends));
  for (const JpegLayout layout : {JpegLayout::kBaseline, JpegLayout::kCropReady}) {
    Encoded expected;
    const bool changed = transcoder.Transcode(sound, layout, expected);
    for (const BadEnd& bad : ends) {
      Encoded actual;
      EXPECT_EQ(transcoder.Transcode(WithEnd(sound, bad.end), layout, actual), changed) << bad.name;
      EXPECT_EQ(actual, expected) << bad.name;
    }
  }
}

// Whatever is missing before the end marker is damage.
TEST_P(WholePictures, TruncationIsDamage) {
  if (GetParam().arithmetic) GTEST_SKIP() << "its decoder goes on with zeros";
  const Encoded sound = test::MakeJpegFile(GetParam());
  AnyImageDecoder decoder;
  JpegTranscoder transcoder;
  Image image;
  Encoded result;
  std::vector<std::size_t> sizes;
  for (std::size_t size = 2; size < sound.size() - kEndMarker; size += 1 + size / 50) {
    sizes.push_back(size);
  }
  for (std::size_t back = 1; back < 20; ++back) sizes.push_back(sound.size() - kEndMarker - back);
  for (const std::size_t scan : test::FindScans(sound)) sizes.push_back(scan);
  // A sequential file that is laid out already is not looked into.
  const bool is_read = transcoder.Transcode(sound, JpegLayout::kBaseline, result);
  for (const std::size_t size : sizes) {
    const std::span<const std::byte> cut = std::span(sound).first(size);
    EXPECT_THROW(decoder.Decode(cut, ColorMode::kRgb, image), Error) << size;
    if (!is_read) continue;
    EXPECT_THROW(transcoder.Transcode(cut, JpegLayout::kBaseline, result), Error) << size;
  }
}

INSTANTIATE_TEST_SUITE_P(Of, WholePictures, testing::ValuesIn(test::AllJpegKinds()),
                         [](const testing::TestParamInfo<JpegKind>& kind) {
                           return kind.param.name;
                         });

TEST(WholePicture, ArithmeticCodeMustEndWhereItEnds) {
  const Encoded sound = test::MakeJpegFile({.name = "", .arithmetic = true});
  Image image;
  AnyImageDecoder decoder;
  for (const BadEnd& bad : BadEnds()) {
    EXPECT_THROW(decoder.Decode(WithEnd(sound, bad.end), ColorMode::kRgb, image), Error)
        << bad.name;
  }
}

TEST(WholePicture, BytesBetweenScansAreDamage) {
  for (const bool progressive : {false, true}) {
    Encoded encoded = test::MakeJpegFile(
        {.name = "", .progressive = progressive, .separate_scans = !progressive});
    const std::size_t scan = test::FindScans(encoded)[1];
    encoded.insert(encoded.begin() + static_cast<std::ptrdiff_t>(scan), 30, std::byte{0x44});
    Image image;
    AnyImageDecoder decoder;
    try {
      decoder.Decode(encoded, ColorMode::kRgb, image);
      ADD_FAILURE();
    } catch (const Error& error) {
      EXPECT_THAT(error.what(), HasSubstr("extraneous bytes before marker"));
    }
    Encoded result;
    EXPECT_THROW(JpegTranscoder().Transcode(encoded, JpegLayout::kBaseline, result), Error);
  }
}

TEST(WholePicture, BadScanParametersAreDamage) {
  Encoded encoded = test::MakeJpegFile({.name = "", .separate_scans = true});
  // The last coefficient of the third scan, in the last bytes of its header.
  const std::size_t scan = test::FindScans(encoded)[2];
  encoded[scan + 2 + 6 + 1] = std::byte{62};
  Image image;
  EXPECT_THROW(AnyImageDecoder().Decode(encoded, ColorMode::kRgb, image), Error);
}

// Some encoders leave the parameters zero that only progressive scans have.
TEST(WholePicture, MissingScanParametersAreNoDamage) {
  const Encoded sound = test::MakeJpegFile({.name = ""});
  Encoded encoded = sound;
  // After the marker, the length, the number of components and two bytes for each of three.
  const std::size_t last = test::FindScans(encoded)[0] + 2 + 2 + 1 + 6 + 1;
  ASSERT_EQ(encoded[last], std::byte{63});
  encoded[last] = std::byte{0};
  Image expected;
  Image image;
  AnyImageDecoder decoder;
  decoder.Decode(sound, ColorMode::kRgb, expected);
  decoder.Decode(encoded, ColorMode::kRgb, image);
  EXPECT_EQ(test::MaxDifference(image.view(), expected.view()), 0);
}

// The first `count` scans of a progressive file, and an end marker.
Encoded FirstScans(const Encoded& encoded, std::size_t count) {
  Encoded first(encoded.begin(),
                encoded.begin() + static_cast<std::ptrdiff_t>(test::FindScans(encoded)[count]));
  first.insert(first.end(), {std::byte{0xFF}, std::byte{0xD9}});
  return first;
}

// Libjpeg would smooth the blocks of a picture that is not yet refined, by neighbours that it does
// not have for windows.
TEST(WholePicture, ProgressiveFilesThatLackScansAreTheSameInWindows) {
  for (const int sampling : {1, 2}) {
    const Encoded encoded = test::MakeJpegFile({.name = "",
                                                .size = {.width = 300, .height = 200},
                                                .horizontal = sampling,
                                                .vertical = sampling,
                                                .progressive = true});
    const std::size_t scans = test::FindScans(encoded).size();
    ASSERT_GT(scans, 4U);
    for (std::size_t count = 1; count < scans; ++count) {
      const Encoded lacking = FirstScans(encoded, count);
      AnyImageDecoder decoder;
      decoder.Open(lacking);
      Image whole;
      Image memory;
      std::mt19937 random(7);
      for (const int divisor : {1, 2, 4, 8}) {
        const ImageSize size = ShrunkSize({.width = 300, .height = 200}, divisor);
        decoder.DecodeAtLeast(ColorMode::kRgb, size, whole);
        ASSERT_EQ(whole.size(), size);
        for (int i = 0; i < 20; ++i) {
          const PixelWindow window = test::RandomWindow(size, random);
          const ImageView part =
              decoder.DecodePart(ColorMode::kRgb, {.window = window, .divisor = divisor}, memory);
          const ImageView same =
              std::as_const(whole).view().Sub(window.left, window.top, window.size());
          ASSERT_EQ(test::MaxDifference(part, same), 0) << count << " scans, 1/" << divisor;
        }
      }
    }
  }
}

TEST(WholePicture, AProgressiveFileThatLacksScansAndItsEndIsCutOff) {
  const Encoded encoded = test::MakeJpegFile({.name = "", .progressive = true});
  Encoded lacking = FirstScans(encoded, 3);
  Image image;
  AnyImageDecoder decoder;
  decoder.Decode(lacking, ColorMode::kRgb, image);
  EXPECT_THAT(decoder.note(), IsEmpty());
  lacking.erase(lacking.end() - kEndMarker, lacking.end());
  EXPECT_THROW(decoder.Decode(lacking, ColorMode::kRgb, image), Error);
}

}  // namespace
}  // namespace imrec
