// Zoom-out: places the image at a random position on a larger canvas.
#ifndef IMREC_AUGMENT_EXPAND_H_
#define IMREC_AUGMENT_EXPAND_H_

#include <imrec/augment_recipe.h>
#include <imrec/random.h>
#include <imrec/sample_plan.h>

namespace imrec {

/// Draws the canvas for an image of size `source`. Returns the image itself if it is not expanded.
Canvas PlanExpand(const ExpandOptions& options, ImageSize source, const SampleKey& key);

/// Returns the inverse of the window of `canvas` that the image fills: projecting a box of the
/// image onto it gives the box on the canvas.
BoundingBox CanvasInImage(const Canvas& canvas, ImageSize source);

}  // namespace imrec

#endif  // IMREC_AUGMENT_EXPAND_H_
