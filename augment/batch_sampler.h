// Batch samplers: random windows under a constraint.
#ifndef IMREC_AUGMENT_BATCH_SAMPLER_H_
#define IMREC_AUGMENT_BATCH_SAMPLER_H_

#include <optional>
#include <span>

#include <imrec/bounding_box.h>
#include <imrec/crop_options.h>
#include <imrec/image.h>
#include <imrec/random.h>

#include "augment/internal/plan_trace.h"

namespace imrec {

/// Draws one window inside the unit box by the size law of `options`. Returns nothing if the law
/// rejects it. `canvas_aspect` is the canvas's width over its height in pixels. Always draws four
/// random numbers.
std::optional<BoundingBox> DrawWindow(const BatchSampler& sampler, const CropOptions& options,
                                      double canvas_aspect, RandomStream& random);

/// Returns the window to use if all trials of SizeLaw::kArea failed: the largest centred window
/// whose aspect ratio is in the sampler's range.
BoundingBox CentralWindow(const BatchSampler& sampler, const CropOptions& options,
                          double canvas_aspect);

/// Returns true if the constraint is empty, or if any box (with Quantifier::kAll, every box) is
/// within all its bounds. Without boxes, only an empty constraint is met, unless
/// CropOptions::accept_without_objects is set.
bool MeetsConstraint(const CropConstraint& constraint, const CropOptions& options,
                     const BoundingBox& window, std::span<const BoundingBox> boxes);

/// Returns whether a crop to `window` keeps the box.
bool Survives(const CropOptions& options, const BoundingBox& box, const BoundingBox& window);
bool AnySurvives(const CropOptions& options, std::span<const BoundingBox> boxes,
                 const BoundingBox& window);

/// Returns the first of up to max_trials windows that meets the constraint, if any, on a canvas of
/// `canvas` pixels; with WindowRounding::kTrunc, a window of whole pixels. If there are no boxes
/// and no window could meet the constraint, fails without trials. Records the trials in `trace`.
std::optional<BoundingBox> SampleWindow(const BatchSampler& sampler, const CropOptions& options,
                                        ImageSize canvas, std::span<const BoundingBox> boxes,
                                        RandomStream& random, SamplerTrace* trace = nullptr);

}  // namespace imrec

#endif  // IMREC_AUGMENT_BATCH_SAMPLER_H_
