#include "image/png/png_codec.h"

#include <array>
#include <new>
#include <string>

#include <imrec/error.h>

#include "image/png/png_library.h"
#include "image/png/png_reader.h"

namespace imrec {
namespace {

class PngDecoder final : public ImageDecoder {
 public:
  explicit PngDecoder(const ImageLimits& limits) : limits_(limits) {}

  ImageInfo ReadInfo(std::span<const std::byte> encoded) override {
    return png::Reader(encoded).ReadHeader();
  }

  ImageInfo ReadCheckedInfo(std::span<const std::byte> encoded) override {
    png::Reader reader(encoded);
    const ImageInfo header = reader.ReadHeader();
    reader.CheckSize(header.size, limits_);
    return header;
  }

  void Decode(std::span<const std::byte> encoded, ColorMode mode, Image& image) override {
    note_.clear();
    png::Reader reader(encoded);
    const ImageInfo header = reader.ReadHeader();
    reader.CheckSize(header.size, limits_);
    const int channels = mode == ColorMode::kRgb    ? 3
                         : mode == ColorMode::kGrey ? 1
                                                    : header.channels;
    const bool direct = channels == header.channels;
    note_ = reader.ReadPixels(header, direct ? image : stored_);
    if (!direct) ConvertChannels(stored_.view(), channels, image);
  }

  const std::string& note() const override { return note_; }

 private:
  const ImageLimits limits_;
  Image stored_;
  std::string note_;
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
  // Not within the handler, because the jump would leak the exception.
  if (!stored) png_error(png, "out of memory");
}

void EncodePng(ImageView image, int level, std::vector<std::byte>& encoded) {
  if (level < 0 || level > 9) {
    throw Error(ErrorCode::kInvalidArgument,
                "PNG compression level must be 0..9, not " + std::to_string(level));
  }
  encoded.clear();
  png::Messages messages{};
  const png::State<png::kDestroyWriter> state(
      png_create_write_struct(PNG_LIBPNG_VER_STRING, &messages, png::OnError, png::OnWarning));
  const int type = image.channels() == 1   ? PNG_COLOR_TYPE_GRAY
                   : image.channels() == 3 ? PNG_COLOR_TYPE_RGB
                                           : PNG_COLOR_TYPE_RGBA;
  png_structp writer = state.png;
  png_infop info = state.info;
  png::Guarded(writer, messages, [&] {
    png_set_write_fn(writer, &encoded, AppendToVector, nullptr);
    png_set_compression_level(writer, level);
    png_set_IHDR(writer, info, static_cast<png_uint_32>(image.width()),
                 static_cast<png_uint_32>(image.height()), 8, type, PNG_INTERLACE_NONE,
                 PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    png_write_info(writer, info);
    for (int y = 0; y < image.height(); ++y) png_write_row(writer, image.row(y).data());
    png_write_end(writer, nullptr);
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
    .make_decoder = [](const ImageLimits& limits) -> std::unique_ptr<ImageDecoder> {
      return std::make_unique<PngDecoder>(limits);
    },
    .make_encoder = []() -> std::unique_ptr<ImageEncoder> {
      return std::make_unique<PngEncoder>();
    },
};

}  // namespace imrec
