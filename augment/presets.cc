#include <array>
#include <string>

#include <imrec/augment_recipe.h>
#include <imrec/error.h>

namespace imrec {
namespace {

// ImageNet means of the VGG network that SSD stands on, as whole levels.
constexpr std::array<float, 3> kVggMean = {123, 117, 104};

AugmentRecipe MakeEval300() {
  AugmentRecipe recipe;
  recipe.fill = kVggMean;
  recipe.mean = kVggMean;
  return recipe;
}

std::vector<BatchSampler> SsdSamplers() {
  std::vector<BatchSampler> samplers = {BatchSampler{.max_trials = 1}};
  const BatchSampler random{.scale = {.min = 0.3, .max = 1},
                            .aspect_ratio = {.min = 0.5, .max = 2}};
  for (const double min_iou : {0.1, 0.3, 0.5, 0.7, 0.9}) {
    samplers.push_back(random);
    samplers.back().constraint.min_iou = min_iou;
  }
  // Any window, as long as there is an object at all.
  samplers.push_back(random);
  samplers.back().constraint.max_iou = 1;
  return samplers;
}

AugmentRecipe MakeSsd300() {
  AugmentRecipe recipe = MakeEval300();
  recipe.color = {.brightness_probability = 0.5,
                  .brightness = {.min = -32, .max = 32},
                  .contrast_probability = 0.5,
                  .contrast = {.min = 0.5, .max = 1.5},
                  .saturation_probability = 0.5,
                  .saturation = {.min = 0.5, .max = 1.5},
                  .hue_probability = 0.5,
                  // 18 units of two degrees in the 8-bit HSV of the original.
                  .hue_degrees = 36};
  recipe.expand = {.probability = 0.5, .max_ratio = 4};
  recipe.crop.samplers = SsdSamplers();
  recipe.mirror_probability = 0.5;
  return recipe;
}

void Require(bool good, const char* field, const char* range) {
  if (!good) {
    throw Error(ErrorCode::kInvalidArgument,
                std::string("augmentation setting ") + field + " must be " + range);
  }
}

void RequireProbability(double value, const char* field) {
  Require(value >= 0 && value <= 1, field, "a probability, 0..1");
}

void ValidateSampler(const BatchSampler& sampler) {
  Require(sampler.scale.min > 0 && sampler.scale.min <= sampler.scale.max && sampler.scale.max <= 1,
          "sampler.scale", "a range in 0..1 that starts above 0");
  Require(sampler.aspect_ratio.min > 0 && sampler.aspect_ratio.min <= sampler.aspect_ratio.max,
          "sampler.aspect_ratio", "a range that starts above 0");
  Require(sampler.max_trials >= 1, "sampler.max_trials", "at least 1");
}

}  // namespace

std::span<const Preset> Presets() {
  static constexpr std::array<Preset, 2> kPresets = {{
      {"ssd300", "SSD training: colour, zoom-out, IoU-constrained crops, mirror, 300x300",
       MakeSsd300},
      {"eval300", "resize to 300x300 and subtract the mean, nothing random", MakeEval300},
  }};
  return kPresets;
}

AugmentRecipe PresetByName(std::string_view name) {
  std::string known;
  for (const Preset& preset : Presets()) {
    if (preset.name == name) return preset.make();
    known += (known.empty() ? "" : ", ") + std::string(preset.name);
  }
  throw Error(ErrorCode::kNotFound, "no preset '" + std::string(name) + "'; there are " + known);
}

void ValidateRecipe(const AugmentRecipe& recipe) {
  RequireProbability(recipe.color.brightness_probability, "color.brightness_probability");
  RequireProbability(recipe.color.contrast_probability, "color.contrast_probability");
  RequireProbability(recipe.color.saturation_probability, "color.saturation_probability");
  RequireProbability(recipe.color.hue_probability, "color.hue_probability");
  RequireProbability(recipe.expand.probability, "expand.probability");
  RequireProbability(recipe.mirror_probability, "mirror_probability");
  Require(recipe.color.hue_degrees >= 0 && recipe.color.hue_degrees <= 180, "color.hue_degrees",
          "0..180");
  Require(recipe.color.contrast.min >= 0, "color.contrast", "0 or more");
  Require(recipe.color.saturation.min >= 0, "color.saturation", "0 or more");
  Require(recipe.expand.max_ratio >= 1, "expand.max_ratio", "at least 1");
  for (const BatchSampler& sampler : recipe.crop.samplers) ValidateSampler(sampler);
  Require(recipe.crop.samplers.size() <= 255, "samplers", "at most 255");
  Require(recipe.resize.output.width > 0 && recipe.resize.output.height > 0, "output",
          "at least 1x1 pixels");
  for (const float std : recipe.std) Require(std > 0, "std", "above 0");
}

}  // namespace imrec
