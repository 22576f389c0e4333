// Pixels of BMP, PNM, TIFF and WebP files beside those of OpenCV, with which MXNet decodes. What
// differs on purpose is in docs/im2rec.md.
#include <cstdint>
#include <random>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <opencv2/imgcodecs.hpp>

#include <imrec/image_codec.h>

#include "image/internal/orientation.h"
#include "tests/image/pictures.h"
#include "tests/support/files.h"
#include "tests/support/format_files.h"

namespace imrec::test {
namespace {

constexpr ImageSize kSize = {.width = 37, .height = 23};

// The pixels of OpenCV's imdecode() as RGB, or grey.
Image ByOpenCv(const std::vector<std::byte>& encoded, bool colour) {
  const std::vector<std::uint8_t> bytes = [&] {
    std::vector<std::uint8_t> copy;
    for (const std::byte byte : encoded) copy.push_back(std::to_integer<std::uint8_t>(byte));
    return copy;
  }();
  const cv::Mat mat = cv::imdecode(bytes, colour ? cv::IMREAD_COLOR : cv::IMREAD_GRAYSCALE);
  if (mat.empty()) return {};
  Image image({.width = mat.cols, .height = mat.rows}, mat.channels());
  for (int y = 0; y < mat.rows; ++y) {
    const auto row = image.view().row(y);
    for (std::size_t i = 0; i < row.size(); ++i) {
      row[i] = mat.ptr<std::uint8_t>(y)[colour ? i / 3 * 3 + 2 - i % 3 : i];
    }
  }
  return image;
}

Image ByImrec(const std::vector<std::byte>& encoded, bool colour) {
  AnyImageDecoder decoder;
  const int orientation = decoder.Open(encoded).orientation;
  Image stored;
  decoder.Decode(colour ? ColorMode::kRgb : ColorMode::kGrey, stored);
  Image upright;
  ApplyOrientation(stored.view(), orientation, upright);
  return upright;
}

// OpenCV rounds the weights of grey otherwise.
void ExpectSame(const std::vector<std::byte>& encoded, const std::string& name) {
  SCOPED_TRACE(name);
  for (const bool colour : {true, false}) {
    const Image expected = ByOpenCv(encoded, colour);
    ASSERT_FALSE(expected.empty()) << "OpenCV does not read it";
    const Image image = ByImrec(encoded, colour);
    EXPECT_LE(MaxDifference(image.view(), expected.view()), colour ? 0 : 1)
        << (colour ? "colour" : "grey");
  }
}

TEST(OpenCvDecoding, PngOf16Bits) {
  for (const int type : {CV_16UC1, CV_16UC3, CV_16UC4}) {
    cv::Mat image(kSize.height, kSize.width, type);
    std::mt19937 random(7);
    for (int y = 0; y < image.rows; ++y) {
      auto* const row = image.ptr<std::uint16_t>(y);
      for (int i = 0; i < image.cols * image.channels(); ++i) {
        row[i] = static_cast<std::uint16_t>(random());
      }
    }
    std::vector<std::uint8_t> bytes;
    ASSERT_TRUE(cv::imencode(".png", image, bytes));
    const std::span<const std::byte> encoded = std::as_bytes(std::span(bytes));
    ExpectSame({encoded.begin(), encoded.end()}, std::to_string(image.channels()) + " channels");
  }
}

#if IMREC_WITH_BMP
TEST(OpenCvDecoding, Bmp) { ExpectSame(MakeBmp(MakePicture(kSize).view()), "24 bits"); }
#endif

#if IMREC_WITH_PNM
TEST(OpenCvDecoding, Pnm) {
  ExpectSame(MakePnm(MakePicture(kSize).view()), "P6");
  ExpectSame(MakePnm(MakePicture(kSize, 1).view()), "P5");
  for (const std::string_view text :
       {"P1\n3 2\n1 0 1\n0 0 1\n", "P1\n3 2\n101001\n", "P2\n2 2\n255\n0 7\n128 255\n",
        "P2 2 1 15 15 7\n", "P3\n1 2\n15\n15 0 1  7 8 15\n"}) {
    ExpectSame(Bytes(text), std::string(text));
  }
  ExpectSame(Bytes(std::string_view("P4\n3 2\n\xA0\x3F", 9)), "P4");
  ExpectSame(Bytes(std::string_view("P5 2 1 65535 \xFF\x80\x12\x34", 17)), "P5 of 16 bits");
}
#endif

#if IMREC_WITH_WEBP
TEST(OpenCvDecoding, Webp) {
  for (const bool lossless : {true, false}) {
    ExpectSame(MakeWebp(MakePicture(kSize).view(), lossless), "RGB");
    Image image = MakePicture(kSize, 4);
    for (int x = 0; x < kSize.width; ++x) image.view().pixel(x, 5)[3] = 99;
    ExpectSame(MakeWebp(std::as_const(image).view(), lossless), "RGBA");
  }
}
#endif

#if IMREC_WITH_TIFF
void ExpectSameTiff(const TiffKind& kind, const std::string& name) {
  std::vector<std::uint8_t> rows(TiffRowBytes(kind) * static_cast<std::size_t>(kind.size.height) *
                                 static_cast<std::size_t>(kind.separate_planes ? kind.samples : 1));
  std::mt19937 random(5);
  for (std::uint8_t& byte : rows) byte = static_cast<std::uint8_t>(random());
  ExpectSame(MakeTiff(kind, rows), name);
}

TEST(OpenCvDecoding, TiffSamples) {
  for (const int bits : {8, 16}) {
    ExpectSameTiff({.size = kSize, .bits = bits}, "RGB");
    ExpectSameTiff({.size = kSize, .bits = bits, .samples = 1, .photometric = 1}, "grey");
    ExpectSameTiff({.size = kSize, .bits = bits, .mode = "wb"}, "big endian");
  }
  ExpectSameTiff({.size = kSize, .separate_planes = true}, "planes");
  ExpectSameTiff({.size = kSize, .bits = 1, .samples = 1, .photometric = 1}, "1 bit");
  ExpectSameTiff({.size = kSize, .bits = 1, .samples = 1, .photometric = 0}, "1 bit, inverted");
  ExpectSameTiff({.size = kSize, .samples = 1, .photometric = 0}, "inverted");
  ExpectSameTiff({.size = kSize, .samples = 4, .photometric = 5}, "CMYK");
  ExpectSameTiff({.size = kSize, .samples = 4, .extra_samples = {1}}, "associated alpha");
  std::vector<std::uint16_t> palette(768);
  std::mt19937 random(6);
  for (std::uint16_t& value : palette) value = static_cast<std::uint16_t>(random());
  ExpectSameTiff({.size = kSize, .samples = 1, .photometric = 3, .palette = palette}, "palette");
}

TEST(OpenCvDecoding, TiffCompressions) {
  for (const int compression : {5, 8, 32773, 50000}) {
    ExpectSameTiff({.size = kSize, .compression = compression}, std::to_string(compression));
    ExpectSameTiff({.size = kSize, .compression = compression, .tile = {64, 64}},
                   std::to_string(compression) + ", tiles");
  }
  ExpectSameTiff({.size = kSize, .bits = 1, .samples = 1, .photometric = 0, .compression = 4},
                 "CCITT");
  for (const int subsampling : {1, 2}) {
    ExpectSame(
        MakeTiff(
            MakePicture(kSize).view(),
            {.photometric = 6, .compression = 7, .rows_per_strip = 16, .subsampling = subsampling}),
        "JPEG");
  }
}

TEST(OpenCvDecoding, TiffYcbcr) {
  TiffKind kind = {.size = {32, 16}, .photometric = 6, .rows_per_strip = 16, .subsampling = 2};
  std::vector<std::uint8_t> units(32 * 16 / 4 * 6);
  std::mt19937 random(8);
  for (std::uint8_t& byte : units) byte = static_cast<std::uint8_t>(random());
  ExpectSame(MakeTiff(kind, units), "YCbCr");
}

TEST(OpenCvDecoding, TiffOrientations) {
  for (int orientation = 1; orientation <= 8; ++orientation) {
    ExpectSameTiff({.size = kSize, .orientation = orientation}, std::to_string(orientation));
    ExpectSameTiff({.size = kSize, .bits = 16, .orientation = orientation},
                   "16 bits, " + std::to_string(orientation));
  }
}
#endif

}  // namespace
}  // namespace imrec::test
