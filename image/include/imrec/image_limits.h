// Bounds on what decoding one image may cost.
#ifndef IMREC_IMAGE_LIMITS_H_
#define IMREC_IMAGE_LIMITS_H_

#include <cstdint>

#include <imrec/image.h>

namespace imrec {

/// What decoders and transcoders hold an image's header against before they allocate memory for
/// its pixels. The size in the header counts, whatever part or scale is asked for.
struct ImageLimits {
  /// More pixels than any JPEG has; no higher limit can be set.
  static constexpr std::int64_t kMostPixels = std::int64_t{1} << 32;

  /// Width times height, 1..kMostPixels. Beyond Image::kMaxPixels, which is the default, images can
  /// be decoded in part or shrunk, but not as a whole.
  std::int64_t max_pixels = Image::kMaxPixels;

  /// Width times height times the number of scans of a JPEG, at least 1: each scan is a pass over
  /// all blocks, however few bytes it has. The default is 16 scans of an image of
  /// Image::kMaxPixels, 4,096 of a megapixel; encoders write about ten.
  std::int64_t max_scan_pixels = 16 * Image::kMaxPixels;

  friend bool operator==(const ImageLimits&, const ImageLimits&) = default;
};

/// Throws Error(kInvalidArgument) that names the field which is out of range.
void ValidateImageLimits(const ImageLimits& limits);

/// Throws Error(kLimitExceeded) for an image of more than limits.max_pixels.
void RequireWithin(const ImageLimits& limits, ImageSize size);

}  // namespace imrec

#endif  // IMREC_IMAGE_LIMITS_H_
