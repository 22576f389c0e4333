#include "augment/batch_sampler.h"

#include <algorithm>
#include <cmath>

#include "augment/window_rounding.h"

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

bool CenterInside(CenterRule rule, const BoundingBox& box, const BoundingBox& window) {
  const double x = box.center_x();
  const double y = box.center_y();
  switch (rule) {
    case CenterRule::kIgnore:
      return true;
    case CenterRule::kClosed:
      return x >= window.xmin && x <= window.xmax && y >= window.ymin && y <= window.ymax;
    case CenterRule::kHalfOpen:
      return x >= window.xmin && x < window.xmax && y >= window.ymin && y < window.ymax;
    case CenterRule::kOpen:
      break;
  }
  return x > window.xmin && x < window.xmax && y > window.ymin && y < window.ymax;
}

struct WindowSize {
  double width;
  double height;
};

// Returns the size of a window with normalised area s^2 and normalised aspect ratio a.
WindowSize SizeFrom(double scale, double aspect) {
  // Rounding may make a side slightly larger than 1.
  return {.width = std::min(1.0, scale * std::sqrt(aspect)),
          .height = std::min(1.0, scale / std::sqrt(aspect))};
}

double Between(Range range, double draw) { return range.min + (range.max - range.min) * draw; }

// Returns the sampler's range of aspect ratios in normalised coordinates.
Range NormalisedAspect(const BatchSampler& sampler, const CropOptions& options,
                       double canvas_aspect) {
  const double unit = options.aspect_space == AspectSpace::kPixel ? canvas_aspect : 1;
  return {.min = sampler.aspect_ratio.min / unit, .max = sampler.aspect_ratio.max / unit};
}

std::optional<WindowSize> DrawSize(const BatchSampler& sampler, const CropOptions& options,
                                   double canvas_aspect, double first, double second) {
  const Range aspect = NormalisedAspect(sampler, options, canvas_aspect);
  const double scale = Between(sampler.scale, first);
  const double area = scale * scale;
  switch (options.size_law) {
    case SizeLaw::kClamp:
      return SizeFrom(scale, std::clamp(Between(aspect, second), area, 1 / area));
    case SizeLaw::kRange:
      // If no aspect ratio fits, the bounds are swapped, as in MXNet.
      return SizeFrom(
          scale, Between({.min = std::max(aspect.min, area), .max = std::min(aspect.max, 1 / area)},
                         second));
    case SizeLaw::kIndependent: {
      const WindowSize size{.width = scale, .height = Between(sampler.scale, second)};
      const double drawn = size.width / size.height;
      if (drawn < aspect.min || drawn > aspect.max) return std::nullopt;
      return size;
    }
    case SizeLaw::kArea:
      break;
  }
  const double log_aspect =
      Between({.min = std::log(aspect.min), .max = std::log(aspect.max)}, second);
  const WindowSize size{.width = std::sqrt(scale * std::exp(log_aspect)),
                        .height = std::sqrt(scale / std::exp(log_aspect))};
  if (size.width > 1 || size.height > 1) return std::nullopt;
  return size;
}

bool RejectsWithoutSurvivor(const CropOptions& options) {
  // Only if several windows are found, another one can be used.
  return options.no_survivor == NoSurvivor::kReject ||
         (options.no_survivor == NoSurvivor::kRetry && options.selection != Selection::kUniform);
}

TrialOutcome Judge(const BatchSampler& sampler, const CropOptions& options,
                   const BoundingBox& window, std::span<const BoundingBox> boxes) {
  if (!MeetsConstraint(sampler.constraint, options, window, boxes)) {
    return TrialOutcome::kConstraint;
  }
  const bool wants_survivor = RejectsWithoutSurvivor(options) && !boxes.empty();
  if (wants_survivor && !AnySurvives(options, boxes, window)) {
    return TrialOutcome::kNoSurvivor;
  }
  return TrialOutcome::kAccepted;
}

}  // namespace

std::optional<BoundingBox> DrawWindow(const BatchSampler& sampler, const CropOptions& options,
                                      double canvas_aspect, RandomStream& random) {
  const double first = random.Uniform();
  const double second = random.Uniform();
  const double x = random.Uniform();
  const double y = random.Uniform();
  const auto size = DrawSize(sampler, options, canvas_aspect, first, second);
  if (!size) return std::nullopt;
  const double xmin = x * (1 - size->width);
  const double ymin = y * (1 - size->height);
  return BoundingBox{
      .xmin = xmin, .ymin = ymin, .xmax = xmin + size->width, .ymax = ymin + size->height};
}

BoundingBox CentralWindow(const BatchSampler& sampler, const CropOptions& options,
                          double canvas_aspect) {
  const Range range = NormalisedAspect(sampler, options, canvas_aspect);
  const double aspect = std::clamp(1.0, range.min, range.max);
  const double width = std::min(1.0, aspect);
  const double height = std::min(1.0, 1 / aspect);
  return {.xmin = (1 - width) / 2,
          .ymin = (1 - height) / 2,
          .xmax = (1 + width) / 2,
          .ymax = (1 + height) / 2};
}

bool MeetsConstraint(const CropConstraint& constraint, const CropOptions& options,
                     const BoundingBox& window, std::span<const BoundingBox> boxes) {
  if (constraint.empty()) return true;
  if (boxes.empty()) return options.accept_without_objects;
  bool looked_at_one = false;
  for (const BoundingBox& box : boxes) {
    if (options.centered_only && !CenterInside(options.center, box, window)) continue;
    looked_at_one = true;
    const bool meets = BoxMeets(constraint, window, box);
    if (meets == (options.quantifier == Quantifier::kAny)) return meets;
  }
  return looked_at_one && options.quantifier == Quantifier::kAll;
}

bool Survives(const CropOptions& options, const BoundingBox& box, const BoundingBox& window) {
  if (!CenterInside(options.center, box, window)) return false;
  const double share = CoveredShare(box, window);
  return share >= options.min_visibility && share > options.min_overlap;
}

bool AnySurvives(const CropOptions& options, std::span<const BoundingBox> boxes,
                 const BoundingBox& window) {
  return std::ranges::any_of(
      boxes, [&](const BoundingBox& box) { return Survives(options, box, window); });
}

std::optional<BoundingBox> SampleWindow(const BatchSampler& sampler, const CropOptions& options,
                                        ImageSize canvas, std::span<const BoundingBox> boxes,
                                        RandomStream& random, SamplerTrace* trace) {
  const bool hopeless =
      boxes.empty() && !sampler.constraint.empty() && !options.accept_without_objects;
  if (hopeless) return std::nullopt;
  const double aspect = static_cast<double>(canvas.width) / canvas.height;
  const auto rounded = [&](const BoundingBox& window) {
    return options.rounding == WindowRounding::kTrunc ? TruncatedToPixels(window, canvas) : window;
  };
  for (int trial = 0; trial < sampler.max_trials; ++trial) {
    auto window = DrawWindow(sampler, options, aspect, random);
    if (window) window = rounded(*window);
    const TrialOutcome outcome =
        window ? Judge(sampler, options, *window, boxes) : TrialOutcome::kSize;
    if (trace != nullptr) {
      trace->trials.push_back({.window = window.value_or(BoundingBox{}), .outcome = outcome});
    }
    if (outcome == TrialOutcome::kAccepted) return window;
  }
  if (options.size_law == SizeLaw::kArea && sampler.constraint.empty()) {
    return rounded(CentralWindow(sampler, options, aspect));
  }
  return std::nullopt;
}

}  // namespace imrec
