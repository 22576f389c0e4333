// Limits on the cost of decoding one image.
#ifndef IMREC_IMAGE_LIMITS_H_
#define IMREC_IMAGE_LIMITS_H_

#include <cstdint>

#include <imrec/image.h>

namespace imrec {

/// Decoders and transcoders check the header of an image against these limits before they allocate
/// memory for pixels. The size in the header counts, even if only a part or a shrunk image is
/// decoded.
struct ImageLimits {
  /// The largest value of max_pixels. No JPEG has more pixels.
  static constexpr std::int64_t kMostPixels = std::int64_t{1} << 32;

  /// Maximum of width * height, 1..kMostPixels. Images of more than Image::kMaxPixels, which is the
  /// default, can be decoded in part or shrunk, but not as a whole.
  std::int64_t max_pixels = Image::kMaxPixels;

  /// Maximum of width * height * number of scans of a JPEG, at least 1. Each scan is a pass over
  /// all blocks, even if it has few bytes. The default allows 16 scans of an image of
  /// Image::kMaxPixels and 4,096 scans of one megapixel; encoders write about ten scans.
  std::int64_t max_scan_pixels = 16 * Image::kMaxPixels;

  friend bool operator==(const ImageLimits&, const ImageLimits&) = default;
};

}  // namespace imrec

#endif  // IMREC_IMAGE_LIMITS_H_
