// SSD's batch sampler: random windows under a constraint.
#ifndef IMREC_AUGMENT_BATCH_SAMPLER_H_
#define IMREC_AUGMENT_BATCH_SAMPLER_H_

#include <optional>
#include <span>

#include <imrec/augment_recipe.h>
#include <imrec/bounding_box.h>
#include <imrec/random.h>

namespace imrec {

/// Draws one window inside the unit box: scale s and aspect ratio a uniform in their ranges, a
/// clamped to [s^2, 1/s^2], so that width * height is s^2 and neither side exceeds 1.
BoundingBox DrawWindow(const BatchSampler& sampler, RandomStream& random);

/// True if the constraint is empty, or if some box keeps all its bounds.
bool MeetsConstraint(const CropConstraint& constraint, const BoundingBox& window,
                     std::span<const BoundingBox> boxes);

/// The first window within max_trials that meets the constraint, if any. Without boxes a
/// constrained sampler fails at once: no window could help.
std::optional<BoundingBox> SampleWindow(const BatchSampler& sampler,
                                        std::span<const BoundingBox> boxes, RandomStream& random);

/// Whether a crop keeps the box: its centre lies in the window, borders included.
bool CenterInside(const BoundingBox& box, const BoundingBox& window);

}  // namespace imrec

#endif  // IMREC_AUGMENT_BATCH_SAMPLER_H_
