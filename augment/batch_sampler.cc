#include "augment/batch_sampler.h"

#include <algorithm>
#include <cmath>

namespace imrec {
namespace {

bool Within(double value, const std::optional<double>& min, const std::optional<double>& max) {
  return (!min || value >= *min) && (!max || value <= *max);
}

bool BoxMeets(const CropConstraint& constraint, const BoundingBox& window, const BoundingBox& box) {
  return Within(IoU(window, box), constraint.min_iou, constraint.max_iou) &&
         Within(CoveredShare(window, box), constraint.min_sample_coverage,
                constraint.max_sample_coverage) &&
         Within(CoveredShare(box, window), constraint.min_object_coverage,
                constraint.max_object_coverage);
}

}  // namespace

BoundingBox DrawWindow(const BatchSampler& sampler, RandomStream& random) {
  const double scale = random.Uniform(sampler.scale.min, sampler.scale.max);
  const double drawn = random.Uniform(sampler.aspect_ratio.min, sampler.aspect_ratio.max);
  const double aspect = std::clamp(drawn, scale * scale, 1 / (scale * scale));
  // Rounding could lift a side a hair above 1.
  const double width = std::min(1.0, scale * std::sqrt(aspect));
  const double height = std::min(1.0, scale / std::sqrt(aspect));
  const double xmin = random.Uniform(0, 1 - width);
  const double ymin = random.Uniform(0, 1 - height);
  return {.xmin = xmin, .ymin = ymin, .xmax = xmin + width, .ymax = ymin + height};
}

bool MeetsConstraint(const CropConstraint& constraint, const BoundingBox& window,
                     std::span<const BoundingBox> boxes) {
  if (constraint.empty()) return true;
  return std::ranges::any_of(
      boxes, [&](const BoundingBox& box) { return BoxMeets(constraint, window, box); });
}

std::optional<BoundingBox> SampleWindow(const BatchSampler& sampler,
                                        std::span<const BoundingBox> boxes, RandomStream& random) {
  if (boxes.empty() && !sampler.constraint.empty()) return std::nullopt;
  for (int trial = 0; trial < sampler.max_trials; ++trial) {
    const BoundingBox window = DrawWindow(sampler, random);
    if (MeetsConstraint(sampler.constraint, window, boxes)) return window;
  }
  return std::nullopt;
}

bool CenterInside(const BoundingBox& box, const BoundingBox& window) {
  return box.center_x() >= window.xmin && box.center_x() <= window.xmax &&
         box.center_y() >= window.ymin && box.center_y() <= window.ymax;
}

}  // namespace imrec
