#include "image/internal/image_checks.h"

#include <string>

#include <imrec/error.h>

namespace imrec {

void ValidateImageLimits(const ImageLimits& limits) {
  if (limits.max_pixels < 1 || limits.max_pixels > ImageLimits::kMostPixels) {
    throw Error(ErrorCode::kInvalidArgument, "max_pixels must be 1.." +
                                                 std::to_string(ImageLimits::kMostPixels) +
                                                 ", not " + std::to_string(limits.max_pixels));
  }
  if (limits.max_scan_pixels < 1) {
    throw Error(ErrorCode::kInvalidArgument, "max_scan_pixels must be at least 1, not " +
                                                 std::to_string(limits.max_scan_pixels));
  }
}

void RequireWithin(const ImageLimits& limits, ImageSize size) {
  if (std::int64_t{size.width} * size.height <= limits.max_pixels) return;
  throw Error(ErrorCode::kLimitExceeded,
              "image of " + std::to_string(size.width) + "x" + std::to_string(size.height) +
                  " pixels, more than the limit of " + std::to_string(limits.max_pixels));
}

void CheckPart(const ImagePart& part, ImageSize whole) {
  const ImageSize size = ShrunkSize(whole, part.divisor);
  const PixelWindow& window = part.window;
  if (window.left < 0 || window.top < 0 || window.left >= window.right ||
      window.top >= window.bottom || window.right > size.width || window.bottom > size.height) {
    throw Error(ErrorCode::kInvalidArgument,
                "the part to decode must not be empty and must lie inside the image");
  }
}

}  // namespace imrec
