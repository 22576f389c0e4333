// Zoom-out: the image at a random place on a larger canvas.
#ifndef IMREC_AUGMENT_EXPAND_H_
#define IMREC_AUGMENT_EXPAND_H_

#include <imrec/augment_recipe.h>
#include <imrec/random.h>
#include <imrec/sample_plan.h>

namespace imrec {

/// Draws the canvas for an image of size `source`; the image itself if expansion does not happen.
Canvas PlanExpand(const ExpandOptions& options, ImageSize source, const SampleKey& key);

/// The window of `canvas` that the image fills, inverted: projecting a box of the image onto this
/// gives the box on the canvas.
BoundingBox CanvasInImage(const Canvas& canvas, ImageSize source);

}  // namespace imrec

#endif  // IMREC_AUGMENT_EXPAND_H_
