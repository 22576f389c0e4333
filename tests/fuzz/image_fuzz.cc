// Any bytes as an encoded image.
#include <cstddef>
#include <cstdint>
#include <span>

#include <imrec/error.h>
#include <imrec/image_codec.h>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto encoded = std::as_bytes(std::span(data, size));
  imrec::AnyImageDecoder decoder;
  try {
    const imrec::ImageInfo info = decoder.ReadInfo(encoded);
    // Large ones take too long to find anything.
    constexpr std::int64_t kMaxPixels = 1 << 20;
    if (std::int64_t{info.size.width} * info.size.height > kMaxPixels) return 0;
    imrec::Image image;
    decoder.Decode(encoded, imrec::ColorMode::kRgb, image);
  } catch (const imrec::Error&) {
  }
  return 0;
}
