// Any bytes as an encoded image: decoded in full, in part and as planes, and laid out anew without
// loss.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <vector>

#include <imrec/error.h>
#include <imrec/image_codec.h>
#include <imrec/jpeg_transcode.h>
#include <imrec/ycbcr_part.h>

#include "image/rgb_rows.h"

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

// Planes of the whole picture, if they are to be had, make up its pixels.
void CheckPlanes(std::span<const std::byte> encoded, const imrec::Image& image,
                 imrec::AnyImageDecoder& decoder) {
  imrec::YcbcrPart part;
  const imrec::PixelWindow all{.right = image.width(), .bottom = image.height()};
  if (!decoder.DecodeYcbcr(encoded, {.window = all}, part)) return;
  imrec::RgbRows rows;
  rows.Begin(part, all);
  rows.MoveTo(0, image.height());
  for (int y = 0; y < image.height(); ++y) {
    for (int x = 0; x < image.width(); ++x) {
      for (std::size_t channel = 0; channel < 3; ++channel) {
        if (rows.plane(channel).pixel(x, y)[0] != image.view().pixel(x, y)[channel]) abort();
      }
    }
  }
}

void DecodePlanesOf(std::span<const std::byte> encoded, const imrec::ImagePart& part,
                    imrec::AnyImageDecoder& decoder) {
  imrec::YcbcrPart planes;
  decoder.DecodeYcbcr(encoded, part, planes);
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
    const imrec::ImagePart middle = {.window = {.left = half.width / 3,
                                                .top = half.height / 3,
                                                .right = half.width - half.width / 3,
                                                .bottom = half.height - half.height / 3},
                                     .divisor = decoder.Divisor(encoded, 2)};
    DecodePlanesOf(encoded, middle, decoder);
    decoder.DecodePart(encoded, imrec::ColorMode::kRgb, middle, image);
    decoder.Decode(encoded, imrec::ColorMode::kRgb, image);
    CheckPlanes(encoded, image, decoder);
    CheckTranscoding(encoded, image, decoder);
  } catch (const imrec::Error&) {
  }
  return 0;
}
