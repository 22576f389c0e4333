// Crop windows on whole pixels.
#ifndef IMREC_AUGMENT_WINDOW_ROUNDING_H_
#define IMREC_AUGMENT_WINDOW_ROUNDING_H_

#include <imrec/bounding_box.h>
#include <imrec/image.h>

namespace imrec {

/// `window`, normalised to a canvas of `canvas` pixels, with its lower edges and its sides cut to
/// whole pixels; at least one pixel is left.
BoundingBox TruncatedToPixels(const BoundingBox& window, ImageSize canvas);

}  // namespace imrec

#endif  // IMREC_AUGMENT_WINDOW_ROUNDING_H_
