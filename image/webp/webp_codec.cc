#include "image/webp/webp_codec.h"

#include <webp/decode.h>
#include <webp/demux.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include <imrec/error.h>

#include "image/exif.h"
#include "image/internal/codec_versions.h"
#include "image/signature.h"
#include "image/whole_decoder.h"

namespace imrec {
namespace {

// A file is a chunk "RIFF" of the type "WEBP", which contains chunks. A chunk has a name, a size
// (little endian) and contents, padded to two bytes.
constexpr std::size_t kChunkHeader = 8;
constexpr std::size_t kFileHeader = kChunkHeader + 4;

[[noreturn]] void Refuse(const std::string& problem) {
  throw Error(ErrorCode::kCorruptData, "corrupt WebP: " + problem);
}

const std::uint8_t* Pointer(std::span<const std::byte> bytes) {
  return reinterpret_cast<const std::uint8_t*>(bytes.data());
}

bool IsWebp(std::span<const std::byte> encoded) {
  return StartsWith(encoded, "RIFF") && encoded.size() >= kFileHeader &&
         StartsWith(encoded.subspan(kChunkHeader), "WEBP");
}

std::uint64_t ChunkSize(std::span<const std::byte> chunk) {
  std::uint64_t size = 0;
  for (std::size_t i = kChunkHeader; i-- > 4;) {
    size = size << 8 | std::to_integer<std::uint64_t>(chunk[i]);
  }
  return size;
}

// Returns the orientation in the EXIF chunk, which follows the pixels, or 1.
int OrientationOf(std::span<const std::byte> encoded) {
  std::span<const std::byte> rest = encoded.subspan(kFileHeader);
  if (!StartsWith(rest, "VP8X")) return 1;  // other files have no such chunk
  while (rest.size() >= kChunkHeader) {
    const std::uint64_t size = ChunkSize(rest);
    if (size > rest.size() - kChunkHeader) return 1;
    if (StartsWith(rest, "EXIF")) {
      const auto block = rest.subspan(kChunkHeader, size);
      // Some programs keep the prefix of a JPEG.
      const std::optional<int> orientation = StartsWith(block, "Exif")
                                                 ? ParseExifOrientation(block)
                                                 : ParseExifBlockOrientation(block);
      return orientation.value_or(1);
    }
    rest = rest.subspan(std::min<std::uint64_t>(kChunkHeader + size + size % 2, rest.size()));
  }
  return 1;
}

WebPBitstreamFeatures Features(std::span<const std::byte> encoded) {
  WebPBitstreamFeatures features;
  const VP8StatusCode status = WebPGetFeatures(Pointer(encoded), encoded.size(), &features);
  if (status == VP8_STATUS_NOT_ENOUGH_DATA) Refuse("its header is truncated");
  if (status != VP8_STATUS_OK) Refuse("its header is damaged");
  return features;
}

// Decodes one frame. `encoded` is a file or the chunks of a frame.
void DecodeFrame(std::span<const std::byte> encoded, MutableImageView image) {
  WebPDecoderConfig config;
  if (WebPInitDecoderConfig(&config) == 0) {
    throw Error(ErrorCode::kIo, "libwebp could not be started: its version does not match");
  }
  config.input = Features(encoded);
  if (config.input.width != image.width() || config.input.height != image.height()) {
    Refuse("a frame has another size than the header");
  }
  config.output.colorspace = image.channels() == 4 ? MODE_RGBA : MODE_RGB;
  config.output.is_external_memory = 1;
  config.output.u.RGBA.rgba = image.data();
  config.output.u.RGBA.stride = static_cast<int>(image.stride());
  config.output.u.RGBA.size =
      static_cast<std::size_t>(image.stride()) * static_cast<std::size_t>(image.height() - 1) +
      image.row(0).size();
  switch (WebPDecode(Pointer(encoded), encoded.size(), &config)) {
    case VP8_STATUS_OK:
      return;
    case VP8_STATUS_OUT_OF_MEMORY:
      throw Error(ErrorCode::kIo, "libwebp is out of memory");
    case VP8_STATUS_NOT_ENOUGH_DATA:
    case VP8_STATUS_SUSPENDED:
      Refuse("its pixels are truncated");
    default:
      Refuse("its pixels are damaged");
  }
}

// The first frame of an animation, on a black canvas.
void DecodeFirstFrame(std::span<const std::byte> encoded, MutableImageView canvas) {
  const WebPData data{.bytes = Pointer(encoded), .size = encoded.size()};
  const std::unique_ptr<WebPDemuxer, decltype(&WebPDemuxDelete)> demuxer(WebPDemux(&data),
                                                                         WebPDemuxDelete);
  WebPIterator frame{};
  const bool found = demuxer && WebPDemuxGetFrame(demuxer.get(), 1, &frame) != 0;
  const std::unique_ptr<WebPIterator, decltype(&WebPDemuxReleaseIterator)> release(
      found ? &frame : nullptr, WebPDemuxReleaseIterator);
  const bool inside = found && frame.x_offset >= 0 && frame.y_offset >= 0 && frame.width > 0 &&
                      frame.height > 0 && frame.width <= canvas.width() - frame.x_offset &&
                      frame.height <= canvas.height() - frame.y_offset;
  if (!inside) Refuse("its frames are damaged or truncated");
  for (int y = 0; y < canvas.height(); ++y) std::ranges::fill(canvas.row(y), std::uint8_t{0});
  DecodeFrame(std::as_bytes(std::span(frame.fragment.bytes, frame.fragment.size)),
              canvas.Sub(frame.x_offset, frame.y_offset, {frame.width, frame.height}));
}

class WebpDecoder final : public WholeDecoder {
 public:
  using WholeDecoder::WholeDecoder;

 private:
  ImageInfo ReadHeader(std::span<const std::byte> encoded) override {
    if (!IsWebp(encoded)) Refuse("its header is damaged");
    const WebPBitstreamFeatures features = Features(encoded);
    animated_ = features.has_animation != 0;
    return {.size = {.width = features.width, .height = features.height},
            .channels = features.has_alpha != 0 ? 4 : 3,
            .webp_orientation = OrientationOf(encoded)};
  }

  void CheckFile(std::span<const std::byte> encoded) override {
    if (ChunkSize(encoded) <= encoded.size() - kChunkHeader) return;
    Refuse("it is truncated: " + std::to_string(encoded.size()) + " bytes, its header says " +
           std::to_string(ChunkSize(encoded) + kChunkHeader));
  }

  int ChannelsFor(int wanted, int /*stored*/) const override { return wanted == 4 ? 4 : 3; }

  void ReadPixels(std::span<const std::byte> encoded, MutableImageView image,
                  std::string& /*note*/) override {
    if (animated_) return DecodeFirstFrame(encoded, image);
    DecodeFrame(encoded, image);
  }

  bool animated_ = false;
};

constexpr std::array<std::string_view, 1> kExtensions = {".webp"};

}  // namespace

std::string WebpLibraryVersion() {
  const int version = WebPGetDecoderVersion();
  return std::to_string(version >> 16) + "." + std::to_string(version >> 8 & 255) + "." +
         std::to_string(version & 255);
}

const ImageCodec kWebpCodec = {
    .name = "webp",
    .extensions = kExtensions,
    .matches = IsWebp,
    .make_decoder = [](const ImageLimits& limits) -> std::unique_ptr<ImageDecoder> {
      return std::make_unique<WebpDecoder>(limits);
    },
};

}  // namespace imrec
