// CMYK JPEGs, which imrec reads but does not write.
#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <cstdlib>

#include "image/jpeg/jpeg_codec.h"
#include "tests/image/pictures.h"

// libjpeg's header needs <cstdio> before it.
#include <jpeglib.h>

namespace imrec {
namespace {

using Ink = std::array<JSAMPLE, 4>;

// A flat 16x16 image of four components stored as they are, with or without Adobe's marker.
std::vector<std::byte> MakeCmyk(Ink ink, bool adobe, J_COLOR_SPACE stored = JCS_CMYK) {
  jpeg_compress_struct info{};
  jpeg_error_mgr errors{};
  info.err = jpeg_std_error(&errors);
  jpeg_create_compress(&info);
  unsigned char* buffer = nullptr;
  unsigned long size = 0;
  jpeg_mem_dest(&info, &buffer, &size);
  info.image_width = 16;
  info.image_height = 16;
  info.input_components = 4;
  info.in_color_space = JCS_CMYK;
  jpeg_set_defaults(&info);
  jpeg_set_colorspace(&info, stored);
  jpeg_set_quality(&info, 100, TRUE);
  info.write_Adobe_marker = adobe ? TRUE : FALSE;
  jpeg_start_compress(&info, TRUE);
  std::array<JSAMPLE, 64> row;
  for (std::size_t i = 0; i < row.size(); ++i) row[i] = ink[i % 4];
  JSAMPROW rows = row.data();
  while (info.next_scanline < info.image_height) jpeg_write_scanlines(&info, &rows, 1);
  jpeg_finish_compress(&info);
  const auto* begin = reinterpret_cast<const std::byte*>(buffer);
  std::vector<std::byte> encoded(begin, begin + size);
  jpeg_destroy_compress(&info);
  std::free(buffer);
  return encoded;
}

void ExpectColour(const std::vector<std::byte>& encoded, int red, int green, int blue) {
  const auto decoder = kJpegCodec.make_decoder({});
  EXPECT_EQ(decoder->ReadInfo(encoded).channels, 4);
  for (const ColorMode mode : {ColorMode::kRgb, ColorMode::kAsStored}) {
    Image image;
    decoder->Decode(encoded, mode, image);
    ASSERT_EQ(image.channels(), 3);
    EXPECT_EQ(image.size(), (ImageSize{16, 16}));
    EXPECT_NEAR(image.view().pixel(9, 5)[0], red, 3);
    EXPECT_NEAR(image.view().pixel(9, 5)[1], green, 3);
    EXPECT_NEAR(image.view().pixel(9, 5)[2], blue, 3);
  }
  Image grey;
  decoder->Decode(encoded, ColorMode::kGrey, grey);
  ASSERT_EQ(grey.channels(), 1);
  EXPECT_NEAR(grey.view().pixel(9, 5)[0], 0.299 * red + 0.587 * green + 0.114 * blue, 3);
}

// As OpenCV, which doesn't look for the marker.
TEST(JpegCmyk, ValuesAreInvertedWithAndWithoutAdobesMarker) {
  for (const bool adobe : {true, false}) {
    // 255 = no ink: colour = component * black / 255.
    ExpectColour(MakeCmyk({200, 100, 50, 255}, adobe), 200, 100, 50);
    ExpectColour(MakeCmyk({200, 100, 50, 51}, adobe), 40, 20, 10);
  }
}

TEST(JpegCmyk, YcckIsTurnedBack) {
  ExpectColour(MakeCmyk({200, 100, 50, 255}, true, JCS_YCCK), 200, 100, 50);
}

}  // namespace
}  // namespace imrec
