#include "image/jpeg_codec.h"

#include <algorithm>
#include <array>
#include <csetjmp>
#include <cstdint>
#include <cstdio>
#include <string>

#include <imrec/error.h>

#include "image/exif.h"

// libjpeg's headers need <cstdio> before them.
#include <jerror.h>
#include <jpeglib.h>

namespace imrec {
namespace {

// libjpeg reports through function pointers; a fatal error must not return, so it jumps out.
struct ErrorManager {
  jpeg_error_mgr base;
  std::jmp_buf jump;
  std::array<char, JMSG_LENGTH_MAX> first_message;
  bool corrupt;
};

ErrorManager& ManagerOf(j_common_ptr info) { return *reinterpret_cast<ErrorManager*>(info->err); }

void KeepMessage(j_common_ptr info) {
  ErrorManager& manager = ManagerOf(info);
  if (manager.first_message[0] == '\0') {
    manager.base.format_message(info, manager.first_message.data());
  }
}

[[noreturn]] void OnFatalError(j_common_ptr info) {
  ErrorManager& manager = ManagerOf(info);
  manager.first_message[0] = '\0';
  KeepMessage(info);
  std::longjmp(manager.jump, 1);
}

void OnMessage(j_common_ptr info, int level) {
  if (level >= 0) return;  // a trace message
  const int code = info->err->msg_code;
  // These two speak of unusual but whole files.
  if (code == JWRN_ADOBE_XFORM || code == JWRN_JFIF_MAJOR) return;
  KeepMessage(info);
  ManagerOf(info).corrupt = true;
}

void InstallErrorManager(ErrorManager& manager) {
  jpeg_std_error(&manager.base);
  manager.base.error_exit = OnFatalError;
  manager.base.emit_message = OnMessage;
}

[[noreturn]] void ThrowCorrupt(const ErrorManager& manager) {
  throw Error(ErrorCode::kCorruptData,
              "corrupt JPEG: " + std::string(manager.first_message.data()));
}

// Runs calls into libjpeg; a fatal error inside becomes an Error. The callable must not own
// anything, for a jump runs no destructors.
template <typename Callable>
void Guarded(ErrorManager& manager, jpeg_common_struct* info, const Callable& calls) {
  if (setjmp(manager.jump) != 0) {
    jpeg_abort(info);
    ThrowCorrupt(manager);
  }
  calls();
}

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
    InstallErrorManager(manager_);
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
      target.Resize(StoredSize(), channels);
      if (cmyk) cmyk_row_.resize(static_cast<std::size_t>(info_.image_width) * 4);
    } catch (...) {
      jpeg_abort_decompress(&info_);
      throw;
    }
    ReadRows(target.view(), cmyk);
    if (manager_.corrupt) ThrowCorrupt(manager_);
    if (over_rgb) ConvertChannels(converted_.view(), 1, image);
  }

 private:
  jpeg_common_struct* common() { return reinterpret_cast<jpeg_common_struct*>(&info_); }

  ImageSize StoredSize() const {
    return {static_cast<int>(info_.image_width), static_cast<int>(info_.image_height)};
  }

  ImageInfo ReadHeader(std::span<const std::byte> encoded) {
    if (encoded.empty()) throw Error(ErrorCode::kCorruptData, "the image is empty (0 bytes)");
    manager_.first_message[0] = '\0';
    manager_.corrupt = false;
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
  ErrorManager manager_{};
  Image converted_;
  std::vector<std::uint8_t> cmyk_row_;
};

// libjpeg's destination over a byte vector that grows.
struct VectorDestination {
  jpeg_destination_mgr base;
  std::vector<std::byte>* bytes;
  std::size_t used;
};

constexpr std::size_t kFirstOutputSize = std::size_t{1} << 16;

VectorDestination& DestinationOf(j_compress_ptr info) {
  return *reinterpret_cast<VectorDestination*>(info->dest);
}

void OfferSpace(VectorDestination& destination) {
  destination.base.next_output_byte =
      reinterpret_cast<JOCTET*>(destination.bytes->data() + destination.used);
  destination.base.free_in_buffer = destination.bytes->size() - destination.used;
}

void StartOutput(j_compress_ptr info) {
  VectorDestination& destination = DestinationOf(info);
  destination.used = 0;
  OfferSpace(destination);
}

boolean GrowOutput(j_compress_ptr info) {
  VectorDestination& destination = DestinationOf(info);
  destination.used = destination.bytes->size();
  bool grown = true;
  try {
    destination.bytes->resize(destination.used * 2);
  } catch (const std::bad_alloc&) {
    grown = false;
  }
  // Not inside the handler: the jump would leave the exception alive.
  if (!grown) ERREXIT1(info, JERR_OUT_OF_MEMORY, 0);
  OfferSpace(destination);
  return TRUE;
}

void FinishOutput(j_compress_ptr info) {
  VectorDestination& destination = DestinationOf(info);
  destination.used = destination.bytes->size() - destination.base.free_in_buffer;
}

// Owns a compressor for one call.
class Compressor {
 public:
  Compressor() {
    InstallErrorManager(manager_);
    info_.err = &manager_.base;
    jpeg_create_compress(&info_);
  }
  Compressor(const Compressor&) = delete;
  Compressor& operator=(const Compressor&) = delete;
  ~Compressor() { jpeg_destroy_compress(&info_); }

  void Encode(ImageView image, int quality, std::vector<std::byte>& encoded) {
    encoded.resize(std::max(encoded.capacity(), kFirstOutputSize));
    VectorDestination destination{.base = {.next_output_byte = nullptr,
                                           .free_in_buffer = 0,
                                           .init_destination = StartOutput,
                                           .empty_output_buffer = GrowOutput,
                                           .term_destination = FinishOutput},
                                  .bytes = &encoded,
                                  .used = 0};
    info_.dest = &destination.base;
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
    encoded.resize(destination.used);
  }

 private:
  jpeg_compress_struct info_{};
  ErrorManager manager_{};
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
