// The EXIF orientation of PNG files.
#include <png.h>

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include <imrec/image_codec.h>

#include "image/png/png_codec.h"
#include "tests/support/files.h"

namespace imrec {
namespace {

using test::Bytes;

constexpr std::size_t kOrientationAt = 18;

// An EXIF block with one entry, the orientation.
std::array<png_byte, 26> Exif(int orientation) {
  return {'I',
          'I',
          '*',
          0,
          8,
          0,
          0,
          0,
          1,
          0,
          0x12,
          1,
          3,
          0,
          1,
          0,
          0,
          0,
          static_cast<png_byte>(orientation)};
}

void Append(png_structp png, png_bytep bytes, std::size_t count) {
  static_cast<std::string*>(png_get_io_ptr(png))
      ->append(reinterpret_cast<const char*>(bytes), count);
}

// A black image of 4 x 2 pixels with an EXIF chunk before the pixels.
std::string MakeRotatedPng(int orientation) {
  std::string text;
  png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr, nullptr, nullptr);
  png_infop info = png_create_info_struct(png);
  png_set_write_fn(png, &text, Append, nullptr);
  png_set_IHDR(png, info, 4, 2, 8, PNG_COLOR_TYPE_GRAY, PNG_INTERLACE_NONE,
               PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  std::array<png_byte, 26> exif = Exif(orientation);
  png_set_eXIf_1(png, info, exif.size(), exif.data());
  png_write_info(png, info);
  const std::array<png_byte, 4> row{};
  for (int y = 0; y < 2; ++y) png_write_row(png, row.data());
  png_write_end(png, nullptr);
  png_destroy_write_struct(&png, &info);
  return text;
}

// The length, name, contents and checksum of the EXIF chunk.
constexpr std::size_t kChunkSize = 4 + 4 + 26 + 4;
std::size_t ChunkAt(std::string_view text) { return text.find("eXIf") - 4; }

ImageInfo Read(const std::string& text) {
  return kPngCodec.make_decoder({})->ReadInfo(Bytes(text));
}

TEST(PngExif, EveryOrientation) {
  for (int orientation = 1; orientation <= 8; ++orientation) {
    const std::string text = MakeRotatedPng(orientation);
    EXPECT_EQ(Read(text).orientation, orientation);
    EXPECT_EQ(Read(text).size, (ImageSize{4, 2}));  // as stored
    const auto decoder = kPngCodec.make_decoder({});
    const std::vector<std::byte> encoded = Bytes(text);
    EXPECT_EQ(decoder->Open(encoded).orientation, orientation);
    Image image;
    decoder->Decode(ColorMode::kGrey, image);
    EXPECT_EQ(image.view().size(), (ImageSize{4, 2}));
    EXPECT_EQ(decoder->note(), "");
  }
  EXPECT_EQ(Read(MakeRotatedPng(9)).orientation, 1);
  EXPECT_EQ(Read(MakeRotatedPng(0)).orientation, 1);
}

TEST(PngExif, TheStartOfAFileTellsIt) {
  const std::string text = MakeRotatedPng(6);
  EXPECT_EQ(Read(text.substr(0, text.find("IDAT") + 4)).orientation, 6);
}

TEST(PngExif, AfterThePixelsItIsNotUsed) {
  std::string text = MakeRotatedPng(6);
  const std::string chunk = text.substr(ChunkAt(text), kChunkSize);
  text.erase(ChunkAt(text), kChunkSize);
  text.insert(text.size() - 12, chunk);
  const auto decoder = kPngCodec.make_decoder({});
  const std::vector<std::byte> encoded = Bytes(text);
  EXPECT_EQ(decoder->Open(encoded).orientation, 1);
  Image image;
  decoder->Decode(ColorMode::kGrey, image);
  EXPECT_EQ(decoder->note(), "");
}

TEST(PngExif, WithAWrongChecksumItIsNotUsed) {
  std::string text = MakeRotatedPng(6);
  text[ChunkAt(text) + 8 + kOrientationAt] ^= 1;
  EXPECT_EQ(Read(text).orientation, 1);
}

// The chunk claims 2 GiB, of which nothing is allocated.
TEST(PngExif, AForgedLengthIsDamage) {
  std::string text = MakeRotatedPng(6);
  text[ChunkAt(text)] = 0x7F;
  EXPECT_ANY_THROW(Read(text));
}

}  // namespace
}  // namespace imrec
