// Any bytes as an image file that im2rec packs, with options that depend on them: the record's
// image has the size that the options say, and can be decoded.
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <string>
#include <vector>

#include <imrec/error.h>
#include <imrec/image_codec.h>
#include <imrec/pack_options.h>

#include "im2rec/pack/image_transform.h"
#include "image/internal/orientation.h"
#include "tests/fuzz/allocation_limit.h"
#include "tests/fuzz/byte_mutator.h"

namespace {

using Encoded = std::span<const std::byte>;

constexpr imrec::ImageLimits kLimits = {.max_pixels = 1 << 20, .max_scan_pixels = 1 << 24};
// Enough for the pixels in several forms, one of them as floats.
constexpr std::size_t kMostBytes = std::size_t{96} << 20;

imrec::ImageOptions AnyOptions(imrec::fuzz::Choices& choices) {
  constexpr std::array kColors = {imrec::ColorMode::kRgb, imrec::ColorMode::kGrey,
                                  imrec::ColorMode::kAsStored};
  constexpr std::array kFilters = {imrec::Interpolation::kNearest, imrec::Interpolation::kLinear,
                                   imrec::Interpolation::kCubic,   imrec::Interpolation::kArea,
                                   imrec::Interpolation::kLanczos, imrec::Interpolation::kBySize,
                                   imrec::Interpolation::kPerImage};
  constexpr std::array kJpegs = {imrec::JpegPacking::kKeep, imrec::JpegPacking::kBaseline,
                                 imrec::JpegPacking::kCropReady};
  constexpr std::array kEncodings = {".jpg", ".png", ".raw"};
  constexpr std::array kEdges = {0, 0, 1, 7, 40, 300};
  imrec::ImageOptions options = {.pass_through = choices.OneIn(3),
                                 .jpeg = choices.Of(kJpegs),
                                 .check = imrec::ImageCheck::kDecode,
                                 .limits = kLimits,
                                 .color = choices.Of(kColors),
                                 .apply_webp_exif = choices.OneIn(2),
                                 .center_crop = choices.OneIn(2),
                                 .resize = choices.Of(kEdges),
                                 .interpolation = choices.Of(kFilters),
                                 .encoding = choices.Of(kEncodings),
                                 .quality = 1 + static_cast<int>(choices.Below(100))};
  if (choices.OneIn(2)) options.apply_exif = choices.OneIn(2);
  return options;
}

// Returns true if the image has the size that the options ask for, whichever edge was upright.
bool HasSize(const imrec::ImageOptions& options, imrec::ImageSize stored, imrec::ImageSize packed) {
  if (options.pass_through) return packed == stored;
  const auto [shorter, longer] = std::minmax(packed.width, packed.height);
  if (options.center_crop && shorter != longer) return false;
  if (options.resize > 0) return shorter == options.resize;
  if (options.center_crop) return shorter == std::min(stored.width, stored.height);
  return packed == stored || packed == imrec::OrientedSize(stored, 6);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const Encoded encoded = std::as_bytes(std::span(data, size));
  imrec::fuzz::Choices choices(imrec::fuzz::HashOf(encoded));
  const imrec::ImageOptions options = AnyOptions(choices);
  const imrec::fuzz::AllocationLimit limit(kMostBytes);
  imrec::ImageTransform transform(options);
  std::vector<std::byte> packed;
  try {
    const Encoded result = transform.Apply(encoded, choices.Below(10));
    packed.assign(result.begin(), result.end());
  } catch (const imrec::Error&) {
    return 0;
  }
  imrec::AnyImageDecoder decoder(kLimits);
  if (!HasSize(options, decoder.Open(encoded).size, transform.size())) abort();
  imrec::Image image;
  decoder.Decode(packed, imrec::ColorMode::kRgb, image);  // throws if it cannot be read
  if (image.size() != transform.size()) abort();
  return 0;
}
