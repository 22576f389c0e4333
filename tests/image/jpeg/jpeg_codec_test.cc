#include "image/jpeg/jpeg_codec.h"

#include <optional>

#include <gtest/gtest.h>

#include <imrec/error.h>

#include "image/internal/jpeg_transcode.h"
#include "tests/image/jpeg/jpeg_files.h"
#include "tests/image/pictures.h"
#include "tests/support/files.h"

namespace imrec {
namespace {

using test::Bytes;
using test::MakePicture;
using test::MaxDifference;

std::vector<std::byte> Encode(ImageView image, int quality = 95) {
  std::vector<std::byte> encoded;
  kJpegCodec.make_encoder()->Encode(image, quality, encoded);
  return encoded;
}

Image Decode(std::span<const std::byte> encoded, ColorMode mode = ColorMode::kAsStored) {
  Image image;
  kJpegCodec.make_decoder({})->Decode(encoded, mode, image);
  return image;
}

ErrorCode DecodeError(ImageDecoder& decoder, std::span<const std::byte> encoded) {
  Image image;
  try {
    decoder.Decode(encoded, ColorMode::kRgb, image);
  } catch (const Error& error) {
    return error.code();
  }
  ADD_FAILURE() << "decoded";
  return ErrorCode::kUnsupported;
}

// Returns the JPEG with an APP1 segment of EXIF after its first marker.
std::vector<std::byte> WithOrientation(const std::vector<std::byte>& jpeg, char orientation) {
  std::string body("Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0", 24);
  body += orientation;
  body.append(7, '\0');
  const std::string segment =
      std::string("\xff\xe1\0", 3) + static_cast<char>(body.size() + 2) + body;
  std::string text = test::Text(jpeg);
  return Bytes(text.insert(2, segment));
}

TEST(JpegCodec, RoundTripsWithinTolerance) {
  for (const ImageSize size : {ImageSize{64, 48}, ImageSize{17, 33}, ImageSize{8, 8}}) {
    const Image picture = MakePicture(size, 1);
    EXPECT_LE(MaxDifference(Decode(Encode(picture.view())).view(), picture.view()), 12);
    // Equal channels: colour subsampling has nothing to lose.
    Image colour;
    ConvertChannels(picture.view(), 3, colour);
    EXPECT_LE(MaxDifference(Decode(Encode(colour.view())).view(), colour.view()), 14);
  }
}

TEST(JpegCodec, ColoursStayWhereTheyAre) {
  Image flat({.width = 32, .height = 16}, 3);
  for (int y = 0; y < 16; ++y) {
    for (int x = 0; x < 32; ++x) {
      const auto pixel = flat.view().pixel(x, y);
      pixel[0] = 200;
      pixel[1] = 90;
      pixel[2] = 20;
    }
  }
  EXPECT_LE(MaxDifference(Decode(Encode(flat.view())).view(), flat.view()), 3);
}

TEST(JpegCodec, QualityBuysPrecision) {
  const Image picture = MakePicture({.width = 64, .height = 64});
  EXPECT_LT(Encode(picture.view(), 30).size(), Encode(picture.view(), 95).size());
  for (const int quality : {0, 101, -5}) {
    EXPECT_THROW(Encode(picture.view(), quality), Error) << quality;
  }
}

TEST(JpegCodec, DeliversTheColoursAskedFor) {
  const Image picture = MakePicture({.width = 40, .height = 30}, 1);
  const std::vector<std::byte> grey = Encode(picture.view());
  EXPECT_EQ(kJpegCodec.make_decoder({})->ReadInfo(grey).channels, 1);
  EXPECT_EQ(Decode(grey).channels(), 1);
  const Image replicated = Decode(grey, ColorMode::kRgb);
  Image expected;
  ConvertChannels(Decode(grey).view(), 3, expected);
  EXPECT_EQ(MaxDifference(replicated.view(), expected.view()), 0);

  const std::vector<std::byte> colour = Encode(MakePicture({.width = 40, .height = 30}).view());
  EXPECT_EQ(kJpegCodec.make_decoder({})->ReadInfo(colour).channels, 3);
  EXPECT_EQ(Decode(colour).channels(), 3);
  Image weighted;
  ConvertChannels(Decode(colour, ColorMode::kRgb).view(), 1, weighted);
  EXPECT_LE(MaxDifference(Decode(colour, ColorMode::kGrey).view(), weighted.view()), 3);
}

TEST(JpegCodec, AlphaIsDroppedWhenWriting) {
  const Image picture = MakePicture({.width = 20, .height = 20}, 4);
  Image rgb;
  ConvertChannels(picture.view(), 3, rgb);
  EXPECT_EQ(Encode(picture.view()), Encode(rgb.view()));
}

TEST(JpegCodec, WritesAPartOfAnImage) {
  const Image picture = MakePicture({.width = 50, .height = 40});
  const ImageView part = std::as_const(picture).view().Sub(7, 5, {.width = 21, .height = 13});
  Image copy(part.size(), 3);
  CopyPixels(part, copy.view());
  EXPECT_EQ(Encode(part), Encode(copy.view()));
}

TEST(JpegCodec, TruncationBeforeTheEndMarkerIsAlwaysAnError) {
  const std::vector<std::byte> whole = Encode(MakePicture({.width = 48, .height = 32}).view());
  const auto decoder = kJpegCodec.make_decoder({});
  for (std::size_t size = 0; size < whole.size() - 2; ++size) {
    ASSERT_EQ(DecodeError(*decoder, std::span(whole).first(size)), ErrorCode::kCorruptData) << size;
  }
  Image image;
  decoder->Decode(whole, ColorMode::kRgb, image);
  EXPECT_EQ(MaxDifference(image.view(), Decode(whole).view()), 0);
}

TEST(JpegCodec, TruncatedHeaderHasNoInfo) {
  const std::vector<std::byte> whole = Encode(MakePicture({.width = 48, .height = 32}).view());
  const auto decoder = kJpegCodec.make_decoder({});
  for (const std::size_t size : {0U, 1U, 2U, 3U, 10U, 20U, 100U}) {
    EXPECT_THROW(decoder->ReadInfo(std::span(whole).first(size)), Error) << size;
  }
  EXPECT_EQ(decoder->ReadInfo(whole).size, (ImageSize{48, 32}));
}

TEST(JpegCodec, FlippedBytesNeverCrash) {
  const std::vector<std::byte> whole = Encode(MakePicture({.width = 24, .height = 24}).view());
  const auto decoder = kJpegCodec.make_decoder({});
  int errors = 0;
  for (std::size_t at = 0; at < whole.size(); ++at) {
    std::vector<std::byte> damaged = whole;
    damaged[at] ^= std::byte{0x7f};
    Image image;
    try {
      decoder->Decode(damaged, ColorMode::kRgb, image);
      EXPECT_FALSE(image.empty());
    } catch (const Error&) {
      ++errors;
    }
  }
  EXPECT_GT(errors, 50);
}

TEST(JpegCodec, GarbageIsAnErrorAndTheDecoderLivesOn) {
  const auto decoder = kJpegCodec.make_decoder({});
  const std::vector<std::byte> good = Encode(MakePicture({.width = 30, .height = 20}).view());
  for (const std::string_view garbage : {"", "x", "\xff\xd8\xff", "no picture at all"}) {
    EXPECT_EQ(DecodeError(*decoder, Bytes(garbage)), ErrorCode::kCorruptData);
    Image image;
    decoder->Decode(good, ColorMode::kRgb, image);
    EXPECT_EQ(MaxDifference(image.view(), Decode(good).view()), 0);
  }
}

// Takes the segments with this marker out of a file's header, or those of them that begin with
// `first`.
std::vector<std::byte> Without(std::size_t marker, const std::vector<std::byte>& encoded,
                               std::optional<std::size_t> first = {}) {
  const auto at = [&](std::size_t i) { return std::to_integer<std::size_t>(encoded[i]); };
  std::vector<std::byte> result(encoded.begin(), encoded.begin() + 2);
  std::size_t begin = 2;
  while (at(begin + 1) != 0xDA) {
    const std::size_t end = begin + 2 + (at(begin + 2) << 8 | at(begin + 3));
    if (at(begin + 1) != marker || (first && at(begin + 4) != *first)) {
      result.insert(result.end(), encoded.begin() + static_cast<std::ptrdiff_t>(begin),
                    encoded.begin() + static_cast<std::ptrdiff_t>(end));
    }
    begin = end;
  }
  result.insert(result.end(), encoded.begin() + static_cast<std::ptrdiff_t>(begin), encoded.end());
  return result;
}

constexpr std::size_t kQuantisation = 0xDB;
constexpr std::size_t kHuffman = 0xC4;

// Each image is decoded as if it were the first: by its own tables.
TEST(JpegCodec, TablesAreNotThoseOfAnotherImage) {
  std::vector<std::byte> other;
  JpegTranscoder().Transcode(test::MakeJpeg({100, 80}, 2), JpegLayout::kCropReady, other);
  const auto decode = [&](AnyImageDecoder& decoder, const std::vector<std::byte>& bytes) {
    Image image;
    decoder.Decode(bytes, ColorMode::kRgb, image);
    return image;
  };
  AnyImageDecoder decoder;
  const std::vector<std::byte> encoded = test::MakeJpeg({64, 48});
  const Image expected = decode(decoder, encoded);
  decode(decoder, other);
  // Without Huffman tables a sequential file means the standard ones, with which it was written.
  const Image actual = decode(decoder, Without(kHuffman, encoded));
  EXPECT_EQ(test::MaxDifference(actual.view(), expected.view()), 0);
  const std::vector<std::byte> scans =
      test::MakeJpegFile({.name = "scans", .separate_scans = true});
  const std::vector<std::byte> progressive =
      test::MakeJpegFile({.name = "progressive", .progressive = true});
  for (const auto& incomplete : {Without(kQuantisation, encoded), Without(kQuantisation, scans, 1),
                                 Without(kHuffman, progressive)}) {
    AnyImageDecoder fresh;
    EXPECT_THROW(decode(fresh, incomplete), Error);
    decode(decoder, other);
    EXPECT_THROW(decode(decoder, incomplete), Error);
  }
}

TEST(JpegCodec, NorAreThoseThatAreWrittenAnew) {
  const std::vector<std::byte> encoded = test::MakeJpeg({64, 48});
  JpegTranscoder transcoder;
  std::vector<std::byte> result;
  EXPECT_TRUE(transcoder.Transcode(encoded, JpegLayout::kCropReady, result));
  EXPECT_THROW(
      transcoder.Transcode(Without(kQuantisation, encoded), JpegLayout::kCropReady, result), Error);
}

TEST(JpegCodec, ForgedSizeAllocatesNothing) {
  std::string text = test::Text(Encode(MakePicture({.width = 16, .height = 16}).view()));
  const std::size_t frame = text.find("\xff\xc0");
  ASSERT_NE(frame, std::string::npos);
  text.replace(frame + 5, 4, "\xff\x00\xff\x00", 4);
  const auto decoder = kJpegCodec.make_decoder({});
  EXPECT_EQ(DecodeError(*decoder, Bytes(text)), ErrorCode::kLimitExceeded);
  Image image;
  decoder->Decode(Encode(MakePicture({.width = 16, .height = 16}).view()), ColorMode::kRgb, image);
  EXPECT_EQ(image.size(), (ImageSize{16, 16}));
}

TEST(JpegCodec, ReportsOrientationAndLeavesThePixels) {
  const std::vector<std::byte> plain = Encode(MakePicture({.width = 40, .height = 24}).view());
  const auto decoder = kJpegCodec.make_decoder({});
  for (char orientation = 1; orientation <= 8; ++orientation) {
    const std::vector<std::byte> turned = WithOrientation(plain, orientation);
    const ImageInfo info = decoder->ReadInfo(turned);
    EXPECT_EQ(info.orientation, orientation);
    EXPECT_EQ(info.size, (ImageSize{40, 24}));
    EXPECT_EQ(MaxDifference(Decode(turned).view(), Decode(plain).view()), 0);
  }
  EXPECT_EQ(decoder->ReadInfo(plain).orientation, 1);
  EXPECT_EQ(decoder->ReadInfo(WithOrientation(plain, 9)).orientation, 1);
  // The first of several counts.
  EXPECT_EQ(decoder->ReadInfo(WithOrientation(WithOrientation(plain, 1), 6)).orientation, 6);
}

TEST(JpegCodec, KindsWithoutADecoderAreUnsupported) {
  const std::string plain = test::Text(Encode(MakePicture({.width = 16, .height = 16}).view()));
  const std::size_t frame = plain.find("\xff\xc0");
  ASSERT_NE(frame, std::string::npos);
  const auto decoder = kJpegCodec.make_decoder({});
  std::string deep = plain;
  deep[frame + 4] = 12;  // bits per sample
  EXPECT_EQ(DecodeError(*decoder, Bytes(deep)), ErrorCode::kUnsupported);
  std::string lossless = plain;
  lossless[frame + 1] = '\xc3';
  EXPECT_EQ(DecodeError(*decoder, Bytes(lossless)), ErrorCode::kUnsupported);
  // The frame and the scan lose their third component.
  std::string pair = plain;
  const std::size_t scan = pair.find("\xff\xda");
  pair.replace(scan + 3, 2, std::string("\x0a\x02", 2)).erase(scan + 9, 2);
  pair.replace(frame + 3, 1, "\x0e").replace(frame + 9, 1, "\x02").erase(frame + 16, 3);
  EXPECT_EQ(DecodeError(*decoder, Bytes(pair)), ErrorCode::kUnsupported);
}

TEST(JpegCodec, TooLargeToWriteIsTheCallersMistake) {
  const Image wide({.width = 65501, .height = 1}, 1);
  try {
    Encode(wide.view());
    ADD_FAILURE();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::kInvalidArgument);
  }
}

}  // namespace
}  // namespace imrec
