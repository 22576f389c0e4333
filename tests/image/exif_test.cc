#include "image/exif.h"

#include <gtest/gtest.h>

#include "tests/support/files.h"

namespace imrec {
namespace {

using test::Bytes;

constexpr std::string_view kExif("Exif\0\0", 6);
// Two entries: ImageWidth (0x0100), then Orientation (0x0112), a SHORT each.
constexpr std::string_view kLittle(
    "II*\0\x08\0\0\0"
    "\x02\0"
    "\x00\x01\x03\0\x01\0\0\0\x05\0\0\0"
    "\x12\x01\x03\0\x01\0\0\0\x06\0\0\0"
    "\0\0\0\0",
    38);
constexpr std::string_view kBig(
    "MM\0*\0\0\0\x08"
    "\0\x02"
    "\x01\x00\0\x03\0\0\0\x01\0\x05\0\0"
    "\x01\x12\0\x03\0\0\0\x01\0\x06\0\0"
    "\0\0\0\0",
    38);
// The last byte that is needed, the value's, counted in the TIFF block.
constexpr std::size_t kNeeded = 8 + 2 + 12 + 10;

std::optional<int> Parse(std::string_view tiff) {
  return ParseExifOrientation(Bytes(std::string(kExif) + std::string(tiff)));
}

TEST(Exif, BothByteOrders) {
  EXPECT_EQ(Parse(kLittle), 6);
  EXPECT_EQ(Parse(kBig), 6);
}

TEST(Exif, EveryValue) {
  for (int value = 0; value < 256; ++value) {
    std::string little(kLittle);
    std::string big(kBig);
    little[kNeeded - 2] = static_cast<char>(value);
    big[kNeeded - 1] = static_cast<char>(value);
    const std::optional<int> expected =
        value >= 1 && value <= 8 ? std::optional(value) : std::nullopt;
    EXPECT_EQ(Parse(little), expected);
    EXPECT_EQ(Parse(big), expected);
  }
}

TEST(Exif, TruncationIsNothing) {
  for (const std::string_view tiff : {kLittle, kBig}) {
    for (std::size_t size = 0; size < tiff.size(); ++size) {
      const std::optional<int> expected = size >= kNeeded ? std::optional(6) : std::nullopt;
      EXPECT_EQ(Parse(tiff.substr(0, size)), expected) << size;
    }
  }
  for (std::size_t size = 0; size < kExif.size(); ++size) {
    EXPECT_EQ(ParseExifOrientation(Bytes(kExif.substr(0, size))), std::nullopt);
  }
}

TEST(Exif, DirectoryFarOutsideIsNothing) {
  for (const std::string_view offset :
       {"\xff\xff\xff\xff", "\xf0\xff\xff\xff", "\xff\xff\xff\x7f"}) {
    EXPECT_EQ(Parse(std::string(kLittle).replace(4, 4, offset)), std::nullopt);
  }
}

TEST(Exif, DirectoryMayStandAnywhere) {
  std::string moved(kLittle.substr(0, 8));
  moved[4] = 20;
  EXPECT_EQ(Parse(moved + std::string(12, 'x') + std::string(kLittle.substr(8))), 6);
}

TEST(Exif, WithoutTheTagIsNothing) {
  std::string other(kLittle);
  other[22] = 0x13;
  EXPECT_EQ(Parse(other), std::nullopt);
  EXPECT_EQ(Parse(std::string_view("II*\0\x08\0\0\0\0\0", 10)), std::nullopt);
}

TEST(Exif, OtherSegmentsAreNothing) {
  EXPECT_EQ(ParseExifOrientation(Bytes("http://ns.adobe.com/xap/1.0/")), std::nullopt);
  // Not the mark of either byte order, or not followed by the number 42.
  for (const std::string_view mark : {"XX*\0", "IM*\0", "II+\0", "II\0*", "MM*\0"}) {
    EXPECT_EQ(Parse(std::string(kLittle).replace(0, 4, std::string_view(mark.data(), 4))),
              std::nullopt);
    EXPECT_EQ(Parse(std::string(kBig).replace(0, 4, std::string_view(mark.data(), 4))),
              std::nullopt);
  }
}

}  // namespace
}  // namespace imrec
