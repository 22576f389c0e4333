#include "image/jpeg/jpeg_codec.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include <imrec/error.h>

#include "image/encoder_checks.h"
#include "image/jpeg/jpeg_decoder.h"
#include "image/jpeg/jpeg_library.h"
#include "image/signature.h"

namespace imrec {
namespace {

using jpeg::Guarded;

class JpegEncoder final : public ImageEncoder {
 public:
  JpegEncoder() {
    jpeg::InstallErrorManager(manager_);
    info_.err = &manager_.base;
    Guarded(manager_, reinterpret_cast<jpeg_common_struct*>(&info_),
            [&] { jpeg_create_compress(&info_); });
  }
  JpegEncoder(const JpegEncoder&) = delete;
  JpegEncoder& operator=(const JpegEncoder&) = delete;
  ~JpegEncoder() override { jpeg_destroy_compress(&info_); }

  void Encode(ImageView image, int quality, std::vector<std::byte>& encoded) override {
    if (quality < 1 || quality > 100) {
      throw Error(ErrorCode::kInvalidArgument,
                  "JPEG quality must be 1..100, not " + std::to_string(quality));
    }
    RequirePixels(image);
    if (std::max(image.width(), image.height()) > JPEG_MAX_DIMENSION) {
      throw Error(ErrorCode::kInvalidArgument,
                  "a JPEG has at most " + std::to_string(JPEG_MAX_DIMENSION) +
                      " pixels per side, the image has " + std::to_string(image.width()) + "x" +
                      std::to_string(image.height()));
    }
    if (image.channels() == 4) {
      ConvertChannels(image, 3, without_alpha_);
      Compress(std::as_const(without_alpha_).view(), quality, encoded);
    } else {
      Compress(image, quality, encoded);
    }
  }

 private:
  void Compress(ImageView image, int quality, std::vector<std::byte>& encoded) {
    jpeg::ClearReports(manager_);
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

  jpeg_compress_struct info_{};
  jpeg::ErrorManager manager_{};
  Image without_alpha_;
};

constexpr std::array<std::string_view, 3> kExtensions = {".jpg", ".jpeg", ".jpe"};

}  // namespace

const ImageCodec kJpegCodec = {
    .name = "jpeg",
    .extensions = kExtensions,
    .matches =
        [](std::span<const std::byte> encoded) { return StartsWith(encoded, "\xff\xd8\xff"); },
    .make_decoder = jpeg::MakeDecoder,
    .make_encoder = []() -> std::unique_ptr<ImageEncoder> {
      return std::make_unique<JpegEncoder>();
    },
};

}  // namespace imrec
