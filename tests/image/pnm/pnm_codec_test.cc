#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
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

using Vector = std::vector<std::uint8_t>;

Vector Pixels(std::string_view pnm) { return DecodedSamples(Bytes(pnm)); }

TEST(Pnm, PlainBitsNeedNoSpaces) {
  const Vector expected = {0, 255, 0, 255, 255, 0};
  EXPECT_EQ(Pixels("P1\n3 2\n1 0 1\n0 0 1\n"), expected);
  EXPECT_EQ(Pixels("P1\n3 2\n101001"), expected);
  EXPECT_EQ(Pixels("P1 # a comment\n3 # another\n2\n10 1\n# within\n001\n"), expected);
}

TEST(Pnm, BitsArePaddedToBytes) {
  EXPECT_EQ(Pixels(std::string_view("P4\n3 2\n\xA0\x3F", 9)), (Vector{0, 255, 0, 255, 255, 0}));
  EXPECT_EQ(Pixels(std::string_view("P4 9 1 \x80\x80", 9)),
            (Vector{0, 255, 255, 255, 255, 255, 255, 255, 0}));
}

TEST(Pnm, PlainNumbersAreScaled) {
  EXPECT_EQ(Pixels("P2\n2 2\n255\n0 7\n128 255\n"), (Vector{0, 7, 128, 255}));
  // The last number may end the file.
  EXPECT_EQ(Pixels("P2 2 1 15 15 7"), (Vector{255, 119}));
  EXPECT_EQ(Pixels("P3\n1 2\n15\n15 0 1  7 8 15"), (Vector{255, 0, 17, 119, 136, 255}));
  EXPECT_EQ(Pixels("P2 3 1 1000 1000 500 4"), (Vector{255, 127, 1}));
  EXPECT_EQ(Pixels("P2 2 1 65535 65535 256"), (Vector{255, 1}));
  // Numbers beyond maxval count as maxval.
  EXPECT_EQ(Pixels("P2 2 1 100 200 99999999999"), (Vector{255, 255}));
}

TEST(Pnm, BytesAreScaled) {
  EXPECT_EQ(Pixels(std::string_view("P5 2 1 255 \x01\xFF", 13)), (Vector{1, 255}));
  EXPECT_EQ(Pixels(std::string_view("P5 3 1 15 \x0F\x07\x20", 13)), (Vector{255, 119, 255}));
  EXPECT_EQ(Pixels(std::string_view("P6 1 1 3 \x00\x01\x03", 12)), (Vector{0, 85, 255}));
}

TEST(Pnm, SixteenBitsAreMostSignificantFirst) {
  EXPECT_EQ(Pixels(std::string_view("P5 2 1 65535 \xFF\x00\x12\x34", 17)), (Vector{255, 0x12}));
  EXPECT_EQ(Pixels(std::string_view("P6 1 1 1000 \x03\xE8\x01\xF4\x00\x00", 18)),
            (Vector{255, 127, 0}));
}

TEST(Pnm, OneCharacterOfSpacePrecedesThePixels) {
  // A pixel may look like white space.
  EXPECT_EQ(Pixels("P5 2 1 255\n\n "), (Vector{10, 32}));
  EXPECT_EQ(Pixels("P5 2 1 255\r\n "), (Vector{10, 32}));
  // CR LF is one line end if it would be a byte too many otherwise.
  EXPECT_EQ(Pixels("P5 2 1 255\r\nab"), (Vector{97, 98}));
}

TEST(Pnm, PamHasAnyOfFourDepths) {
  const auto pam = [](int depth, int maxval, const std::string& type, const std::string& pixels) {
    return DecodedSamples(Bytes("P7\nWIDTH 2\nHEIGHT 1\n# comment\nDEPTH " + std::to_string(depth) +
                                "\nMAXVAL " + std::to_string(maxval) + "\nTUPLTYPE " + type +
                                "\nENDHDR\n" + pixels));
  };
  EXPECT_EQ(pam(1, 255, "GRAYSCALE", "ab"), (Vector{97, 98}));
  EXPECT_EQ(pam(1, 1, "BLACKANDWHITE", std::string("\0\1", 2)), (Vector{0, 255}));
  EXPECT_EQ(pam(2, 255, "GRAYSCALE_ALPHA", "abcd"), (Vector{97, 97, 97, 98, 99, 99, 99, 100}));
  EXPECT_EQ(pam(3, 255, "RGB", "abcdef"), (Vector{97, 98, 99, 100, 101, 102}));
  EXPECT_EQ(pam(4, 255, "RGB_ALPHA", "abcdefgh"), (Vector{97, 98, 99, 100, 101, 102, 103, 104}));
  EXPECT_EQ(pam(1, 65535, "GRAYSCALE", "abcd"), (Vector{97, 99}));
  // Alpha is dropped.
  const std::vector<std::byte> rgba =
      Bytes("P7\nWIDTH 1\nHEIGHT 1\nDEPTH 4\nMAXVAL 255\nENDHDR\nabcd");
  EXPECT_EQ(DecodedSamples(rgba, ColorMode::kRgb), (Vector{97, 98, 99}));
  EXPECT_EQ(AnyImageDecoder().ReadInfo(rgba).channels, 4);
}

TEST(Pnm, LargerPicturesComeBack) {
  for (const int channels : {1, 3}) {
    const Image picture = MakePicture({.width = 33, .height = 17}, channels);
    const std::vector<std::byte> pnm = MakePnm(picture.view());
    const ImageInfo info = AnyImageDecoder().ReadInfo(std::span(pnm).first(13));
    EXPECT_EQ(info.size, picture.size());
    EXPECT_EQ(info.channels, channels);
    EXPECT_EQ(DecodedSamples(pnm), Samples(picture.view()));
  }
}

TEST(Pnm, OfSeveralImagesTheFirstIsRead) {
  EXPECT_EQ(Pixels("P5 1 1 255\nAP5 1 1 255\nB"), (Vector{65}));
}

TEST(Pnm, HeadersThatCannotBeAreErrors) {
  for (const char* text :
       {"P5 0 1 255 a", "P5 1 0 255 a", "P5 1 1 0 a", "P5 1 1 65536 ab", "P5 -1 1 255 a",
        "P5 1 x 255 a", "P5 1 1 255", "P5 1 1 255x", "P5 99999999999 1 255 a", "P2 1 1 255 x",
        "P2 1 1 255 ", "P2 2 1 255 1", "P1 2 1 12", "P1 3 1 01", "P7\nWIDTH 1\nENDHDR\na",
        "P7\nWIDTH 1\nHEIGHT 1\nDEPTH 1\nMAXVAL 255\na", "P7\nSIZE 1\n",
        "P7\nWIDTH 1\nHEIGHT 1\nDEPTH 1\nMAXVAL 0\nENDHDR\na", "P5 2 2 255 abc"}) {
    EXPECT_EQ(FailureOf(Bytes(text)), ErrorCode::kCorruptData) << text;
  }
  EXPECT_EQ(FailureOf(Bytes("P7\nWIDTH 1\nHEIGHT 1\nDEPTH 5\nMAXVAL 255\nENDHDR\nabcde")),
            ErrorCode::kUnsupported);
  EXPECT_EQ(FailureOf(Bytes("P7\nTUPLTYPE " + std::string(10000, 'x'))), ErrorCode::kCorruptData);
}

TEST(Pnm, LimitsHold) {
  EXPECT_EQ(FailureOf(Bytes("P5 20 10 255 "), {.max_pixels = 199}), ErrorCode::kLimitExceeded);
  EXPECT_EQ(FailureOf(Bytes("P6 2147483647 2147483647 65535 ")), ErrorCode::kLimitExceeded);
  for (const char* bomb : {"P5 10000 10000 255 ", "P1 10000 10000 ", "P2 10000 10000 255 ",
                           "P4 10000 10000 ", "P6 10000 10000 65535 "}) {
    EXPECT_EQ(FailureOf(Bytes(bomb)), ErrorCode::kCorruptData) << bomb;
  }
}

TEST(Pnm, TruncatedFilesAreErrors) {
  for (const int channels : {1, 3}) {
    ExpectPrefixesFail(MakePnm(MakePicture({.width = 5, .height = 4}, channels).view()));
  }
  ExpectPrefixesFail(Bytes("P3 2 1 9 1 2 3 4 5 6"));
  ExpectPrefixesFail(Bytes("P1 4 2 11010110"));
  ExpectPrefixesFail(
      Bytes("P7\nWIDTH 1\nHEIGHT 1\nDEPTH 3\nMAXVAL 255\nTUPLTYPE RGB\nENDHDR\nabc"));
}

TEST(Pnm, DamagedFilesAreErrorsOrImages) {
  TryDamage(MakePnm(MakePicture({.width = 5, .height = 4}).view()), 3000);
  TryDamage(Bytes("P3 2 1 9 1 2 3 4 5 6"), 3000);
  TryDamage(Bytes("P1 4 2 11010110"), 3000);
  TryDamage(Bytes("P7\nWIDTH 1\nHEIGHT 1\nDEPTH 2\nMAXVAL 300\nENDHDR\nabcd"), 3000);
}

}  // namespace
}  // namespace imrec::test
