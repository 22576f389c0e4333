#include "image/jpeg_codec.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>

#include <imrec/error.h>

#include "image/exif.h"
#include "image/jpeg_library.h"

namespace imrec {
namespace {

using jpeg::Guarded;
using jpeg::ThrowCorrupt;

// One row of CMYK to RGB. Adobe writes inverted values (255 = no ink), as everybody reads them.
void ConvertCmykRow(const std::uint8_t* cmyk, bool inverted, int width, std::uint8_t* rgb) {
  for (int x = 0; x < width; ++x, cmyk += 4, rgb += 3) {
    const int black = inverted ? cmyk[3] : 255 - cmyk[3];
    for (int c = 0; c < 3; ++c) {
      const int ink = inverted ? cmyk[c] : 255 - cmyk[c];
      rgb[c] = static_cast<std::uint8_t>((ink * black + 127) / 255);
    }
  }
}

class JpegDecoder final : public ImageDecoder {
 public:
  JpegDecoder() {
    jpeg::InstallErrorManager(manager_);
    info_.err = &manager_.base;
    jpeg_create_decompress(&info_);
    // Keep APP1, where EXIF stands.
    jpeg_save_markers(&info_, JPEG_APP0 + 1, 0xFFFF);
  }
  JpegDecoder(const JpegDecoder&) = delete;
  JpegDecoder& operator=(const JpegDecoder&) = delete;
  ~JpegDecoder() override { jpeg_destroy_decompress(&info_); }

  ImageInfo ReadInfo(std::span<const std::byte> encoded) override {
    const ImageInfo result = ReadHeader(encoded);
    jpeg_abort_decompress(&info_);
    return result;
  }

  void Decode(std::span<const std::byte> encoded, ColorMode mode, Image& image) override {
    ReadHeader(encoded);
    DecodeScaled(1, mode, image);
  }

  void DecodeAtLeast(std::span<const std::byte> encoded, ColorMode mode, ImageSize at_least,
                     Image& image) override {
    const ImageSize size = ReadHeader(encoded).size;
    int divisor = 8;
    while (divisor > 1 && (CeilDivide(size.width, divisor) < at_least.width ||
                           CeilDivide(size.height, divisor) < at_least.height)) {
      divisor /= 2;
    }
    DecodeScaled(divisor, mode, image);
  }

 private:
  static int CeilDivide(int a, int b) { return (a + b - 1) / b; }

  // Behind ReadHeader(): the image with sides divided by 1, 2, 4 or 8, by a smaller inverse DCT.
  void DecodeScaled(int divisor, ColorMode mode, Image& image) {
    info_.scale_num = 1;
    info_.scale_denom = static_cast<unsigned>(divisor);
    const bool cmyk = info_.num_components == 4;
    const bool grey =
        mode == ColorMode::kGrey || (mode == ColorMode::kAsStored && info_.num_components == 1);
    // libjpeg turns only YCbCr into grey; the others take the way over RGB.
    const bool over_rgb = grey && (cmyk || info_.jpeg_color_space == JCS_RGB);
    const bool rgb = over_rgb || !grey;
    info_.out_color_space = cmyk ? JCS_CMYK : rgb ? JCS_RGB : JCS_GRAYSCALE;
    const int channels = rgb ? 3 : 1;
    Image& target = over_rgb ? converted_ : image;
    try {
      const ImageSize stored = StoredSize();
      target.Resize({CeilDivide(stored.width, divisor), CeilDivide(stored.height, divisor)},
                    channels);
      if (cmyk) cmyk_row_.resize(static_cast<std::size_t>(target.width()) * 4);
    } catch (...) {
      jpeg_abort_decompress(&info_);
      throw;
    }
    ReadRows(target.view(), cmyk);
    if (manager_.corrupt) ThrowCorrupt(manager_);
    if (over_rgb) ConvertChannels(converted_.view(), 1, image);
  }

  jpeg_common_struct* common() { return reinterpret_cast<jpeg_common_struct*>(&info_); }

  ImageSize StoredSize() const {
    return {static_cast<int>(info_.image_width), static_cast<int>(info_.image_height)};
  }

  ImageInfo ReadHeader(std::span<const std::byte> encoded) {
    if (encoded.empty()) throw Error(ErrorCode::kCorruptData, "the image is empty (0 bytes)");
    jpeg::ClearReports(manager_);
    Guarded(manager_, common(), [&] {
      jpeg_mem_src(&info_, reinterpret_cast<const unsigned char*>(encoded.data()), encoded.size());
      jpeg_read_header(&info_, TRUE);
    });
    ImageInfo result{.size = StoredSize(), .channels = info_.num_components};
    for (const jpeg_marker_struct* marker = info_.marker_list; marker != nullptr;
         marker = marker->next) {
      const auto orientation = ParseExifOrientation(
          {reinterpret_cast<const std::byte*>(marker->data), marker->data_length});
      if (orientation) result.orientation = *orientation;
    }
    return result;
  }

  void ReadRows(MutableImageView target, bool cmyk) {
    Guarded(manager_, common(), [&] {
      jpeg_start_decompress(&info_);
      while (info_.output_scanline < info_.output_height) {
        std::uint8_t* row = target.row(static_cast<int>(info_.output_scanline)).data();
        JSAMPROW into = cmyk ? cmyk_row_.data() : row;
        jpeg_read_scanlines(&info_, &into, 1);
        if (cmyk) {
          ConvertCmykRow(cmyk_row_.data(), info_.saw_Adobe_marker != FALSE, target.width(), row);
        }
      }
      jpeg_finish_decompress(&info_);
    });
  }

  jpeg_decompress_struct info_{};
  jpeg::ErrorManager manager_{};
  Image converted_;
  std::vector<std::uint8_t> cmyk_row_;
};

// Owns a compressor for one call.
class Compressor {
 public:
  Compressor() {
    jpeg::InstallErrorManager(manager_);
    info_.err = &manager_.base;
    jpeg_create_compress(&info_);
  }
  Compressor(const Compressor&) = delete;
  Compressor& operator=(const Compressor&) = delete;
  ~Compressor() { jpeg_destroy_compress(&info_); }

  void Encode(ImageView image, int quality, std::vector<std::byte>& encoded) {
    jpeg::VectorDestination destination(info_, encoded);
    Guarded(manager_, reinterpret_cast<jpeg_common_struct*>(&info_), [&] {
      info_.image_width = static_cast<JDIMENSION>(image.width());
      info_.image_height = static_cast<JDIMENSION>(image.height());
      info_.input_components = image.channels();
      info_.in_color_space = image.channels() == 1 ? JCS_GRAYSCALE : JCS_RGB;
      jpeg_set_defaults(&info_);
      jpeg_set_quality(&info_, quality, TRUE);
      jpeg_start_compress(&info_, TRUE);
      while (info_.next_scanline < info_.image_height) {
        auto* row = const_cast<JSAMPROW>(image.row(static_cast<int>(info_.next_scanline)).data());
        jpeg_write_scanlines(&info_, &row, 1);
      }
      jpeg_finish_compress(&info_);
    });
    destination.Finish();
  }

 private:
  jpeg_compress_struct info_{};
  jpeg::ErrorManager manager_{};
};

void EncodeJpeg(ImageView image, int quality, std::vector<std::byte>& encoded) {
  if (quality < 1 || quality > 100) {
    throw Error(ErrorCode::kInvalidArgument,
                "JPEG quality is 1..100, not " + std::to_string(quality));
  }
  if (std::max(image.width(), image.height()) > JPEG_MAX_DIMENSION) {
    throw Error(ErrorCode::kInvalidArgument,
                "a JPEG has at most " + std::to_string(JPEG_MAX_DIMENSION) +
                    " pixels a side, the image has " + std::to_string(image.width()) + "x" +
                    std::to_string(image.height()));
  }
  if (image.channels() == 4) {
    Image rgb;
    ConvertChannels(image, 3, rgb);
    return EncodeJpeg(rgb.view(), quality, encoded);
  }
  Compressor().Encode(image, quality, encoded);
}

constexpr std::array<std::string_view, 3> kExtensions = {".jpg", ".jpeg", ".jpe"};

}  // namespace

const ImageCodec kJpegCodec = {
    .name = "jpeg",
    .extensions = kExtensions,
    .signature = "\xff\xd8\xff",
    .make_decoder = []() -> std::unique_ptr<ImageDecoder> {
      return std::make_unique<JpegDecoder>();
    },
    .encode = EncodeJpeg,
};

}  // namespace imrec
