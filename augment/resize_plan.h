// From the crop window to where its pixels lie in the output.
#ifndef IMREC_AUGMENT_RESIZE_PLAN_H_
#define IMREC_AUGMENT_RESIZE_PLAN_H_

#include <optional>

#include <imrec/bounding_box.h>
#include <imrec/random.h>
#include <imrec/resize_options.h>
#include <imrec/sample_plan.h>

namespace imrec {

/// The part of `window` (normalised to a canvas of `canvas` pixels) that the output shows: less
/// than all of it only with ResizeMode::kShorterEdge.
BoundingBox ShownPart(const ResizeOptions& options, ImageSize canvas, const BoundingBox& window);

/// Where a window of this many source pixels lies in the output; absent if it fills it.
std::optional<Placement> PlaceWindow(const ResizeOptions& options, double width, double height);

/// The sample's filter.
ResampleFilter DrawFilter(const ResizeOptions& options, const SampleKey& key);

}  // namespace imrec

#endif  // IMREC_AUGMENT_RESIZE_PLAN_H_
