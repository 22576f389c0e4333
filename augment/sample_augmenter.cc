#include <imrec/sample_augmenter.h>

#include "augment/internal/augment_pipeline.h"

namespace imrec {

struct SampleAugmenter::State {
  AugmentPipeline pipeline;
  SamplePlan plan = {};
};

SampleAugmenter::SampleAugmenter(const AugmentRecipe& recipe, const TensorFormat& format,
                                 const ImageLimits& limits)
    : state_(std::make_unique<State>(State{.pipeline = AugmentPipeline(recipe, format, limits)})) {}
SampleAugmenter::SampleAugmenter(SampleAugmenter&&) noexcept = default;
SampleAugmenter& SampleAugmenter::operator=(SampleAugmenter&&) noexcept = default;
SampleAugmenter::~SampleAugmenter() = default;

const SamplePlan& SampleAugmenter::Augment(std::span<const std::byte> encoded,
                                           std::span<const BoundingBox> boxes, const SampleKey& key,
                                           std::span<std::byte> image) {
  auto& [pipeline, plan] = *state_;
  pipeline.Plan(pipeline.Open(encoded), boxes, key, plan);
  pipeline.Render(plan, pipeline.Decode(plan), image);
  return plan;
}

const SamplePlan& SampleAugmenter::Augment(ImageView pixels, std::span<const BoundingBox> boxes,
                                           const SampleKey& key, std::span<std::byte> image) {
  auto& [pipeline, plan] = *state_;
  pipeline.Plan(pixels.size(), boxes, key, plan);
  pipeline.Render(plan, pixels, image);
  return plan;
}

}  // namespace imrec
