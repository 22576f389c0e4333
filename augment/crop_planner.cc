#include "augment/crop_planner.h"

#include <cstdint>
#include <numeric>
#include <utility>

#include "augment/batch_sampler.h"

namespace imrec {
namespace {

RandomStream TrialStream(const SampleKey& key, std::size_t sampler) {
  return {key, RandomStage::kCropTrials, static_cast<std::uint8_t>(sampler)};
}

}  // namespace

CropChoice CropPlanner::Choose(const CropOptions& options, ImageSize canvas,
                               std::span<const BoundingBox> boxes, const SampleKey& key,
                               PlanTrace* trace) {
  if (options.samplers.empty() && trace == nullptr) return {};
  const bool drawn = RandomStream(key, RandomStage::kCropGate).Chance(options.prob);
  if (trace != nullptr) trace->crop_drawn = drawn;
  if (!drawn || options.samplers.empty()) return {};
  const Scene scene{
      .options = options, .canvas = canvas, .boxes = boxes, .key = key, .trace = trace};
  RandomStream pick(key, RandomStage::kCropPick);
  switch (options.selection) {
    case Selection::kFirstSuccess:
      return FirstSuccess(scene, pick);
    case Selection::kOptionFirst:
      return OptionFirst(scene, pick);
    case Selection::kUniform:
      break;
  }
  return UniformOverSuccesses(scene, pick);
}

// Runs the trials of one sampler. Returns true and sets `choice` if it finds a window.
bool CropPlanner::Turn(const Scene& scene, std::size_t sampler, RandomStream& random,
                       CropChoice& choice) {
  SamplerTrace turn{.sampler = static_cast<int>(sampler), .trials = {}};
  const auto window = SampleWindow(scene.options.samplers[sampler], scene.options, scene.canvas,
                                   scene.boxes, random, scene.trace != nullptr ? &turn : nullptr);
  if (window) choice = {.sampler = static_cast<int>(sampler), .window = *window};
  if (scene.trace != nullptr) {
    turn.success = window.has_value();
    scene.trace->samplers.push_back(std::move(turn));
  }
  return window.has_value();
}

// If a window keeps no object and the options require one, uses another window, and finally the
// whole canvas.
CropChoice CropPlanner::UniformOverSuccesses(const Scene& scene, RandomStream& pick) {
  candidates_.clear();
  for (std::size_t i = 0; i < scene.options.samplers.size(); ++i) {
    RandomStream random = TrialStream(scene.key, i);
    CropChoice choice;
    if (Turn(scene, i, random, choice)) candidates_.push_back(choice);
  }
  const bool wants_survivor =
      scene.options.no_survivor == NoSurvivor::kRetry && !scene.boxes.empty();
  while (!candidates_.empty()) {
    const auto at = static_cast<std::ptrdiff_t>(pick.Below(candidates_.size()));
    const CropChoice choice = candidates_[static_cast<std::size_t>(at)];
    if (!wants_survivor || AnySurvives(scene.options, scene.boxes, choice.window)) {
      return choice;
    }
    candidates_.erase(candidates_.begin() + at);
    if (scene.trace != nullptr) ++scene.trace->discarded;
  }
  return {};
}

CropChoice CropPlanner::FirstSuccess(const Scene& scene, RandomStream& pick) {
  order_.resize(scene.options.samplers.size());
  std::iota(order_.begin(), order_.end(), std::size_t{0});
  for (std::size_t i = order_.size(); i > 1; --i) {
    std::swap(order_[i - 1], order_[static_cast<std::size_t>(pick.Below(i))]);
  }
  for (const std::size_t sampler : order_) {
    RandomStream random = TrialStream(scene.key, sampler);
    CropChoice choice;
    if (Turn(scene, sampler, random, choice)) return choice;
  }
  return {};
}

CropChoice CropPlanner::OptionFirst(const Scene& scene, RandomStream& pick) {
  streams_.clear();
  for (std::size_t i = 0; i < scene.options.samplers.size(); ++i) {
    streams_.push_back(TrialStream(scene.key, i));
  }
  for (int round = 0; round < scene.options.max_rounds; ++round) {
    const auto sampler = static_cast<std::size_t>(pick.Below(streams_.size()));
    CropChoice choice;
    if (Turn(scene, sampler, streams_[sampler], choice)) return choice;
  }
  return {};
}

}  // namespace imrec
