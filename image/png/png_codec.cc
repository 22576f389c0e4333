#include "image/png/png_codec.h"

#include <array>
#include <new>
#include <optional>
#include <string>

#include <imrec/error.h>

#include "image/encoder_checks.h"
#include "image/internal/large_memory.h"
#include "image/png/png_library.h"
#include "image/png/png_reader.h"
#include "image/signature.h"

namespace imrec {
namespace {

class PngDecoder final : public ImageDecoder {
 public:
  explicit PngDecoder(const ImageLimits& limits) : limits_(limits) {}

  ImageInfo ReadInfo(std::span<const std::byte> encoded) override {
    Close();
    return png::Reader(encoded).ReadHeader();
  }

  ImageInfo Open(std::span<const std::byte> encoded) override {
    Close();
    ReadHeader(encoded);
    encoded_ = encoded;
    return header_;
  }

  void Decode(ColorMode mode, Image& image) override {
    note_.clear();
    if (!reader_) ReadHeader(encoded_);
    const int channels = mode == ColorMode::kRgb    ? 3
                         : mode == ColorMode::kGrey ? 1
                                                    : header_.channels;
    const bool direct = channels == header_.channels;
    const FreedIfLarge free_stored(stored_);
    ReadPixels(direct ? image : stored_);
    if (!direct) ConvertChannels(stored_.view(), channels, image);
  }

  const std::string& note() const override { return note_; }

 private:
  void Close() {
    encoded_ = {};
    reader_.reset();
    note_.clear();
  }

  void ReadHeader(std::span<const std::byte> encoded) {
    reader_.emplace(encoded);
    try {
      header_ = reader_->ReadHeader();
      reader_->CheckSize(header_.size, limits_);
    } catch (...) {
      reader_.reset();
      throw;
    }
  }

  // A reader reads the pixels once.
  void ReadPixels(Image& image) {
    try {
      note_ = reader_->ReadPixels(header_, image);
    } catch (...) {
      reader_.reset();
      throw;
    }
    reader_.reset();
  }

  const ImageLimits limits_;
  std::span<const std::byte> encoded_;  // the open file
  ImageInfo header_;                    // of the open file
  std::optional<png::Reader> reader_;   // after the header, unless a decode has used it
  Image stored_;
  std::string note_;
};

// NOLINTNEXTLINE(readability-non-const-parameter): libpng passes a function of this type
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

// Returns about the size of a PNG whose pixels are stored: blocks and chunks have a few bytes more.
std::size_t StoredBytes(ImageView image) {
  const std::size_t pixels = (image.row(0).size() + 1) * static_cast<std::size_t>(image.height());
  return pixels + pixels / 256 + 1024;
}

void EncodePng(ImageView image, int level, std::vector<std::byte>& encoded) {
  if (level < 0 || level > 9) {
    throw Error(ErrorCode::kInvalidArgument,
                "PNG compression level must be 0..9, not " + std::to_string(level));
  }
  RequirePixels(image);
  encoded.clear();
  // Uncompressed pixels are as large as the image, and growing would need three times as much.
  if (level == 0) encoded.reserve(StoredBytes(image));
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
    png_set_user_limits(writer, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
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
    .matches =
        [](std::span<const std::byte> encoded) { return StartsWith(encoded, "\x89PNG\r\n\x1a\n"); },
    .make_decoder = [](const ImageLimits& limits) -> std::unique_ptr<ImageDecoder> {
      return std::make_unique<PngDecoder>(limits);
    },
    .make_encoder = []() -> std::unique_ptr<ImageEncoder> {
      return std::make_unique<PngEncoder>();
    },
};

}  // namespace imrec
