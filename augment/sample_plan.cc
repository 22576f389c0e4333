#include <imrec/sample_plan.h>

#include <algorithm>
#include <utility>

#include "augment/batch_sampler.h"
#include "augment/expand.h"

namespace imrec {
namespace {

bool AnySurvives(std::span<const BoundingBox> boxes, const BoundingBox& window) {
  return std::ranges::any_of(boxes,
                             [&](const BoundingBox& box) { return CenterInside(box, window); });
}

// Survivors of the crop, projected onto it, clipped, and mirrored if the sample is.
void CollectSurvivors(std::span<const BoundingBox> canvas_boxes, SamplePlan& plan) {
  for (std::size_t i = 0; i < canvas_boxes.size(); ++i) {
    if (!CenterInside(canvas_boxes[i], plan.crop)) continue;
    BoundingBox box = Intersection(Project(canvas_boxes[i], plan.crop), kUnitBox);
    if (box.empty()) continue;
    if (plan.mirror) box = MirrorHorizontally(box);
    plan.objects.push_back({.index = i, .box = box});
  }
}

}  // namespace

Interval SamplePlan::window_x() const {
  return {.begin = crop.xmin * canvas.size.width - canvas.left,
          .end = crop.xmax * canvas.size.width - canvas.left};
}

Interval SamplePlan::window_y() const {
  return {.begin = crop.ymin * canvas.size.height - canvas.top,
          .end = crop.ymax * canvas.size.height - canvas.top};
}

bool SamplePlan::ShowsSource() const {
  const Interval x = window_x();
  const Interval y = window_y();
  return x.begin < source.width && x.end > 0 && y.begin < source.height && y.end > 0;
}

SamplePlanner::SamplePlanner(AugmentRecipe recipe) : recipe_(std::move(recipe)) {
  ValidateRecipe(recipe_);
}

void SamplePlanner::Plan(ImageSize source, std::span<const BoundingBox> boxes, const SampleKey& key,
                         SamplePlan& plan) {
  plan.source = source;
  plan.output = recipe_.resize.output;
  plan.color = PlanColor(recipe_.color, key);
  plan.canvas = PlanExpand(recipe_.expand, source, key);
  plan.mirror = RandomStream(key, RandomStage::kMirror).Chance(recipe_.mirror_probability);
  plan.objects.clear();

  const BoundingBox canvas_in_image = CanvasInImage(plan.canvas, source);
  canvas_boxes_.clear();
  for (const BoundingBox& box : boxes) canvas_boxes_.push_back(Project(box, canvas_in_image));
  PlanCrop(key, plan);
  CollectSurvivors(canvas_boxes_, plan);
}

void SamplePlanner::PlanCrop(const SampleKey& key, SamplePlan& plan) {
  plan.sampler = -1;
  plan.crop = kUnitBox;
  candidates_.clear();
  for (std::size_t i = 0; i < recipe_.crop.samplers.size(); ++i) {
    RandomStream random(key, RandomStage::kCropTrials, static_cast<std::uint8_t>(i));
    if (const auto window = SampleWindow(recipe_.crop.samplers[i], canvas_boxes_, random)) {
      candidates_.push_back({.sampler = static_cast<int>(i), .window = *window});
    }
  }
  // One window, uniform over the samplers that succeeded; if that leaves no object and the recipe
  // wants one, another of them, and in the end the whole canvas.
  const bool wants_survivor =
      recipe_.crop.no_survivor == NoSurvivor::kRetry && !canvas_boxes_.empty();
  RandomStream random(key, RandomStage::kCropPick);
  while (!candidates_.empty()) {
    const auto pick = static_cast<std::ptrdiff_t>(random.Below(candidates_.size()));
    const Candidate candidate = candidates_[static_cast<std::size_t>(pick)];
    if (!wants_survivor || AnySurvives(canvas_boxes_, candidate.window)) {
      plan.sampler = candidate.sampler;
      plan.crop = candidate.window;
      return;
    }
    candidates_.erase(candidates_.begin() + pick);
  }
}

}  // namespace imrec
