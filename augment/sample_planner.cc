#include "augment/internal/sample_planner.h"

#include <algorithm>
#include <string>
#include <utility>

#include <imrec/error.h>

#include "augment/batch_sampler.h"
#include "augment/color/color_distortion.h"
#include "augment/crop_planner.h"
#include "augment/expand.h"
#include "augment/resize_plan.h"
#include "augment/window_rounding.h"

namespace imrec {
namespace {

// Converts coordinates of the window to coordinates of the output.
BoundingBox Placed(const BoundingBox& box, const Placement& placement, ImageSize output) {
  const auto x = [&](double at) {
    return (placement.left + at * placement.size.width) / output.width;
  };
  const auto y = [&](double at) {
    return (placement.top + at * placement.size.height) / output.height;
  };
  return {.xmin = x(box.xmin), .ymin = y(box.ymin), .xmax = x(box.xmax), .ymax = y(box.ymax)};
}

void CheckInput(ImageSize source, std::span<const BoundingBox> boxes) {
  if (source.width < 1 || source.height < 1) {
    throw Error(ErrorCode::kInvalidArgument,
                "a sample cannot be planned of an image without pixels");
  }
  for (std::size_t i = 0; i < boxes.size(); ++i) {
    const BoundingBox& box = boxes[i];
    if (box.xmin >= 0 && box.ymin >= 0 && box.xmax <= 1 && box.ymax <= 1 && !box.empty()) continue;
    throw Error(ErrorCode::kInvalidArgument,
                "box " + std::to_string(i) + " does not lie inside 0..1, or is empty");
  }
}

}  // namespace

SamplePlanner::SamplePlanner(AugmentRecipe recipe)
    : recipe_(std::move(recipe)), crop_planner_(std::make_unique<CropPlanner>()) {
  ValidateRecipe(recipe_);
}

SamplePlanner::~SamplePlanner() = default;
SamplePlanner::SamplePlanner(SamplePlanner&&) noexcept = default;
SamplePlanner& SamplePlanner::operator=(SamplePlanner&&) noexcept = default;

void SamplePlanner::Plan(ImageSize source, std::span<const BoundingBox> boxes, const SampleKey& key,
                         SamplePlan& plan, PlanTrace* trace) {
  CheckInput(source, boxes);
  plan.source = source;
  plan.output = recipe_.resize.output;
  plan.color = PlanColor(recipe_.color, key);
  plan.canvas = PlanExpand(recipe_.expand, source, key);
  plan.mirror = recipe_.mirror_prob > 0 &&
                RandomStream(key, RandomStage::kMirror).Chance(recipe_.mirror_prob);
  plan.filter = DrawFilter(recipe_.resize, key);
  plan.objects.clear();

  const BoundingBox canvas_in_image = CanvasInImage(plan.canvas, source);
  canvas_boxes_.clear();
  for (const BoundingBox& box : boxes) canvas_boxes_.push_back(Project(box, canvas_in_image));
  PlanWindow(crop_planner_->Choose(recipe_.crop, plan.canvas.size, canvas_boxes_, key, trace), key,
             plan);
  CollectSurvivors(plan);
}

void SamplePlanner::PlanWindow(const CropChoice& choice, const SampleKey& key,
                               SamplePlan& plan) const {
  const ImageSize canvas = plan.canvas.size;
  plan.sampler = choice.sampler;
  plan.crop = ShownPart(recipe_.resize, canvas, choice.window, key);
  plan.truncated.reset();
  if (recipe_.crop.rounding == WindowRounding::kTruncPixels && plan.crop != kUnitBox) {
    plan.truncated = TruncatedToPixels(plan.crop, canvas);
  }
  plan.placement = PlaceWindow(recipe_.resize, plan.shown().width() * canvas.width,
                               plan.shown().height() * canvas.height);
}

// Returns the objects that the crop keeps: projected onto it, clipped, mirrored with the sample,
// and placed in the output.
void SamplePlanner::CollectSurvivors(SamplePlan& plan) const {
  for (std::size_t i = 0; i < canvas_boxes_.size(); ++i) {
    if (!Survives(recipe_.crop, canvas_boxes_[i], plan.crop)) continue;
    BoundingBox box = Intersection(Project(canvas_boxes_[i], plan.crop), kUnitBox);
    if (box.empty()) continue;
    if (plan.mirror) box = MirrorHorizontally(box);
    if (plan.placement) box = Placed(box, *plan.placement, plan.output);
    plan.objects.push_back({.index = i, .box = box});
  }
}

}  // namespace imrec
