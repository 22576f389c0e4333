#include <imrec/image_limits.h>

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

}  // namespace imrec
