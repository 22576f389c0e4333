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

/// Draws one window inside the unit box by the size law of `options`, if the law accepts it.
/// `canvas_aspect` is the canvas's width over its height in pixels. Always takes four numbers.
std::optional<BoundingBox> DrawWindow(const BatchSampler& sampler, const CropOptions& options,
                                      double canvas_aspect, RandomStream& random);

/// The window that serves where all trials of SizeLaw::kArea failed: the largest in the middle
/// whose aspect ratio is in the sampler's range.
BoundingBox CentralWindow(const BatchSampler& sampler, const CropOptions& options,
                          double canvas_aspect);

/// True if the constraint is empty, or if some box (with Quantifier::kAll each box) keeps all its
/// bounds. Without boxes, only an empty constraint is met, unless the options say otherwise.
bool MeetsConstraint(const CropConstraint& constraint, const CropOptions& options,
                     const BoundingBox& window, std::span<const BoundingBox> boxes);

/// Whether a crop to `window` keeps the box.
bool Survives(const CropOptions& options, const BoundingBox& box, const BoundingBox& window);
bool AnySurvives(const CropOptions& options, std::span<const BoundingBox> boxes,
                 const BoundingBox& window);

/// The first window within max_trials that meets the constraint, if any, on a canvas of `canvas`
/// pixels; with WindowRounding::kTrunc on whole ones. Without boxes a constrained sampler fails at
/// once where no window could help. Trials are noted in `trace`.
std::optional<BoundingBox> SampleWindow(const BatchSampler& sampler, const CropOptions& options,
                                        ImageSize canvas, std::span<const BoundingBox> boxes,
                                        RandomStream& random, SamplerTrace* trace = nullptr);

}  // namespace imrec

#endif  // IMREC_AUGMENT_BATCH_SAMPLER_H_
