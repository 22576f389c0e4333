// Any bytes as an encoded image: decoded in full and in part, and laid out anew without loss.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <vector>

#include <imrec/error.h>
#include <imrec/image_codec.h>
#include <imrec/jpeg_transcode.h>

namespace {

void CheckTranscoding(std::span<const std::byte> encoded, const imrec::Image& before,
                      imrec::AnyImageDecoder& decoder) {
  if (imrec::DetectImageCodec(encoded)->name != "jpeg") return;
  std::vector<std::byte> rewritten;
  if (!imrec::JpegTranscoder().Transcode(encoded, imrec::JpegLayout::kCropReady, rewritten)) return;
  imrec::Image after;
  decoder.Decode(rewritten, imrec::ColorMode::kRgb, after);
  if (after.size() != before.size()) abort();
  for (int y = 0; y < after.height(); ++y) {
    if (!std::ranges::equal(after.view().row(y), before.view().row(y))) abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto encoded = std::as_bytes(std::span(data, size));
  imrec::AnyImageDecoder decoder;
  try {
    const imrec::ImageInfo info = decoder.ReadInfo(encoded);
    // Large ones take too long to find anything.
    constexpr std::int64_t kMaxPixels = 1 << 20;
    if (std::int64_t{info.size.width} * info.size.height > kMaxPixels) return 0;
    imrec::Image image;
    decoder.DecodeAtLeast(encoded, imrec::ColorMode::kRgb, {8, 8}, image);
    const imrec::ImageSize half = imrec::ShrunkSize(info.size, 2);
    decoder.DecodePart(encoded, imrec::ColorMode::kRgb,
                       {.window = {.left = half.width / 3,
                                   .top = half.height / 3,
                                   .right = half.width - half.width / 3,
                                   .bottom = half.height - half.height / 3},
                        .divisor = decoder.Divisor(encoded, 2)},
                       image);
    decoder.Decode(encoded, imrec::ColorMode::kRgb, image);
    CheckTranscoding(encoded, image, decoder);
  } catch (const imrec::Error&) {
  }
  return 0;
}
