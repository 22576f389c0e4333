// What all encoders check.
#ifndef IMREC_IMAGE_ENCODER_CHECKS_H_
#define IMREC_IMAGE_ENCODER_CHECKS_H_

#include <imrec/error.h>
#include <imrec/image.h>

namespace imrec {

/// Throws Error(kInvalidArgument) if the image has no pixels.
inline void RequirePixels(ImageView image) {
  if (image.width() > 0 && image.height() > 0) return;
  throw Error(ErrorCode::kInvalidArgument, "an image without pixels cannot be encoded");
}

}  // namespace imrec

#endif  // IMREC_IMAGE_ENCODER_CHECKS_H_
