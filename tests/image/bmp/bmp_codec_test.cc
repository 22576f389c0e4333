#include <cstdint>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <imrec/image_codec.h>

#include "tests/image/damage.h"
#include "tests/image/pictures.h"
#include "tests/support/files.h"
#include "tests/support/format_files.h"

namespace imrec::test {
namespace {

// A file field by field.
struct Bmp {
  std::uint64_t header_size = 40;
  std::int64_t width = 1;
  std::int64_t height = 1;
  std::uint64_t bits = 24;
  std::uint64_t compression = 0;
  std::uint64_t colours = 0;  // as the header says
  std::vector<std::uint32_t> masks = {};
  std::vector<std::byte> palette = {};
  std::vector<std::byte> pixels = {};

  std::vector<std::byte> File() const {
    std::vector<std::byte> rest;
    if (header_size == 12) {
      Put(12, 4, rest);
      Put(width, 2, rest);
      Put(height, 2, rest);
      Put(1, 2, rest);
      Put(static_cast<std::int64_t>(bits), 2, rest);
    } else {
      Put(static_cast<std::int64_t>(header_size), 4, rest);
      Put(width, 4, rest);
      Put(height, 4, rest);
      Put(1, 2, rest);
      Put(static_cast<std::int64_t>(bits), 2, rest);
      Put(static_cast<std::int64_t>(compression), 4, rest);
      Put(0, 12, rest);
      Put(static_cast<std::int64_t>(colours), 4, rest);
      Put(0, 4, rest);
      for (const std::uint32_t mask : masks) Put(mask, 4, rest);
      if (rest.size() < header_size) rest.resize(header_size);
    }
    Append(palette, rest);
    std::vector<std::byte> file = Bytes("BM");
    Put(static_cast<std::int64_t>(14 + rest.size() + pixels.size()), 4, file);
    Put(0, 4, file);
    Put(static_cast<std::int64_t>(14 + rest.size()), 4, file);
    Append(rest, file);
    Append(pixels, file);
    return file;
  }

 private:
  static void Put(std::int64_t number, std::size_t size, std::vector<std::byte>& to) {
    Append(LittleEndian(static_cast<std::uint64_t>(number), size), to);
  }
};

std::vector<std::byte> Hex(const std::string& digits) {
  std::vector<std::byte> bytes;
  for (std::size_t i = 0; i < digits.size();) {
    if (digits[i] == ' ') {
      ++i;
      continue;
    }
    bytes.push_back(static_cast<std::byte>(std::stoi(digits.substr(i, 2), nullptr, 16)));
    i += 2;
  }
  return bytes;
}

// Colour i is (i, 2 i, 255 - i).
std::vector<std::byte> Palette(int count, bool core = false) {
  std::vector<std::byte> palette;
  for (int i = 0; i < count; ++i) {
    for (const int value : {255 - i, 2 * i, i}) palette.push_back(static_cast<std::byte>(value));
    if (!core) palette.push_back({});
  }
  return palette;
}
std::vector<std::uint8_t> Colours(const std::vector<int>& indices) {
  std::vector<std::uint8_t> samples;
  for (const int i : indices) {
    for (const int value : {i, 2 * i, 255 - i}) samples.push_back(static_cast<std::uint8_t>(value));
  }
  return samples;
}

using Vector = std::vector<std::uint8_t>;

TEST(Bmp, RowsRunFromBottomOrFromTop) {
  const std::vector<std::byte> pixels = Hex("030201 060504 0000  090807 0C0B0A 0000");
  const Vector bottom_first = {7, 8, 9, 10, 11, 12, 1, 2, 3, 4, 5, 6};
  const Vector top_first = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
  EXPECT_EQ(DecodedSamples(Bmp{.width = 2, .height = 2, .pixels = pixels}.File()), bottom_first);
  EXPECT_EQ(DecodedSamples(Bmp{.width = 2, .height = -2, .pixels = pixels}.File()), top_first);
  EXPECT_EQ(
      DecodedSamples(Bmp{.header_size = 12, .width = 2, .height = 2, .pixels = pixels}.File()),
      bottom_first);
}

TEST(Bmp, LargerPicturesComeBack) {
  for (const ImageSize size : {ImageSize{1, 1}, ImageSize{33, 17}, ImageSize{64, 3}}) {
    const Image picture = MakePicture(size);
    const std::vector<std::byte> bmp = MakeBmp(picture.view());
    const ImageInfo info = AnyImageDecoder().ReadInfo(std::span(bmp).first(54));
    EXPECT_EQ(info.size, size);
    EXPECT_EQ(info.channels, 3);
    EXPECT_EQ(info.orientation, 1);
    EXPECT_EQ(DecodedSamples(bmp), Samples(picture.view()));
    // Grey is made of the colours.
    Image grey;
    ConvertChannels(picture.view(), 1, grey);
    EXPECT_EQ(DecodedSamples(bmp, ColorMode::kGrey), Samples(std::as_const(grey).view()));
  }
}

TEST(Bmp, PalettesHaveAllDepths) {
  struct Case {
    std::uint64_t bits;
    const char* pixels;
    std::vector<int> indices;
  };
  const std::vector<Case> cases = {{1, "A0000000", {1, 0, 1}},
                                   {2, "6C000000", {1, 2, 3}},
                                   {4, "1F700000", {1, 15, 7}},
                                   {8, "01FE6300", {1, 254, 99}}};
  for (const Case& c : cases) {
    for (const bool core : {false, true}) {
      const Bmp bmp = {.header_size = core ? 12U : 40U,
                       .width = 3,
                       .bits = c.bits,
                       .palette = Palette(1 << c.bits, core),
                       .pixels = Hex(c.pixels)};
      if (core && c.bits == 2) continue;
      EXPECT_EQ(DecodedSamples(bmp.File()), Colours(c.indices)) << c.bits << " bits";
    }
  }
}

TEST(Bmp, IndicesBeyondThePaletteAreBlack) {
  const Bmp bmp = {
      .width = 4, .bits = 8, .colours = 2, .palette = Palette(2), .pixels = Hex("00010203")};
  Vector expected = Colours({0, 1});
  expected.resize(12);
  EXPECT_EQ(DecodedSamples(bmp.File()), expected);
  // A file that claims more colours than it has.
  Bmp lies = bmp;
  lies.colours = 256;
  EXPECT_EQ(DecodedSamples(lies.File()), expected);
}

TEST(Bmp, GreyPalettesGiveOneChannel) {
  const Bmp bmp = {.width = 3,
                   .bits = 8,
                   .colours = 2,
                   .palette = Hex("07070700 FFFFFF00"),
                   .pixels = Hex("00010000")};
  const std::vector<std::byte> file = bmp.File();
  EXPECT_EQ(AnyImageDecoder().ReadInfo(file).channels, 1);
  EXPECT_EQ(DecodedSamples(file), (Vector{7, 255, 7}));
  EXPECT_EQ(DecodedSamples(file, ColorMode::kRgb), (Vector{7, 7, 7, 255, 255, 255, 7, 7, 7}));
}

TEST(Bmp, SixteenBitsAreScaledToTheWholeRange) {
  // White, red, and 10 of 31 in each channel.
  const Bmp plain = {.width = 4, .bits = 16, .pixels = Hex("FF7F 007C 4A29 0000")};
  EXPECT_EQ(DecodedSamples(plain.File()), (Vector{255, 255, 255, 255, 0, 0, 82, 82, 82, 0, 0, 0}));
  const Bmp masked = {.width = 2,
                      .bits = 16,
                      .compression = 3,
                      .masks = {0xF800, 0x07E0, 0x001F},
                      .pixels = Hex("FFFF E007")};
  EXPECT_EQ(DecodedSamples(masked.File()), (Vector{255, 255, 255, 0, 255, 0}));
  // Any other masks, too: 4-4-4.
  const Bmp other = {.width = 2,
                     .bits = 16,
                     .compression = 3,
                     .masks = {0x0F00, 0x00F0, 0x000F},
                     .pixels = Hex("5A0F 0000")};
  EXPECT_EQ(DecodedSamples(other.File()), (Vector{255, 85, 170, 0, 0, 0}));
}

TEST(Bmp, MasksOfThirtyTwoBitsAreHonoured) {
  const Bmp plain = {.width = 2, .bits = 32, .pixels = Hex("03020155 060504AA")};
  EXPECT_EQ(DecodedSamples(plain.File()), (Vector{1, 2, 3, 4, 5, 6}));
  const Bmp swapped = {.width = 1,
                       .bits = 32,
                       .compression = 3,
                       .masks = {0x000000FF, 0x0000FF00, 0x00FF0000},
                       .pixels = Hex("01020355")};
  EXPECT_EQ(DecodedSamples(swapped.File()), (Vector{1, 2, 3}));
  // Ten bits per channel.
  const Bmp wide = {.width = 1,
                    .bits = 32,
                    .compression = 3,
                    .masks = {0x3FF00000, 0x000FFC00, 0x000003FF},
                    .pixels = LittleEndian(1023U << 20 | 512U << 10 | 4U, 4)};
  EXPECT_EQ(DecodedSamples(wide.File()), (Vector{255, 128, 1}));
}

TEST(Bmp, AlphaComesFromAMaskAndIsDropped) {
  const Bmp bmp = {.header_size = 108,
                   .width = 1,
                   .bits = 32,
                   .compression = 3,
                   .masks = {0x00FF0000, 0x0000FF00, 0x000000FF, 0xFF000000},
                   .pixels = Hex("03020180")};
  EXPECT_EQ(AnyImageDecoder().ReadInfo(bmp.File()).channels, 4);
  EXPECT_EQ(DecodedSamples(bmp.File()), (Vector{1, 2, 3, 128}));
  EXPECT_EQ(DecodedSamples(bmp.File(), ColorMode::kRgb), (Vector{1, 2, 3}));
}

// The examples of Microsoft's documentation, with a smaller jump for RLE4.
TEST(Bmp, RunLengthCodes) {
  const Bmp rle8 = {.width = 24,
                    .height = 3,
                    .bits = 8,
                    .compression = 1,
                    .palette = Palette(256),
                    .pixels = Hex("0304 0506 000345566700 0278 00020501 0278 0000 091E 0001")};
  std::vector<int> row0 = {4, 4, 4, 6, 6, 6, 6, 6, 0x45, 0x56, 0x67, 0x78, 0x78};
  row0.resize(24);
  std::vector<int> row1(24);
  row1[18] = row1[19] = 0x78;
  std::vector<int> row2(9, 0x1E);
  row2.resize(24);
  std::vector<int> all = row2;
  all.insert(all.end(), row1.begin(), row1.end());
  all.insert(all.end(), row0.begin(), row0.end());
  EXPECT_EQ(DecodedSamples(rle8.File()), Colours(all));

  const Bmp rle4 = {.width = 24,
                    .height = 3,
                    .bits = 4,
                    .compression = 2,
                    .palette = Palette(16),
                    .pixels = Hex("0304 0506 0006455667 00 0478 00020201 0478 0000 091E 0001")};
  row0 = {0, 4, 0, 0, 6, 0, 6, 0, 4, 5, 5, 6, 6, 7, 7, 8, 7, 8};
  row0.resize(24);
  row1.assign(24, 0);
  for (int i = 0; i < 4; ++i) row1[static_cast<std::size_t>(20 + i)] = i % 2 == 0 ? 7 : 8;
  row2 = {1, 14, 1, 14, 1, 14, 1, 14, 1};
  row2.resize(24);
  all = row2;
  all.insert(all.end(), row1.begin(), row1.end());
  all.insert(all.end(), row0.begin(), row0.end());
  EXPECT_EQ(DecodedSamples(rle4.File()), Colours(all));
}

TEST(Bmp, DamagedRunLengthCodesAreErrors) {
  const auto decode = [](const char* code) {
    return FailureOf(Bmp{.width = 4,
                         .height = 2,
                         .bits = 8,
                         .compression = 1,
                         .palette = Palette(256),
                         .pixels = Hex(code)}
                         .File());
  };
  for (const char* code : {"0501 0001",               // a run past the row
                           "0005 010203040500 0001",  // pixels past the row
                           "0000 0000 0101 0001",     // a row past the last
                           "0401 0401 0101 0001",     // the same, without ends of rows
                           "0002 0500 0001",          // a jump past the row
                           "0002 0003 0001",          // a jump past the last row
                           "0401", "0401 0000 02",    // no end
                           "0401 0000 0003 0102"}) {  // the end within pixels
    EXPECT_EQ(decode(code), ErrorCode::kCorruptData) << code;
  }
}

TEST(Bmp, AMissingEndOfRunLengthCodesIsNoted) {
  const Bmp bmp = {.width = 4,
                   .height = 2,
                   .bits = 8,
                   .compression = 1,
                   .palette = Palette(256),
                   .pixels = Hex("0401 0000 0402")};
  const std::vector<std::byte> file = bmp.File();
  AnyImageDecoder decoder;
  Image image;
  decoder.Decode(file, ColorMode::kRgb, image);
  EXPECT_EQ(Samples(std::as_const(image).view()), Colours({2, 2, 2, 2, 1, 1, 1, 1}));
  EXPECT_THAT(decoder.note(), testing::HasSubstr("end of the pixels is missing"));
}

// Some encoders write no codes for ends of rows; others write them after full rows, too.
TEST(Bmp, FullRowsNeedNoEnd) {
  for (const char* code : {"0401 0402 0001", "0401 0000 0402 0001", "0201 0201 0402 0000 0001",
                           "0401 0004 02020202 0001", "0004 01010101 0402 0001"}) {
    const Bmp bmp = {.width = 4,
                     .height = 2,
                     .bits = 8,
                     .compression = 1,
                     .palette = Palette(256),
                     .pixels = Hex(code)};
    EXPECT_EQ(DecodedSamples(bmp.File(), ColorMode::kRgb), Colours({2, 2, 2, 2, 1, 1, 1, 1}))
        << code;
  }
}

TEST(Bmp, HeadersThatCannotBeAreErrors) {
  const Bmp good = {.width = 4, .height = 1, .pixels = Hex("000000000000000000000000")};
  const auto code = [](const Bmp& bmp) { return FailureOf(bmp.File()); };
  EXPECT_EQ(DecodedSamples(good.File()).size(), 12U);
  for (const std::int64_t width : {0, -4, -2147483647 - 1}) {
    Bmp bmp = good;
    bmp.width = width;
    EXPECT_EQ(code(bmp), ErrorCode::kCorruptData) << width;
  }
  for (const std::int64_t height : {std::int64_t{0}, -(std::int64_t{1} << 31)}) {
    Bmp bmp = good;
    bmp.height = height;
    EXPECT_EQ(code(bmp), ErrorCode::kCorruptData) << height;
  }
  Bmp too_large = good;
  too_large.width = too_large.height = 2147483647;
  EXPECT_EQ(code(too_large), ErrorCode::kLimitExceeded);
  too_large.width = too_large.height = 10000;
  EXPECT_EQ(code(too_large), ErrorCode::kCorruptData);  // too short for 300 MB
  for (const std::uint64_t bits : {0U, 3U, 48U, 64U}) {
    Bmp bmp = good;
    bmp.bits = bits;
    EXPECT_EQ(code(bmp), ErrorCode::kUnsupported) << bits;
  }
  // RLE of 24 bits, JPEG, PNG.
  for (const std::uint64_t compression : {1U, 2U, 3U, 4U, 5U, 99U}) {
    Bmp bmp = good;
    bmp.compression = compression;
    EXPECT_EQ(code(bmp), ErrorCode::kUnsupported) << compression;
  }
  Bmp mask = {.bits = 16, .compression = 3, .masks = {0x5, 0x0, 0x0}, .pixels = Hex("0000")};
  EXPECT_EQ(code(mask), ErrorCode::kCorruptData);
  for (const std::uint64_t offset : {0U, 53U, 4000000000U}) {
    std::vector<std::byte> file = good.File();
    std::ranges::copy(LittleEndian(offset, 4), file.begin() + 10);
    EXPECT_EQ(FailureOf(file), ErrorCode::kCorruptData) << offset;
  }
}

TEST(Bmp, LimitsHold) {
  const std::vector<std::byte> bmp = MakeBmp(MakePicture({.width = 20, .height = 10}).view());
  EXPECT_EQ(FailureOf(bmp, {.max_pixels = 199}), ErrorCode::kLimitExceeded);
  // A few bytes of run-length code may claim any size.
  const Bmp bomb = {.width = 100000,
                    .height = 100000,
                    .bits = 8,
                    .compression = 1,
                    .palette = Palette(256),
                    .pixels = Hex("0001")};
  EXPECT_EQ(FailureOf(bomb.File()), ErrorCode::kLimitExceeded);
}

TEST(Bmp, TruncatedFilesAreErrors) {
  ExpectPrefixesFail(MakeBmp(MakePicture({.width = 8, .height = 5}).view()));
  // The last row of 5 pixels has a byte of padding.
  ExpectPrefixesFail(MakeBmp(MakePicture({.width = 5, .height = 5}).view()), 1);
  ExpectPrefixesFail(Bmp{.width = 4,
                         .height = 2,
                         .bits = 4,
                         .compression = 2,
                         .palette = Palette(16),
                         .pixels = Hex("0412 0000 0004 1234 0001")}
                         .File(),
                     2);
}

TEST(Bmp, DamagedFilesAreErrorsOrImages) {
  TryDamage(MakeBmp(MakePicture({.width = 9, .height = 7}).view()), 2000);
  TryDamage(Bmp{.width = 16,
                .height = 3,
                .bits = 8,
                .compression = 1,
                .palette = Palette(16),
                .pixels = Hex("0401 0003 010203 00 0000 0002 0101 0205 0001")}
                .File(),
            4000);
}

}  // namespace
}  // namespace imrec::test
