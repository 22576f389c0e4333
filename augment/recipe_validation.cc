#include <algorithm>
#include <cmath>
#include <string>

#include <imrec/augment_recipe.h>
#include <imrec/error.h>

namespace imrec {
namespace {

void RequireThat(bool good, const char* field, const char* range) {
  if (!good) {
    throw Error(ErrorCode::kInvalidArgument,
                std::string("augmentation setting ") + field + " must be " + range);
  }
}

void RequireProbability(double value, const char* field) {
  RequireThat(value >= 0 && value <= 1, field, "a probability, 0..1");
}

void RequireRange(const Range& range, double lowest, double highest, const char* field,
                  const char* expected) {
  RequireThat(range.min >= lowest && range.min <= range.max && range.max <= highest, field,
              expected);
}

void RequireLevels(const std::array<float, 3>& color, const char* field) {
  for (const float level : color) RequireThat(level >= 0 && level <= 255, field, "levels, 0..255");
}

// With contradictory bounds, a sampler would always fail, without an error.
void ValidateBounds(const std::optional<double>& min, const std::optional<double>& max,
                    const char* field) {
  for (const auto& bound : {min, max}) {
    RequireThat(!bound || (*bound >= 0 && *bound <= 1), field, "bounds within 0..1");
  }
  RequireThat(!min || !max || *min <= *max, field, "bounds in ascending order");
}

void ValidateSampler(const BatchSampler& sampler) {
  RequireThat(sampler.scale.min > 0, "sampler.scale", "a range in 0..1 that starts above 0");
  RequireRange(sampler.scale, 0, 1, "sampler.scale", "a range in 0..1 that starts above 0");
  RequireThat(sampler.aspect_ratio.min > 0 &&
                  sampler.aspect_ratio.min <= sampler.aspect_ratio.max &&
                  std::isfinite(sampler.aspect_ratio.max),
              "sampler.aspect_ratio", "a range that starts above 0");
  RequireThat(sampler.max_trials >= 1 && sampler.max_trials <= BatchSampler::kMostTrials,
              "sampler.max_trials", "1..10000");
  const CropConstraint& constraint = sampler.constraint;
  ValidateBounds(constraint.min_iou, constraint.max_iou, "sampler.constraint.iou");
  ValidateBounds(constraint.min_sample_coverage, constraint.max_sample_coverage,
                 "sampler.constraint.sample_coverage");
  ValidateBounds(constraint.min_object_coverage, constraint.max_object_coverage,
                 "sampler.constraint.object_coverage");
}

void ValidateColor(const ColorOptions& color) {
  RequireProbability(color.brightness_prob, "color.brightness_prob");
  RequireProbability(color.contrast_prob, "color.contrast_prob");
  RequireProbability(color.saturation_prob, "color.saturation_prob");
  RequireProbability(color.hue_prob, "color.hue_prob");
  RequireProbability(color.channel_order_prob, "color.channel_order_prob");
  RequireProbability(color.grey_prob, "color.grey_prob");
  if (color.model == ColorModel::kBlend) {
    RequireRange(color.brightness, 0, 255, "color.brightness", "a range of factors, 0 or more");
  } else {
    RequireRange(color.brightness, -255, 255, "color.brightness", "a range of levels, -255..255");
  }
  RequireRange(color.contrast, 0, 255, "color.contrast", "a range of factors, 0 or more");
  if (color.model == ColorModel::kHls) {
    RequireRange(color.saturation, -255, 255, "color.saturation", "a range of levels, -255..255");
  } else {
    RequireRange(color.saturation, 0, 255, "color.saturation", "a range of factors, 0 or more");
  }
  RequireThat(color.hue_degrees >= 0 && color.hue_degrees <= 180, "color.hue_degrees", "0..180");
  RequireThat(color.lighting >= 0 && color.lighting <= 10, "color.lighting", "0..10");
}

void ValidateCrop(const CropOptions& crop) {
  for (const BatchSampler& sampler : crop.samplers) ValidateSampler(sampler);
  RequireThat(crop.samplers.size() <= 255, "crop.samplers", "at most 255");
  RequireProbability(crop.prob, "crop.prob");
  RequireProbability(crop.min_visibility, "crop.min_visibility");
  RequireThat(crop.min_overlap >= 0 && crop.min_overlap < 1, "crop.min_overlap",
              "a share, 0 to less than 1");
  RequireThat(crop.max_rounds >= 1 && crop.max_rounds <= CropOptions::kMostRounds,
              "crop.max_rounds", "1..10000");
}

void ValidateResize(const ResizeOptions& resize) {
  RequireThat(resize.output.width > 0 && resize.output.height > 0, "resize.width and resize.height",
              "at least 1");
  RequireThat(resize.output.width <= 16384 && resize.output.height <= 16384,
              "resize.width and resize.height", "at most 16384");
  RequireThat(resize.shorter_edge == 0 ||
                  (resize.mode == ResizeMode::kShorterEdge &&
                   resize.shorter_edge >= std::max(resize.output.width, resize.output.height)),
              "resize.shorter_edge",
              "0, or with the shorter-edge mode at least the output's longer edge");
  RequireThat(resize.cut == CutPosition::kCenter || resize.mode == ResizeMode::kShorterEdge ||
                  resize.mode == ResizeMode::kCut,
              "resize.cut", "CENTER, except with the modes SHORTER_EDGE and CUT");
  RequireThat(!resize.filter.empty(), "resize.filter", "one filter or more");
  RequireLevels(resize.pad, "resize.pad");
  RequireThat(resize.decode_ratio >= 1 && std::isfinite(resize.decode_ratio), "resize.decode_ratio",
              "at least 1");
}

}  // namespace

void ValidateRecipe(const AugmentRecipe& recipe) {
  ValidateColor(recipe.color);
  RequireProbability(recipe.expand.prob, "expand.prob");
  RequireThat(recipe.expand.max_ratio >= 1 && recipe.expand.max_ratio <= 100, "expand.max_ratio",
              "1..100");
  RequireThat(recipe.expand.min_ratio >= 1, "expand.min_ratio", "at least 1");
  ValidateCrop(recipe.crop);
  ValidateResize(recipe.resize);
  RequireProbability(recipe.mirror_prob, "mirror_prob");
  RequireLevels(recipe.fill, "fill");
  for (const float mean : recipe.mean) RequireThat(std::isfinite(mean), "mean", "a number");
  for (const float std : recipe.std) {
    RequireThat(std > 0 && std::isfinite(std), "std", "a number above 0");
  }
}

}  // namespace imrec
