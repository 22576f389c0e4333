// Computes the position of the crop window's pixels in the output.
#ifndef IMREC_AUGMENT_RESIZE_PLAN_H_
#define IMREC_AUGMENT_RESIZE_PLAN_H_

#include <optional>

#include <imrec/bounding_box.h>
#include <imrec/random.h>
#include <imrec/resize_options.h>
#include <imrec/sample_plan.h>

namespace imrec {

/// Returns the part of `window` (normalised to a canvas of `canvas` pixels) that the output shows.
/// This is the whole window, except with ResizeMode::kShorterEdge and kCut.
BoundingBox ShownPart(const ResizeOptions& options, ImageSize canvas, const BoundingBox& window,
                      const SampleKey& key);

/// Returns the position of a window of this size in the output, or nothing if it fills the output.
std::optional<Placement> PlaceWindow(const ResizeOptions& options, double width, double height);

/// Returns the filter of the sample.
ResampleFilter DrawFilter(const ResizeOptions& options, const SampleKey& key);

}  // namespace imrec

#endif  // IMREC_AUGMENT_RESIZE_PLAN_H_
