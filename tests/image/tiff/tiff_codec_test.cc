// Pixels of TIFF files against a second, plain reading of the samples that were written.
#include <algorithm>
#include <cstdint>
#include <cstring>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <imrec/error.h>
#include <imrec/image_codec.h>

#include "image/internal/codec_versions.h"
#include "tests/image/damage.h"
#include "tests/image/pictures.h"
#include "tests/support/files.h"
#include "tests/support/format_files.h"

namespace imrec::test {
namespace {

using Vector = std::vector<std::uint8_t>;
using testing::HasSubstr;

constexpr ImageSize kSize = {.width = 37, .height = 23};

// Any bytes for all rows of all planes.
Vector MakeRows(const TiffKind& kind) {
  const std::size_t planes = kind.separate_planes ? static_cast<std::size_t>(kind.samples) : 1;
  Vector rows(TiffRowBytes(kind) * static_cast<std::size_t>(kind.size.height) * planes);
  std::mt19937 random(5);
  for (std::uint8_t& byte : rows) byte = static_cast<std::uint8_t>(random());
  return rows;
}

// Sample `s` of a pixel, as stored.
int SampleAt(const TiffKind& kind, const Vector& rows, int x, int y, int s) {
  const int step = kind.separate_planes ? 1 : kind.samples;
  const std::size_t row =
      TiffRowBytes(kind) *
      static_cast<std::size_t>(y + (kind.separate_planes ? s * kind.size.height : 0));
  const int index = x * step + (kind.separate_planes ? 0 : s);
  if (kind.bits == 16) {
    std::uint16_t value = 0;
    std::memcpy(&value, &rows[row + 2 * static_cast<std::size_t>(index)], 2);
    return value;
  }
  int value = 0;
  for (int bit = index * kind.bits; bit < (index + 1) * kind.bits; ++bit) {
    value = 2 * value + (rows[row + static_cast<std::size_t>(bit / 8)] >> (7 - bit % 8) & 1);
  }
  return value;
}

// The pixels that are expected, with `channels` channels.
Vector Expected(const TiffKind& kind, const Vector& rows, int channels) {
  Vector samples;
  const int most = (1 << kind.bits) - 1;
  for (int y = 0; y < kind.size.height; ++y) {
    for (int x = 0; x < kind.size.width; ++x) {
      const auto scaled = [&](int s) {
        const int value = SampleAt(kind, rows, x, y, s);
        if (kind.bits < 16) return value * 255 / most;
        return kind.photometric < 2 ? value >> 8 : (value + 128) / 257;  // as OpenCV
      };
      for (int c = 0; c < channels; ++c) {
        int value = 0;
        if (c == 3) {
          value = scaled(kind.samples - 1);  // never inverted
        } else if (kind.photometric == 0) {
          value = 255 - scaled(0);
        } else if (kind.photometric == 1) {
          value = scaled(0);
        } else if (kind.photometric == 3) {
          const auto index = static_cast<std::size_t>(SampleAt(kind, rows, x, y, 0));
          value = kind.palette[static_cast<std::size_t>(c) * kind.palette.size() / 3 + index] >> 8;
        } else if (kind.photometric == 5) {
          value = (255 - scaled(3)) * (255 - scaled(c)) / 255;
        } else {
          value = scaled(c);
        }
        samples.push_back(static_cast<std::uint8_t>(value));
      }
    }
  }
  return samples;
}

void ExpectReads(const TiffKind& kind, int channels) {
  SCOPED_TRACE(kind.name);
  const Vector rows = MakeRows(kind);
  const std::vector<std::byte> tiff = MakeTiff(kind, rows);
  const ImageInfo info = AnyImageDecoder().ReadInfo(tiff);
  EXPECT_EQ(info.size, kind.size);
  EXPECT_EQ(info.channels, channels);
  EXPECT_EQ(DecodedSamples(tiff), Expected(kind, rows, channels));
  if (channels == 4) {
    EXPECT_EQ(DecodedSamples(tiff, ColorMode::kRgb), Expected(kind, rows, 3)) << "without alpha";
  }
}

std::vector<std::uint16_t> MakePalette(int bits) {
  std::vector<std::uint16_t> palette(std::size_t{3} << bits);
  std::mt19937 random(6);
  for (std::uint16_t& value : palette) value = static_cast<std::uint16_t>(random());
  return palette;
}

TEST(Tiff, AllDepthsOfGreyAndColour) {
  for (const int bits : {1, 2, 4, 8, 16}) {
    const std::string name = std::to_string(bits) + " bits";
    ExpectReads({.name = name, .size = kSize, .bits = bits, .samples = 1, .photometric = 1}, 1);
    ExpectReads({.name = name + ", white is zero",
                 .size = kSize,
                 .bits = bits,
                 .samples = 1,
                 .photometric = 0},
                1);
    ExpectReads({.name = name + ", RGB", .size = kSize, .bits = bits}, 3);
    ExpectReads(
        {.name = name + ", CMYK", .size = kSize, .bits = bits, .samples = 4, .photometric = 5}, 3);
    if (bits == 16) continue;
    ExpectReads({.name = name + ", palette",
                 .size = kSize,
                 .bits = bits,
                 .samples = 1,
                 .photometric = 3,
                 .palette = MakePalette(bits)},
                3);
  }
}

TEST(Tiff, StripsTilesAndPlanes) {
  for (const bool planes : {false, true}) {
    for (const ImageSize tile :
         {ImageSize{}, ImageSize{16, 16}, ImageSize{48, 32}, ImageSize{256, 256}}) {
      for (const int bits : {8, 16}) {
        const std::string name =
            std::to_string(tile.width) + (planes ? ", planes " : " ") + std::to_string(bits);
        ExpectReads(
            {.name = name, .size = kSize, .bits = bits, .separate_planes = planes, .tile = tile},
            3);
      }
    }
    for (const int rows : {1, 7, 23, 1000}) {
      ExpectReads({.name = std::to_string(rows) + " rows",
                   .size = kSize,
                   .separate_planes = planes,
                   .rows_per_strip = rows},
                  3);
    }
  }
}

TEST(Tiff, CompressionsWithoutLoss) {
  // LZW, two Deflates, PackBits, Zstandard.
  for (const int compression : {5, 8, 32946, 32773, 50000}) {
    for (const ImageSize tile : {ImageSize{}, ImageSize{16, 32}}) {
      for (const bool planes : {false, true}) {
        ExpectReads({.name = std::to_string(compression),
                     .size = kSize,
                     .compression = compression,
                     .separate_planes = planes,
                     .tile = tile},
                    3);
      }
    }
  }
  for (const int compression : {2, 3, 4}) {  // fax, which has 1 bit
    ExpectReads({.name = "fax " + std::to_string(compression),
                 .size = kSize,
                 .bits = 1,
                 .samples = 1,
                 .photometric = 0,
                 .compression = compression},
                1);
  }
}

TEST(Tiff, ByteOrdersAndLargeOffsets) {
  for (const char* mode : {"wl", "wb", "w8", "wb8"}) {
    for (const int bits : {8, 16}) {
      ExpectReads({.name = mode, .size = kSize, .bits = bits, .mode = mode}, 3);
    }
  }
}

TEST(Tiff, AlphaIsDroppedInEveryKind) {
  for (const auto extra : {std::uint16_t{1}, std::uint16_t{2}}) {  // associated or not
    for (const bool planes : {false, true}) {
      ExpectReads({.name = "RGBA",
                   .size = kSize,
                   .samples = 4,
                   .separate_planes = planes,
                   .extra_samples = {extra}},
                  4);
      ExpectReads({.name = "grey and alpha",
                   .size = kSize,
                   .bits = 16,
                   .samples = 2,
                   .photometric = 1,
                   .separate_planes = planes,
                   .extra_samples = {extra}},
                  4);
    }
  }
  ExpectReads({.name = "white is zero, and alpha",
               .size = kSize,
               .samples = 2,
               .photometric = 0,
               .extra_samples = {2}},
              4);
  // A further sample that is not said to be alpha.
  ExpectReads({.name = "RGB0", .size = kSize, .samples = 4, .extra_samples = {0}}, 3);
  ExpectReads({.name = "five samples", .size = kSize, .samples = 5, .extra_samples = {0, 0}}, 3);
}

TEST(Tiff, SignedBytesAreReadAsUnsigned) {
  ExpectReads({.name = "int8", .size = kSize, .sample_format = 2}, 3);
}

TEST(Tiff, JpegComesClose) {
  const Image picture = MakePicture({.width = 64, .height = 48});
  for (const int subsampling : {1, 2}) {
    for (const ImageSize tile : {ImageSize{}, ImageSize{32, 32}}) {
      const std::vector<std::byte> tiff = MakeTiff(picture.view(), {.photometric = 6,
                                                                    .compression = 7,
                                                                    .tile = tile,
                                                                    .rows_per_strip = 16,
                                                                    .subsampling = subsampling});
      const Image image = Decoded(tiff);
      ASSERT_EQ(image.size(), picture.size());
      double difference = 0;
      const Vector samples = Samples(image.view());
      const Vector expected = Samples(picture.view());
      for (std::size_t i = 0; i < samples.size(); ++i) {
        difference += std::abs(samples[i] - expected[i]);
      }
      EXPECT_LT(difference / static_cast<double>(samples.size()), 10) << subsampling;
    }
  }
}

// libtiff does not convert the colours of JPEGs in planes.
TEST(Tiff, JpegInPlanesHasItsColours) {
  constexpr ImageSize kSquare = {.width = 32, .height = 32};
  const TiffKind kind = {.size = kSquare,
                         .photometric = 6,
                         .compression = 7,
                         .separate_planes = true,
                         .rows_per_strip = 32};
  Vector planes(3 * 32 * 32, 81);
  std::fill(planes.begin() + 32 * 32, planes.begin() + 2 * 32 * 32, std::uint8_t{90});
  std::fill(planes.begin() + 2 * 32 * 32, planes.end(), std::uint8_t{240});
  const Image image = Decoded(MakeTiff(kind, planes));  // 81, 90, 240 is red
  ASSERT_EQ(image.size(), kSquare);
  EXPECT_GT(image.view().pixel(16, 16)[0], 220);
  EXPECT_LT(image.view().pixel(16, 16)[1], 30);
  EXPECT_LT(image.view().pixel(16, 16)[2], 30);
}

// Two by two pixels share their chroma, which is 128 for grey.
TEST(Tiff, YcbcrWithoutJpeg) {
  const TiffKind kind = {.size = {4, 2}, .photometric = 6, .rows_per_strip = 2, .subsampling = 2};
  const std::vector<std::byte> tiff =
      MakeTiff(kind, {10, 20, 30, 40, 128, 128, 76, 76, 76, 76, 85, 255});
  EXPECT_EQ(DecodedSamples(tiff), (Vector{10, 10, 10, 20, 20, 20, 254, 0, 0, 254, 0, 0,  //
                                          30, 30, 30, 40, 40, 40, 254, 0, 0, 254, 0, 0}));
}

TEST(Tiff, OrientationIsThatOfItsTag) {
  const Image picture = MakePicture({.width = 12, .height = 10});
  for (int orientation = 1; orientation <= 8; ++orientation) {
    const std::vector<std::byte> tiff = MakeTiff(picture.view(), {.orientation = orientation});
    AnyImageDecoder decoder;
    EXPECT_EQ(decoder.Open(tiff).orientation, orientation);
    EXPECT_EQ(DecodedSamples(tiff), Samples(picture.view())) << "as stored";
  }
}

TEST(Tiff, OfSeveralPagesTheFirstIsRead) {
  const Image picture = MakePicture({.width = 12, .height = 10});
  EXPECT_EQ(DecodedSamples(MakeTiff(picture.view(), {.pages = 3})), Samples(picture.view()));
}

TEST(Tiff, UnreadableKindsSayWhy) {
  const auto expect = [](const TiffKind& kind, const std::string& reason) {
    const std::vector<std::byte> tiff = MakeTiff(kind, MakeRows(kind));
    Image image;
    try {
      AnyImageDecoder().Decode(tiff, ColorMode::kRgb, image);
      ADD_FAILURE() << reason;
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::kUnsupported);
      EXPECT_THAT(error.what(), HasSubstr(reason));
    }
  };
  for (const int bits : {16, 32, 64}) {
    expect({.size = kSize, .bits = bits, .samples = 1, .photometric = 1, .sample_format = 3},
           "floating-point samples");
  }
  expect({.size = kSize, .bits = 32, .samples = 1, .photometric = 1}, "32 bits per sample");
  expect({.size = kSize, .bits = 16, .samples = 1, .photometric = 1, .sample_format = 2},
         "sample format 2");
  expect({.size = kSize, .bits = 12, .samples = 1, .photometric = 1}, "12 bits per sample");
  expect({.size = kSize, .samples = 3, .photometric = 8}, "photometric interpretation 8");
  expect({.size = kSize, .compression = 34925}, "compression 34925");  // LZMA
}

TEST(Tiff, LimitsHold) {
  const Image picture = MakePicture({.width = 20, .height = 10});
  EXPECT_EQ(FailureOf(MakeTiff(picture.view()), {.max_pixels = 199}), ErrorCode::kLimitExceeded);
  EXPECT_EQ(DecodedSamples(MakeTiff(picture.view())), Samples(picture.view()));
}

// The offset of a field's value in the first directory of a little-endian file.
std::size_t ValueOf(const std::vector<std::byte>& tiff, std::uint16_t tag) {
  const auto number = [&](std::size_t at, std::size_t size) {
    std::size_t value = 0;
    for (std::size_t i = size; i-- > 0;)
      value = value << 8 | std::to_integer<std::size_t>(tiff[at + i]);
    return value;
  };
  const std::size_t directory = number(4, 4);
  for (std::size_t i = 0; i < number(directory, 2); ++i) {
    const std::size_t entry = directory + 2 + 12 * i;
    if (number(entry, 2) == tag) return entry + 8;
  }
  throw std::runtime_error("no such field");
}

void Set(std::vector<std::byte>& tiff, std::uint16_t tag, std::uint64_t value,
         std::size_t size = 4) {
  std::ranges::copy(LittleEndian(value, size),
                    tiff.begin() + static_cast<std::ptrdiff_t>(ValueOf(tiff, tag)));
}

TEST(Tiff, ForgedSizesAreErrors) {
  const std::vector<std::byte> sound = MakeTiff(MakePicture({.width = 20, .height = 10}).view());
  for (const int compression : {1, 5, 7, 8, 32773, 50000}) {
    const TiffKind kind = {
        .photometric = compression == 7 ? 6 : 2, .compression = compression, .rows_per_strip = 16};
    std::vector<std::byte> tiff = MakeTiff(MakePicture({.width = 20, .height = 10}).view(), kind);
    // 20x10 becomes 10000x10000 in the header.
    Set(tiff, 256, 10000, 2);
    Set(tiff, 257, 10000, 2);
    EXPECT_EQ(FailureOf(tiff), ErrorCode::kCorruptData) << compression;
  }
  std::vector<std::byte> none = sound;
  Set(none, 256, 0, 2);
  EXPECT_EQ(FailureOf(none), ErrorCode::kCorruptData);
  std::vector<std::byte> taller = sound;
  Set(taller, 257, 30, 2);
  EXPECT_EQ(FailureOf(taller), ErrorCode::kCorruptData);
  std::vector<std::byte> samples = sound;
  Set(samples, 277, 60000, 2);
  EXPECT_EQ(FailureOf(samples), ErrorCode::kUnsupported);
  Set(samples, 277, 2, 2);
  EXPECT_EQ(FailureOf(samples), ErrorCode::kCorruptData);
}

TEST(Tiff, TilesFarLargerThanTheImageAreErrors) {
  std::vector<std::byte> tiff = MakeTiff(MakePicture({.width = 20, .height = 10}).view(),
                                         {.compression = 8, .tile = {16, 16}});
  Set(tiff, 322, 65536 - 16, 2);
  Set(tiff, 323, 65536 - 16, 2);
  EXPECT_EQ(FailureOf(tiff), ErrorCode::kCorruptData);
}

// 300 fields with one large value: libtiff would read it 300 times.
TEST(Tiff, FieldsThatShareALargeValueAreErrors) {
  std::vector<std::byte> tiff = Bytes(std::string_view("II*\0", 4));
  Append(LittleEndian(8, 4), tiff);
  constexpr std::uint64_t kFields = 300;
  Append(LittleEndian(kFields, 2), tiff);
  for (std::uint64_t i = 0; i < kFields; ++i) {
    Append(LittleEndian(40000 + i, 2), tiff);
    Append(LittleEndian(1, 2), tiff);
    Append(LittleEndian(100000, 4), tiff);
    Append(LittleEndian(0, 4), tiff);
  }
  Append(LittleEndian(0, 4), tiff);
  tiff.resize(200000);
  Image image;
  try {
    AnyImageDecoder().Decode(tiff, ColorMode::kRgb, image);
    ADD_FAILURE();
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("fields of its directory are larger than the file"));
  }
}

// A frame that claims a window of 2 GiB.
TEST(Tiff, AZstandardWindowIsLimited) {
  const Image picture = MakePicture({.width = 20, .height = 10});
  std::vector<std::byte> tiff =
      MakeTiff(picture.view(), {.compression = 50000, .rows_per_strip = 10});
  const std::vector<std::byte> magic = Bytes("\x28\xB5\x2F\xFD");
  const auto frame = std::search(tiff.begin(), tiff.end(), magic.begin(), magic.end());
  ASSERT_NE(frame, tiff.end());
  frame[4] = std::byte{0};
  frame[5] = std::byte{0xA8};
  EXPECT_EQ(FailureOf(tiff), ErrorCode::kUnsupported);
  frame[4] = std::byte{0xE0};  // one segment, whose size follows
  EXPECT_EQ(FailureOf(tiff), ErrorCode::kCorruptData);
}

TEST(Tiff, TruncatedFilesAreErrors) {
  const Image picture = MakePicture({.width = 12, .height = 10});
  for (const int compression : {1, 5, 8, 32773, 50000}) {
    // The directory is at the end, with room for the offset of the next.
    ExpectPrefixesFail(MakeTiff(picture.view(), {.compression = compression}));
  }
  ExpectPrefixesFail(
      MakeTiff(picture.view(), {.photometric = 6, .compression = 7, .rows_per_strip = 8}));
}

// A directory at the start, as streaming writers make it: the pixels are cut.
TEST(Tiff, PixelsBeyondTheEndAreErrors) {
  for (const int compression : {1, 5, 8, 32773, 50000, 7}) {
    const Image picture = MakePicture({.width = 32, .height = 32});
    TiffKind kind = {.compression = compression, .rows_per_strip = 32};
    SCOPED_TRACE(compression);
    if (compression == 7) kind.photometric = 6;
    std::vector<std::byte> tiff = MakeTiff(picture.view(), kind);
    ASSERT_NO_THROW(Decoded(tiff));
    // The strip ends early, in the middle of its bytes.
    const std::size_t at = ValueOf(tiff, 279);
    const std::size_t bytes =
        std::to_integer<std::size_t>(tiff[at]) | std::to_integer<std::size_t>(tiff[at + 1]) << 8;
    Set(tiff, 279, bytes / 2, 2);
    // Without compression, libtiff computes the number of bytes instead.
    if (compression != 1) {
      EXPECT_EQ(FailureOf(tiff), ErrorCode::kCorruptData);
    }
    Set(tiff, 273, tiff.size() - bytes / 2);
    EXPECT_THROW(Decoded(tiff), Error) << compression;
  }
}

TEST(Tiff, DamagedFilesAreErrorsOrImages) {
  const Image picture = MakePicture({.width = 24, .height = 20});
  for (const int compression : {1, 5, 8, 32773, 50000, 7}) {
    for (const ImageSize tile : {ImageSize{}, ImageSize{16, 16}}) {
      TiffKind kind = {.compression = compression, .tile = tile, .rows_per_strip = 8};
      if (compression == 7) kind.photometric = 6;
      TryDamage(MakeTiff(picture.view(), kind), 1000);
    }
  }
  TiffKind fax = {.size = kSize, .bits = 1, .samples = 1, .photometric = 0, .compression = 4};
  TryDamage(MakeTiff(fax, MakeRows(fax)), 1000);
}

TEST(Tiff, TheVersionOfTheLibraryIsKnown) {
  EXPECT_THAT(TiffLibraryVersion(), testing::MatchesRegex("[0-9]+\\.[0-9]+\\.[0-9]+"));
}

}  // namespace
}  // namespace imrec::test
