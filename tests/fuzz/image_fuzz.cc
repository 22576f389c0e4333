// Any bytes as an encoded image of any format: decoded in full, in part and as planes, and laid out
// anew without loss. No input makes this allocate more than kMostBytes.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <utility>
#include <vector>

#include <imrec/error.h>
#include <imrec/image_codec.h>
#include <imrec/image_limits.h>

#include "image/internal/image_checks.h"
#include "image/internal/jpeg_transcode.h"
#include "image/internal/ycbcr_part.h"
#include "image/resample/ycbcr_to_rgb_rows.h"
#include "tests/fuzz/allocation_limit.h"

namespace {

// Large images take too long to find anything.
constexpr imrec::ImageLimits kLimits = {.max_pixels = 1 << 20, .max_scan_pixels = 1 << 24};

// Enough for the coefficients of a progressive image of that size, whose MCUs may be wider than the
// image itself, and for its pixels in several forms.
constexpr std::size_t kMostBytes = std::size_t{64} << 20;

void CheckTranscoding(std::span<const std::byte> encoded, const imrec::Image& before,
                      imrec::AnyImageDecoder& decoder) {
  if (imrec::DetectImageCodec(encoded)->name != "jpeg") return;
  std::vector<std::byte> rewritten;
  if (!imrec::JpegTranscoder(kLimits).Transcode(encoded, imrec::JpegLayout::kCropReady, rewritten))
    return;
  imrec::Image after;
  decoder.Decode(rewritten, imrec::ColorMode::kRgb, after);
  if (after.size() != before.size()) abort();
  for (int y = 0; y < after.height(); ++y) {
    if (!std::ranges::equal(after.view().row(y), before.view().row(y))) abort();
  }
}

// If the planes of the whole image are available, they give its pixels.
void CheckPlanes(std::span<const std::byte> encoded, const imrec::Image& image,
                 imrec::AnyImageDecoder& decoder) {
  imrec::YcbcrPart part;
  const imrec::PixelWindow all{.right = image.width(), .bottom = image.height()};
  decoder.Open(encoded);
  if (!decoder.DecodeYcbcr({.window = all}, part)) return;
  imrec::YcbcrToRgbRows rows;
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

// What is decoded in part has the pixels of the whole.
void CheckPart(std::span<const std::byte> encoded, const imrec::Image& image,
               imrec::AnyImageDecoder& decoder) {
  const imrec::PixelWindow window = {.left = image.width() / 3,
                                     .top = image.height() / 3,
                                     .right = image.width() - image.width() / 3,
                                     .bottom = image.height() - image.height() / 3};
  imrec::Image memory;
  decoder.Open(encoded);
  const imrec::ImageView part =
      decoder.DecodePart(imrec::ColorMode::kRgb, {.window = window}, memory);
  const imrec::ImageView same = image.view().Sub(window.left, window.top, window.size());
  for (int y = 0; y < part.height(); ++y) {
    if (!std::ranges::equal(part.row(y), same.row(y))) abort();
  }
}

// Other channels come from the same pixels, and a second decode gives them again.
void CheckChannels(std::span<const std::byte> encoded, const imrec::ImageInfo& info,
                   const imrec::Image& image, imrec::AnyImageDecoder& decoder) {
  imrec::Image other;
  imrec::Image rgb;
  decoder.Open(encoded);
  decoder.Decode(imrec::ColorMode::kGrey, other);
  if (other.channels() != 1 || other.size() != info.size) abort();
  decoder.Decode(imrec::ColorMode::kAsStored, other);
  if (other.size() != info.size) abort();
  imrec::ConvertChannels(other.view(), 3, rgb);
  for (int y = 0; y < image.height(); ++y) {
    if (!std::ranges::equal(std::as_const(rgb).view().row(y), image.view().row(y))) abort();
  }
}

void DecodePlanesOf(const imrec::ImagePart& part, imrec::AnyImageDecoder& decoder) {
  imrec::YcbcrPart planes;
  decoder.DecodeYcbcr(part, planes);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const imrec::fuzz::AllocationLimit limit(kMostBytes);
  const auto encoded = std::as_bytes(std::span(data, size));
  imrec::AnyImageDecoder decoder(kLimits);
  try {
    decoder.ReadInfo(encoded);
    const imrec::ImageInfo info = decoder.Open(encoded);
    imrec::Image image;
    decoder.DecodeAtLeast(imrec::ColorMode::kRgb, {8, 8}, image);
    const imrec::ImageSize half = imrec::ShrunkSize(info.size, 2);
    const imrec::ImagePart middle = {.window = {.left = half.width / 3,
                                                .top = half.height / 3,
                                                .right = half.width - half.width / 3,
                                                .bottom = half.height - half.height / 3},
                                     .divisor = decoder.Divisor(2)};
    DecodePlanesOf(middle, decoder);
    decoder.DecodePart(imrec::ColorMode::kRgb, middle, image);
    decoder.Decode(encoded, imrec::ColorMode::kRgb, image);
    // Where libjpeg gave up after the last MCU, the transcoder reads a shorter file. Near a file's
    // end libjpeg-turbo decodes by other code, which takes some damage otherwise without a warning.
    const bool gave_up = decoder.note().starts_with("after");
    CheckPart(encoded, image, decoder);
    CheckChannels(encoded, info, image, decoder);
    CheckPlanes(encoded, image, decoder);
    if (!gave_up) CheckTranscoding(encoded, image, decoder);
  } catch (const imrec::Error&) {
  }
  return 0;
}
