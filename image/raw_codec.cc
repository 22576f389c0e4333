#include "image/raw_codec.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>

#include <imrec/error.h>

#include "image/encoder_checks.h"
#include "image/internal/image_checks.h"
#include "image/signature.h"

namespace imrec {
namespace {

constexpr std::string_view kSignature = "IMRECRAW";
constexpr std::size_t kHeaderSize = 24;
constexpr std::uint32_t kVersion = 1;

std::uint32_t LoadNumber(std::span<const std::byte> bytes, std::size_t at) {
  std::uint32_t number = 0;
  for (std::size_t i = 4; i-- > 0;) {
    number = number << 8 | std::to_integer<std::uint32_t>(bytes[at + i]);
  }
  return number;
}

void StoreNumber(std::uint32_t number, std::size_t at, std::span<std::byte> bytes) {
  for (std::size_t i = 0; i < 4; ++i) bytes[at + i] = static_cast<std::byte>(number >> 8 * i);
}

[[noreturn]] void Refuse(const std::string& problem) {
  throw Error(ErrorCode::kCorruptData, "corrupt raw image: " + problem);
}

ImageInfo ParseHeader(std::span<const std::byte> encoded) {
  if (encoded.size() < kHeaderSize) Refuse("its header is truncated");
  if (const std::uint32_t version = LoadNumber(encoded, 8); version != kVersion) {
    throw Error(ErrorCode::kUnsupported,
                "unsupported raw image version " + std::to_string(version) + ", expected 1");
  }
  const std::uint32_t channels = LoadNumber(encoded, 12);
  const std::uint64_t width = LoadNumber(encoded, 16);
  const std::uint64_t height = LoadNumber(encoded, 20);
  if (channels != 1 && channels != 3 && channels != 4) {
    Refuse(std::to_string(channels) + " channels, expected 1, 3 or 4");
  }
  constexpr std::uint64_t kMostPixels = Image::kMaxPixels;
  if (width == 0 || height == 0 || width > kMostPixels || width * height > kMostPixels) {
    Refuse(std::to_string(width) + "x" + std::to_string(height) + " pixels, expected 1..2^28");
  }
  return {.size = {.width = static_cast<int>(width), .height = static_cast<int>(height)},
          .channels = static_cast<int>(channels)};
}

ImageInfo CheckHeader(std::span<const std::byte> encoded, const ImageLimits& limits) {
  const ImageInfo info = ParseHeader(encoded);
  RequireWithin(limits, info.size);
  const std::size_t expected = static_cast<std::size_t>(info.size.width) *
                               static_cast<std::size_t>(info.size.height) *
                               static_cast<std::size_t>(info.channels);
  if (encoded.size() - kHeaderSize != expected) {
    Refuse(std::to_string(encoded.size() - kHeaderSize) + " bytes of pixels, expected " +
           std::to_string(expected));
  }
  return info;
}

class RawDecoder final : public ImageDecoder {
 public:
  explicit RawDecoder(const ImageLimits& limits) : limits_(limits) {}

  ImageInfo ReadInfo(std::span<const std::byte> encoded) override {
    stored_ = {};
    return ParseHeader(encoded);
  }

  ImageInfo Open(std::span<const std::byte> encoded) override {
    stored_ = {};
    const ImageInfo info = CheckHeader(encoded, limits_);
    const auto* pixels = reinterpret_cast<const std::uint8_t*>(encoded.data() + kHeaderSize);
    stored_ = {pixels, info.size, info.channels,
               static_cast<std::ptrdiff_t>(info.size.width) * info.channels};
    return info;
  }

  void Decode(ColorMode mode, Image& image) override {
    if (stored_.width() == 0) throw Error(ErrorCode::kInvalidArgument, "no image is open");
    const int channels = Channels(mode, stored_.channels());
    if (channels == stored_.channels()) {
      image.Resize(stored_.size(), channels);
      CopyPixels(stored_, image.view());
    } else {
      ConvertChannels(stored_, channels, image);
    }
  }

  // Returns a view of the file if the channels need no conversion.
  ImageView DecodePart(ColorMode mode, const ImagePart& part, Image& memory) override {
    CheckPart(part, stored_.size());
    const PixelWindow& window = part.window;
    const ImageView shown = stored_.Sub(window.left, window.top, window.size());
    const int channels = Channels(mode, stored_.channels());
    if (channels == stored_.channels()) return shown;
    ConvertChannels(shown, channels, memory);
    return std::as_const(memory).view();
  }

  // Always empty: a file whose size does not match its header is corrupt.
  const std::string& note() const override { return note_; }

 private:
  static int Channels(ColorMode mode, int stored) {
    return mode == ColorMode::kRgb ? 3 : mode == ColorMode::kGrey ? 1 : stored;
  }

  const ImageLimits limits_;
  ImageView stored_;  // the pixels of the open file
  const std::string note_;
};

void EncodeRaw(ImageView image, int /*quality*/, std::vector<std::byte>& encoded) {
  RequirePixels(image);
  const std::size_t row_bytes = image.row(0).size();
  encoded.resize(kHeaderSize + row_bytes * static_cast<std::size_t>(image.height()));
  std::ranges::copy(std::as_bytes(std::span(kSignature)), encoded.begin());
  StoreNumber(kVersion, 8, encoded);
  StoreNumber(static_cast<std::uint32_t>(image.channels()), 12, encoded);
  StoreNumber(static_cast<std::uint32_t>(image.width()), 16, encoded);
  StoreNumber(static_cast<std::uint32_t>(image.height()), 20, encoded);
  auto to = encoded.begin() + kHeaderSize;
  for (int y = 0; y < image.height(); ++y) {
    to = std::ranges::copy(std::as_bytes(image.row(y)), to).out;
  }
}

class RawEncoder final : public ImageEncoder {
 public:
  void Encode(ImageView image, int quality, std::vector<std::byte>& encoded) override {
    EncodeRaw(image, quality, encoded);
  }
};

constexpr std::array<std::string_view, 1> kExtensions = {".raw"};

}  // namespace

const ImageCodec kRawCodec = {
    .name = "raw",
    .extensions = kExtensions,
    .matches = [](std::span<const std::byte> encoded) { return StartsWith(encoded, kSignature); },
    .make_decoder = [](const ImageLimits& limits) -> std::unique_ptr<ImageDecoder> {
      return std::make_unique<RawDecoder>(limits);
    },
    .make_encoder = []() -> std::unique_ptr<ImageEncoder> {
      return std::make_unique<RawEncoder>();
    },
};

}  // namespace imrec
