// Checks of what decoders are asked for.
#ifndef IMREC_IMAGE_INTERNAL_IMAGE_CHECKS_H_
#define IMREC_IMAGE_INTERNAL_IMAGE_CHECKS_H_

#include <imrec/image.h>
#include <imrec/image_codec.h>
#include <imrec/image_limits.h>

namespace imrec {

/// Throws Error(kInvalidArgument) with the name of the field if a field is out of range.
void ValidateImageLimits(const ImageLimits& limits);

/// Throws Error(kLimitExceeded) if an image of this size exceeds limits.max_pixels.
void RequireWithin(const ImageLimits& limits, ImageSize size);

/// Throws Error(kInvalidArgument) if the window is empty or not inside the shrunk image. `whole` is
/// the size of the image before shrinking.
void CheckPart(const ImagePart& part, ImageSize whole);

}  // namespace imrec

#endif  // IMREC_IMAGE_INTERNAL_IMAGE_CHECKS_H_
