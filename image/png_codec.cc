#include "image/png_codec.h"

#include <png.h>

#include <algorithm>
#include <array>
#include <csetjmp>
#include <cstring>
#include <string>

#include <imrec/error.h>

namespace imrec {
namespace {

// libpng's side of an operation: the message of the error that made it jump out.
struct Failure {
  std::array<char, 256> message;
};

[[noreturn]] void OnError(png_structp png, png_const_charp text) {
  auto* failure = static_cast<Failure*>(png_get_error_ptr(png));
  std::strncpy(failure->message.data(), text, failure->message.size() - 1);
  png_longjmp(png, 1);
}

void OnWarning(png_structp, png_const_charp) {}

// Runs calls into libpng; an error inside becomes an Error. The callable must not own anything,
// for a jump runs no destructors.
template <typename Callable>
void Guarded(png_structp png, const Failure& failure, const Callable& calls) {
  if (setjmp(png_jmpbuf(png)) != 0) {
    throw Error(ErrorCode::kCorruptData, "corrupt PNG: " + std::string(failure.message.data()));
  }
  calls();
}

struct MemorySource {
  std::span<const std::byte> rest;
};

void ReadFromMemory(png_structp png, png_bytep out, std::size_t count) {
  auto* source = static_cast<MemorySource*>(png_get_io_ptr(png));
  if (source->rest.size() < count) png_error(png, "the file is truncated");
  std::memcpy(out, source->rest.data(), count);
  source->rest = source->rest.subspan(count);
}

// Owns libpng's reading state for one image.
class PngReader {
 public:
  explicit PngReader(std::span<const std::byte> encoded)
      : source_{encoded},
        png_(png_create_read_struct(PNG_LIBPNG_VER_STRING, &failure_, OnError, OnWarning)),
        info_(png_create_info_struct(png_)) {
    png_set_read_fn(png_, &source_, ReadFromMemory);
    // By default a damaged tRNS chunk, say, would be left out without a word.
    png_set_crc_action(png_, PNG_CRC_ERROR_QUIT, PNG_CRC_ERROR_QUIT);
  }
  PngReader(const PngReader&) = delete;
  PngReader& operator=(const PngReader&) = delete;
  ~PngReader() { png_destroy_read_struct(&png_, &info_, nullptr); }

  ImageInfo ReadHeader() {
    Guarded(png_, failure_, [&] { png_read_info(png_, info_); });
    const int type = png_get_color_type(png_, info_);
    const bool alpha =
        (type & PNG_COLOR_MASK_ALPHA) != 0 || png_get_valid(png_, info_, PNG_INFO_tRNS) != 0;
    const bool colour = (type & PNG_COLOR_MASK_COLOR) != 0;
    return {.size = {static_cast<int>(png_get_image_width(png_, info_)),
                     static_cast<int>(png_get_image_height(png_, info_))},
            .channels = alpha    ? 4
                        : colour ? 3
                                 : 1};
  }

  /// After ReadHeader: 8-bit grey, RGB or RGBA as ReadHeader's `channels` says.
  void ReadPixels(const ImageInfo& header, Image& image) {
    image.Resize(header.size, header.channels);
    rows_.resize(static_cast<std::size_t>(header.size.height));
    const MutableImageView target = image.view();
    for (int y = 0; y < target.height(); ++y) {
      rows_[static_cast<std::size_t>(y)] = target.row(y).data();
    }
    Guarded(png_, failure_, [&] {
      png_set_expand(png_);
      png_set_scale_16(png_);
      if (header.channels != 1) png_set_gray_to_rgb(png_);
      png_set_interlace_handling(png_);
      png_read_update_info(png_, info_);
      if (png_get_rowbytes(png_, info_) != target.row(0).size()) {
        png_error(png_, "unexpected row size");
      }
      png_read_image(png_, rows_.data());
      png_read_end(png_, nullptr);
    });
  }

 private:
  Failure failure_{};
  MemorySource source_;
  png_structp png_;
  png_infop info_;
  std::vector<png_bytep> rows_;
};

class PngDecoder final : public ImageDecoder {
 public:
  ImageInfo ReadInfo(std::span<const std::byte> encoded) override {
    return PngReader(encoded).ReadHeader();
  }

  void Decode(std::span<const std::byte> encoded, ColorMode mode, Image& image) override {
    PngReader reader(encoded);
    const ImageInfo header = reader.ReadHeader();
    const int channels = mode == ColorMode::kRgb    ? 3
                         : mode == ColorMode::kGrey ? 1
                                                    : header.channels;
    if (channels == header.channels) return reader.ReadPixels(header, image);
    reader.ReadPixels(header, stored_);
    ConvertChannels(stored_.view(), channels, image);
  }

 private:
  Image stored_;
};

void AppendToVector(png_structp png, png_bytep bytes, std::size_t count) {
  auto* encoded = static_cast<std::vector<std::byte>*>(png_get_io_ptr(png));
  const auto* begin = reinterpret_cast<const std::byte*>(bytes);
  bool stored = true;
  try {
    encoded->insert(encoded->end(), begin, begin + count);
  } catch (const std::bad_alloc&) {
    stored = false;
  }
  // Not inside the handler: the jump would leave the exception alive.
  if (!stored) png_error(png, "out of memory");
}

void EncodePng(ImageView image, int level, std::vector<std::byte>& encoded) {
  if (level < 0 || level > 9) {
    throw Error(ErrorCode::kInvalidArgument,
                "PNG compression level is 0..9, not " + std::to_string(level));
  }
  encoded.clear();
  Failure failure{};
  png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, &failure, OnError, OnWarning);
  png_infop info = png_create_info_struct(png);
  struct Owner {
    png_structp png;
    png_infop info;
    ~Owner() { png_destroy_write_struct(&png, &info); }
  } const owner{png, info};
  const int type = image.channels() == 1   ? PNG_COLOR_TYPE_GRAY
                   : image.channels() == 3 ? PNG_COLOR_TYPE_RGB
                                           : PNG_COLOR_TYPE_RGBA;
  Guarded(png, failure, [&] {
    png_set_write_fn(png, &encoded, AppendToVector, nullptr);
    png_set_compression_level(png, level);
    png_set_IHDR(png, info, static_cast<png_uint_32>(image.width()),
                 static_cast<png_uint_32>(image.height()), 8, type, PNG_INTERLACE_NONE,
                 PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    png_write_info(png, info);
    for (int y = 0; y < image.height(); ++y) png_write_row(png, image.row(y).data());
    png_write_end(png, nullptr);
  });
}

class PngEncoder final : public ImageEncoder {
 public:
  void Encode(ImageView image, int quality, std::vector<std::byte>& encoded) override {
    EncodePng(image, quality, encoded);
  }
};

constexpr std::array<std::string_view, 1> kExtensions = {".png"};

}  // namespace

const ImageCodec kPngCodec = {
    .name = "png",
    .extensions = kExtensions,
    .signature = "\x89PNG\r\n\x1a\n",
    .make_decoder = []() -> std::unique_ptr<ImageDecoder> {
      return std::make_unique<PngDecoder>();
    },
    .make_encoder = []() -> std::unique_ptr<ImageEncoder> {
      return std::make_unique<PngEncoder>();
    },
};

}  // namespace imrec
