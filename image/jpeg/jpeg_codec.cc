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
    Compress(image, quality, encoded);
  }

 private:
  void Compress(ImageView image, int quality, std::vector<std::byte>& encoded) {
    const bool has_alpha = image.channels() == 4;
    if (has_alpha) without_alpha_.Resize({.width = image.width(), .height = 1}, 3);
    jpeg::ClearReports(manager_);
    jpeg::VectorDestination destination(info_, encoded);
    Guarded(manager_, reinterpret_cast<jpeg_common_struct*>(&info_), [&] {
      info_.image_width = static_cast<JDIMENSION>(image.width());
      info_.image_height = static_cast<JDIMENSION>(image.height());
      info_.input_components = has_alpha ? 3 : image.channels();
      info_.in_color_space = image.channels() == 1 ? JCS_GRAYSCALE : JCS_RGB;
      jpeg_set_defaults(&info_);
      jpeg_set_quality(&info_, quality, TRUE);
      jpeg_start_compress(&info_, TRUE);
      while (info_.next_scanline < info_.image_height) {
        const auto y = static_cast<int>(info_.next_scanline);
        ImageView shown = image.Sub(0, y, {.width = image.width(), .height = 1});
        if (has_alpha) {
          ConvertChannels(shown, 3, without_alpha_);
          shown = std::as_const(without_alpha_).view();
        }
        auto* row = const_cast<JSAMPROW>(shown.data());
        jpeg_write_scanlines(&info_, &row, 1);
      }
      jpeg_finish_compress(&info_);
    });
    destination.Finish();
  }

  jpeg_compress_struct info_{};
  jpeg::ErrorManager manager_{};
  Image without_alpha_;  // a row
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
