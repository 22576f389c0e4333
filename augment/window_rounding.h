// Rounds crop windows to whole pixels.
#ifndef IMREC_AUGMENT_WINDOW_ROUNDING_H_
#define IMREC_AUGMENT_WINDOW_ROUNDING_H_

#include <imrec/bounding_box.h>
#include <imrec/image.h>

namespace imrec {

/// Returns `window`, normalised to a canvas of `canvas` pixels, with its lower edges and its sides
/// truncated to whole pixels. The sides are at least one pixel long.
BoundingBox TruncatedToPixels(const BoundingBox& window, ImageSize canvas);

}  // namespace imrec

#endif  // IMREC_AUGMENT_WINDOW_ROUNDING_H_
