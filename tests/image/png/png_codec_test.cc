#include "image/png/png_codec.h"

#include <gtest/gtest.h>
#include <png.h>

#include <array>
#include <functional>

#include <imrec/error.h>

#include "tests/image/pictures.h"
#include "tests/support/files.h"

namespace imrec {
namespace {

using test::Bytes;
using test::MakePicture;
using test::MaxDifference;
using test::Samples;

using Rows = std::vector<std::vector<png_byte>>;

struct PngRequest {
  int width = 0;
  int depth = 8;
  int type = PNG_COLOR_TYPE_GRAY;
  bool interlaced = false;
  std::function<void(png_structp, png_infop)> chunks = [](png_structp, png_infop) {};
};

// A PNG of these rows, packed as the depth says.
std::vector<std::byte> MakePng(const PngRequest& request, Rows rows) {
  std::vector<std::byte> encoded;
  png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr, nullptr, nullptr);
  png_infop info = png_create_info_struct(png);
  png_set_write_fn(
      png, &encoded,
      // NOLINTNEXTLINE(readability-non-const-parameter): libpng passes a function of this type
      [](png_structp from, png_bytep bytes, std::size_t count) {
        auto* out = static_cast<std::vector<std::byte>*>(png_get_io_ptr(from));
        const auto* begin = reinterpret_cast<const std::byte*>(bytes);
        out->insert(out->end(), begin, begin + count);
      },
      nullptr);
  png_set_IHDR(png, info, static_cast<png_uint_32>(request.width),
               static_cast<png_uint_32>(rows.size()), request.depth, request.type,
               request.interlaced ? PNG_INTERLACE_ADAM7 : PNG_INTERLACE_NONE,
               PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  request.chunks(png, info);
  std::vector<png_bytep> pointers;
  for (auto& row : rows) pointers.push_back(row.data());
  png_set_rows(png, info, pointers.data());
  png_write_png(png, info, PNG_TRANSFORM_IDENTITY, nullptr);
  png_destroy_write_struct(&png, &info);
  return encoded;
}

void SetPalette(png_structp png, png_infop info) {
  const std::array<png_color, 3> palette = {{{10, 20, 30}, {40, 50, 60}, {70, 80, 90}}};
  png_set_PLTE(png, info, palette.data(), static_cast<int>(palette.size()));
}

void SetPaletteWithAlpha(png_structp png, png_infop info) {
  SetPalette(png, info);
  const std::array<png_byte, 2> alpha = {0, 128};
  png_set_tRNS(png, info, alpha.data(), static_cast<int>(alpha.size()), nullptr);
}

Image Decode(std::span<const std::byte> encoded, ColorMode mode = ColorMode::kAsStored) {
  Image image;
  kPngCodec.make_decoder({})->Decode(encoded, mode, image);
  return image;
}

std::vector<std::byte> Encode(ImageView image, int level = 3) {
  std::vector<std::byte> encoded;
  kPngCodec.make_encoder()->Encode(image, level, encoded);
  return encoded;
}

void ExpectStored(const std::vector<std::byte>& encoded, ImageSize size, int channels,
                  const std::vector<std::uint8_t>& samples) {
  const ImageInfo info = kPngCodec.make_decoder({})->ReadInfo(encoded);
  EXPECT_EQ(info.size, size);
  EXPECT_EQ(info.channels, channels);
  EXPECT_EQ(info.orientation, 1);
  const Image image = Decode(encoded);
  EXPECT_EQ(image.size(), size);
  EXPECT_EQ(image.channels(), channels);
  EXPECT_EQ(Samples(image.view()), samples);
}

TEST(PngCodec, RoundTripIsExact) {
  for (const int channels : {1, 3, 4}) {
    for (const int level : {0, 1, 9}) {
      const Image picture = MakePicture({.width = 37, .height = 23}, channels);
      EXPECT_EQ(MaxDifference(Decode(Encode(picture.view(), level)).view(), picture.view()), 0);
    }
  }
  const Image picture = MakePicture({.width = 3, .height = 3});
  EXPECT_THROW(Encode(picture.view(), -1), Error);
  EXPECT_THROW(Encode(picture.view(), 10), Error);
}

// libpng refuses more than a million pixels per side unless told otherwise.
TEST(PngCodec, RowsMayBeLong) {
  const Image row = MakePicture({.width = 1500000, .height = 1}, 1);
  EXPECT_EQ(MaxDifference(Decode(Encode(row.view(), 1)).view(), row.view()), 0);
}

TEST(PngCodec, GreyOfAllDepths) {
  ExpectStored(MakePng({.width = 3, .depth = 1}, {{0x40}, {0xa0}}), {3, 2}, 1,
               {0, 255, 0, 255, 0, 255});
  ExpectStored(MakePng({.width = 3, .depth = 2}, {{0x1b}}), {3, 1}, 1, {0, 85, 170});
  ExpectStored(MakePng({.width = 2, .depth = 4}, {{0x3f}}), {2, 1}, 1, {51, 255});
  ExpectStored(MakePng({.width = 2, .depth = 8}, {{7, 200}}), {2, 1}, 1, {7, 200});
  // The high bytes, as of OpenCV, though 0x00ff is nearer to 1 than to 0.
  ExpectStored(MakePng({.width = 2, .depth = 16}, {{0x12, 0x34, 0x00, 0xff}}), {2, 1}, 1,
               {0x12, 0});
}

TEST(PngCodec, Palette) {
  const PngRequest request{
      .width = 3, .depth = 2, .type = PNG_COLOR_TYPE_PALETTE, .chunks = SetPalette};
  ExpectStored(MakePng(request, {{0x18}}), {3, 1}, 3, {10, 20, 30, 40, 50, 60, 70, 80, 90});
}

TEST(PngCodec, TransparencyBecomesAlpha) {
  const PngRequest palette{
      .width = 3, .depth = 8, .type = PNG_COLOR_TYPE_PALETTE, .chunks = SetPaletteWithAlpha};
  ExpectStored(MakePng(palette, {{0, 1, 2}}), {3, 1}, 4,
               {10, 20, 30, 0, 40, 50, 60, 128, 70, 80, 90, 255});
  const PngRequest grey{.width = 2, .chunks = [](png_structp png, png_infop info) {
                          png_color_16 clear{};
                          clear.gray = 7;
                          png_set_tRNS(png, info, nullptr, 0, &clear);
                        }};
  ExpectStored(MakePng(grey, {{7, 8}}), {2, 1}, 4, {7, 7, 7, 0, 8, 8, 8, 255});
  const PngRequest grey_alpha{.width = 1, .type = PNG_COLOR_TYPE_GRAY_ALPHA};
  ExpectStored(MakePng(grey_alpha, {{9, 100}}), {1, 1}, 4, {9, 9, 9, 100});
}

TEST(PngCodec, SixteenBitColour) {
  const PngRequest request{.width = 1, .depth = 16, .type = PNG_COLOR_TYPE_RGBA};
  ExpectStored(MakePng(request, {{1, 1, 2, 2, 3, 3, 4, 4}}), {1, 1}, 4, {1, 2, 3, 4});
}

TEST(PngCodec, Interlaced) {
  const Image picture = MakePicture({.width = 21, .height = 19});
  Rows rows;
  for (int y = 0; y < picture.height(); ++y) {
    rows.emplace_back(picture.view().row(y).begin(), picture.view().row(y).end());
  }
  const std::vector<std::byte> encoded =
      MakePng({.width = 21, .type = PNG_COLOR_TYPE_RGB, .interlaced = true}, rows);
  EXPECT_EQ(MaxDifference(Decode(encoded).view(), picture.view()), 0);
}

TEST(PngCodec, DeliversTheColoursAskedFor) {
  for (const int channels : {1, 3, 4}) {
    const Image picture = MakePicture({.width = 9, .height = 7}, channels);
    const std::vector<std::byte> encoded = Encode(picture.view());
    Image expected;
    ConvertChannels(picture.view(), 3, expected);
    EXPECT_EQ(MaxDifference(Decode(encoded, ColorMode::kRgb).view(), expected.view()), 0);
    ConvertChannels(picture.view(), 1, expected);
    EXPECT_EQ(MaxDifference(Decode(encoded, ColorMode::kGrey).view(), expected.view()), 0);
  }
}

// Of the end chunk (IEND) with length, name and checksum, after the checksum of the image data.
constexpr std::size_t kEndChunk = 12;
constexpr std::size_t kChecksum = 4;

TEST(PngCodec, TruncationOfImageDataIsAlwaysAnError) {
  const std::vector<std::byte> whole = Encode(MakePicture({.width = 16, .height = 12}).view());
  const auto decoder = kPngCodec.make_decoder({});
  Image image;
  for (std::size_t size = 0; size < whole.size() - kEndChunk - kChecksum; ++size) {
    EXPECT_THROW(decoder->Decode(std::span(whole).first(size), ColorMode::kRgb, image), Error)
        << size;
  }
  decoder->Decode(whole, ColorMode::kRgb, image);
  EXPECT_EQ(MaxDifference(image.view(), Decode(whole).view()), 0);
}

// Each chunk carries a checksum, so that damage never passes for pixels.
TEST(PngCodec, FlippedBytesAreErrors) {
  const PngRequest request{
      .width = 3, .depth = 8, .type = PNG_COLOR_TYPE_PALETTE, .chunks = SetPaletteWithAlpha};
  const std::vector<std::byte> whole = MakePng(request, {{0, 1, 2}, {2, 1, 0}});
  const auto decoder = kPngCodec.make_decoder({});
  for (std::size_t at = 0; at < whole.size() - kEndChunk; ++at) {
    std::vector<std::byte> damaged = whole;
    damaged[at] ^= std::byte{0x20};
    Image image;
    EXPECT_THROW(decoder->Decode(damaged, ColorMode::kAsStored, image), Error) << at;
  }
}

// A palette is a critical chunk, even where it is only a suggestion.
TEST(PngCodec, DamageToAPaletteOfColourImagesIsAnError) {
  const PngRequest request{
      .width = 1, .depth = 8, .type = PNG_COLOR_TYPE_RGB, .chunks = SetPalette};
  const std::vector<std::byte> whole = MakePng(request, {{7, 8, 9}});
  const auto decoder = kPngCodec.make_decoder({});
  Image image;
  decoder->Decode(whole, ColorMode::kAsStored, image);
  EXPECT_EQ(Samples(image.view()), (std::vector<std::uint8_t>{7, 8, 9}));
  const std::size_t palette = test::Text(whole).find("PLTE") + 4;
  for (std::size_t at = palette; at < palette + 9 + kChecksum; ++at) {
    std::vector<std::byte> damaged = whole;
    damaged[at] ^= std::byte{0x20};
    EXPECT_THROW(decoder->Decode(damaged, ColorMode::kAsStored, image), Error) << at;
  }
}

// What is wrong with ancillary chunks, or after the rows, is a note: no pixel depends on it.
TEST(PngCodec, DamageBesideThePixelsIsANote) {
  for (const bool interlaced : {false, true}) {
    const PngRequest request{.width = 3,
                             .depth = 8,
                             .type = PNG_COLOR_TYPE_PALETTE,
                             .interlaced = interlaced,
                             .chunks = [](png_structp png, png_infop info) {
                               SetPaletteWithAlpha(png, info);
                               png_set_gAMA(png, info, 0.45);
                               png_set_pHYs(png, info, 3, 3, PNG_RESOLUTION_UNKNOWN);
                             }};
    const std::vector<std::byte> whole = MakePng(request, {{0, 1, 2}, {2, 1, 0}});
    AnyImageDecoder decoder;
    Image expected;
    decoder.Decode(whole, ColorMode::kAsStored, expected);
    EXPECT_EQ(decoder.note(), "");
    const auto expect_note = [&](const std::vector<std::byte>& encoded, const std::string& note) {
      Image image;
      decoder.Decode(encoded, ColorMode::kAsStored, image);
      EXPECT_EQ(Samples(image.view()), Samples(expected.view())) << note;
      EXPECT_EQ(decoder.note(), note);
    };
    const std::string text = test::Text(whole);
    for (const std::string chunk : {"gAMA", "pHYs"}) {
      std::string damaged = text;
      damaged[text.find(chunk) + 5] ^= 0x10;
      expect_note(Bytes(damaged), chunk + ": CRC error");
    }
    for (std::size_t left = 0; left < kEndChunk; ++left) {
      expect_note(Bytes(text.substr(0, text.size() - kEndChunk + left)),
                  "the end chunk (IEND) is missing");
    }
    // Not even the checksum of the image data is there.
    expect_note(Bytes(text.substr(0, text.size() - kEndChunk - kChecksum)),
                "the end chunk (IEND) is missing");
    std::string damaged = text;
    damaged[text.size() - 1] ^= 0x10;
    expect_note(Bytes(damaged), "after the pixels: IEND: CRC error");
  }
}

// Of the ancillary chunks, this one decides on pixels.
TEST(PngCodec, DamagedTransparencyIsDamage) {
  const PngRequest request{
      .width = 3, .depth = 8, .type = PNG_COLOR_TYPE_PALETTE, .chunks = SetPaletteWithAlpha};
  std::string text = test::Text(MakePng(request, {{0, 1, 2}}));
  text[text.find("tRNS") + 4] ^= 0x10;
  EXPECT_THROW(Decode(Bytes(text)), Error);
  EXPECT_THROW(kPngCodec.make_decoder({})->ReadInfo(Bytes(text)), Error);
}

TEST(PngCodec, ForgedSizeAllocatesNothing) {
  const std::vector<std::byte> small = MakePng({.width = 2, .depth = 1}, {{0x40}});
  // The same header for 1000000 x 1000000 pixels, with its checksum.
  std::string text = test::Text(small);
  text.replace(16, 8, std::string_view("\x00\x0f\x42\x40\x00\x0f\x42\x40", 8));
  const auto* header = reinterpret_cast<const png_byte*>(text.data()) + 12;
  std::uint32_t crc = 0xFFFFFFFFU;
  for (int i = 0; i < 17; ++i) {
    crc ^= header[i];
    for (int bit = 0; bit < 8; ++bit) crc = crc >> 1 ^ ((crc & 1U) != 0 ? 0xEDB88320U : 0U);
  }
  crc = ~crc;
  for (std::size_t i = 0; i < 4; ++i) text[29 + i] = static_cast<char>(crc >> (24 - 8 * i) & 0xFF);
  EXPECT_EQ(kPngCodec.make_decoder({})->ReadInfo(Bytes(text)).size, (ImageSize{1000000, 1000000}));
  try {
    Decode(Bytes(text));
    ADD_FAILURE();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::kLimitExceeded);
  }
}

}  // namespace
}  // namespace imrec
