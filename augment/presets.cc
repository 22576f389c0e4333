#include <array>
#include <string>

#include <imrec/augment_recipe.h>
#include <imrec/error.h>

#include "augment/mxnet_crop.h"

namespace imrec {
namespace {

// ImageNet means of the VGG network on which SSD is based, as whole levels.
constexpr std::array<float, 3> kVggMean = {123, 117, 104};
// The usual mean and standard deviation of ImageNet's training images.
constexpr std::array<float, 3> kImageNetMean = {123.675F, 116.28F, 103.53F};
constexpr std::array<float, 3> kImageNetStd = {58.395F, 57.12F, 57.375F};

constexpr double kHalf = 0.5;

BatchSampler WholeImage() { return {.max_trials = 1}; }

// Returns samplers with SSD's usual windows, one for each lower bound of the IoU.
std::vector<BatchSampler> IouSamplers(std::initializer_list<double> min_ious, int max_trials) {
  std::vector<BatchSampler> samplers;
  for (const double min_iou : min_ious) {
    samplers.push_back({.scale = {.min = 0.3, .max = 1},
                        .aspect_ratio = {.min = 0.5, .max = 2},
                        .constraint = {.min_iou = min_iou},
                        .max_trials = max_trials});
  }
  return samplers;
}

BatchSampler AnyWindow(int max_trials) {
  return {.scale = {.min = 0.3, .max = 1},
          .aspect_ratio = {.min = 0.5, .max = 2},
          .max_trials = max_trials};
}

// Returns the seven samplers of SSD's Caffe code.
std::vector<BatchSampler> CaffeSamplers() {
  std::vector<BatchSampler> samplers = IouSamplers({0.1, 0.3, 0.5, 0.7, 0.9}, 50);
  samplers.insert(samplers.begin(), WholeImage());
  // Accepts any window if the image has an object.
  samplers.push_back(AnyWindow(50));
  samplers.back().constraint.max_iou = 1;
  return samplers;
}

AugmentRecipe MakeEval300() {
  AugmentRecipe recipe;
  recipe.fill = kVggMean;
  recipe.mean = kVggMean;
  return recipe;
}

AugmentRecipe MakeSsd300() {
  AugmentRecipe recipe = MakeEval300();
  recipe.color = {.brightness_prob = kHalf,
                  .brightness = {.min = -32, .max = 32},
                  .contrast_prob = kHalf,
                  .contrast = {.min = 0.5, .max = 1.5},
                  .saturation_prob = kHalf,
                  .saturation = {.min = 0.5, .max = 1.5},
                  .hue_prob = kHalf,
                  // 18 units of two degrees in the original's 8-bit HSV.
                  .hue_degrees = 36};
  recipe.expand = {.prob = kHalf, .max_ratio = 4};
  recipe.crop.samplers = CaffeSamplers();
  recipe.mirror_prob = kHalf;
  return recipe;
}

AugmentRecipe MakeSsd512() {
  AugmentRecipe recipe = MakeSsd300();
  recipe.resize.output = {.width = 512, .height = 512};
  return recipe;
}

AugmentRecipe MakeCaffeSsd() {
  AugmentRecipe recipe = MakeSsd300();
  recipe.color.model = ColorModel::kCaffe;
  recipe.crop.no_survivor = NoSurvivor::kAllow;
  recipe.crop.rounding = WindowRounding::kTruncPixels;
  recipe.resize.filter = {ResampleFilter::kTriangle, ResampleFilter::kBox, ResampleFilter::kNearest,
                          ResampleFilter::kCubic, ResampleFilter::kLanczos};
  return recipe;
}

// The settings of ImageDetRecordIter in MXNet's example/ssd.
AugmentRecipe MakeMxnetSsd() {
  AugmentRecipe recipe;
  recipe.color = {.model = ColorModel::kHls,
                  .contrast_order = ContrastOrder::kLast,
                  .brightness_prob = kHalf,
                  .brightness = {.min = -32, .max = 32},
                  .contrast_prob = kHalf,
                  .contrast = {.min = 0.5, .max = 1.5},
                  .saturation_prob = kHalf,
                  .saturation = {.min = -32, .max = 32},
                  .hue_prob = kHalf,
                  .hue_degrees = 36};
  recipe.expand = {.prob = kHalf, .max_ratio = 4, .min_ratio = 1.05};
  recipe.crop = MxnetCropOptions();
  recipe.crop.samplers = IouSamplers({0.1, 0.3, 0.5, 0.7, 0.9}, 25);
  recipe.crop.prob = 5.0 / 6;
  recipe.resize.filter = {ResampleFilter::kNearest, ResampleFilter::kTriangle,
                          ResampleFilter::kCubic, ResampleFilter::kBox, ResampleFilter::kLanczos};
  recipe.mirror_prob = kHalf;
  recipe.fill = {127, 127, 127};
  recipe.mean = {123.68F, 116.779F, 103.939F};
  return recipe;
}

// GluonCV's SSDDefaultTrainTransform.
AugmentRecipe MakeGluoncvSsd() {
  AugmentRecipe recipe = MakeSsd300();
  recipe.color.model = ColorModel::kYiq;
  recipe.color.hue_degrees = 180;
  std::vector<BatchSampler> samplers = IouSamplers({0.1, 0.3, 0.5, 0.7, 0.9}, 50);
  samplers.insert(samplers.begin(), WholeImage());
  samplers.push_back(AnyWindow(50));
  recipe.crop = {.samplers = std::move(samplers),
                 .size_law = SizeLaw::kRange,
                 .quantifier = Quantifier::kAll,
                 .accept_without_objects = true,
                 .center = CenterRule::kHalfOpen,
                 .no_survivor = NoSurvivor::kRetry,
                 .rounding = WindowRounding::kTrunc};
  recipe.resize.filter = {ResampleFilter::kNearest, ResampleFilter::kTriangle,
                          ResampleFilter::kCubic, ResampleFilter::kBox, ResampleFilter::kLanczos};
  recipe.fill = kImageNetMean;
  recipe.mean = kImageNetMean;
  recipe.std = kImageNetStd;
  return recipe;
}

// RandomPhotometricDistort, RandomZoomOut and RandomIoUCrop of torchvision's detection references.
AugmentRecipe MakeTorchvisionSsd() {
  AugmentRecipe recipe = MakeSsd300();
  recipe.color.model = ColorModel::kBlend;
  recipe.color.brightness = {.min = 0.875, .max = 1.125};
  recipe.color.hue_degrees = 18;
  recipe.color.channel_order_prob = kHalf;
  std::vector<BatchSampler> samplers = IouSamplers({0.0, 0.1, 0.3, 0.5, 0.7, 0.9}, 40);
  samplers.push_back(WholeImage());
  recipe.crop = {.samplers = std::move(samplers),
                 .selection = Selection::kOptionFirst,
                 .size_law = SizeLaw::kIndependent,
                 .aspect_space = AspectSpace::kPixel,
                 .centered_only = true,
                 .center = CenterRule::kOpen,
                 .no_survivor = NoSurvivor::kReject,
                 .rounding = WindowRounding::kTrunc};
  recipe.fill = kVggMean;
  recipe.mean = {123.68F, 116.78F, 103.94F};
  return recipe;
}

// DALI's RandomBBoxCrop with the thresholds of SSD, and the colour twist of its SSD pipeline.
AugmentRecipe MakeDaliSsd() {
  AugmentRecipe recipe = MakeSsd300();
  recipe.color = {.model = ColorModel::kBlend,
                  .contrast_order = ContrastOrder::kFirst,
                  .brightness_prob = 1,
                  .brightness = {.min = 0.875, .max = 1.125},
                  .contrast_prob = 1,
                  .contrast = {.min = 0.5, .max = 1.5},
                  .saturation_prob = 1,
                  .saturation = {.min = 0.5, .max = 1.5},
                  .hue_prob = 1,
                  .hue_degrees = 0.5};
  recipe.expand = {};
  std::vector<BatchSampler> samplers = IouSamplers({0.0, 0.1, 0.3, 0.5, 0.7, 0.9}, 1);
  samplers.push_back(WholeImage());
  recipe.crop = {.samplers = std::move(samplers),
                 .selection = Selection::kOptionFirst,
                 .size_law = SizeLaw::kIndependent,
                 .quantifier = Quantifier::kAll,
                 .center = CenterRule::kClosed,
                 .no_survivor = NoSurvivor::kReject,
                 .max_rounds = 1000};
  recipe.mean = kImageNetMean;
  recipe.std = kImageNetStd;
  return recipe;
}

AugmentRecipe MakeImageNetEval() {
  AugmentRecipe recipe;
  recipe.resize = {.output = {.width = 224, .height = 224},
                   .mode = ResizeMode::kShorterEdge,
                   .shorter_edge = 256};
  recipe.mean = kImageNetMean;
  recipe.std = kImageNetStd;
  return recipe;
}

AugmentRecipe MakeImageNet() {
  AugmentRecipe recipe = MakeImageNetEval();
  recipe.color = {.model = ColorModel::kBlend,
                  .brightness_prob = 1,
                  .brightness = {.min = 0.6, .max = 1.4},
                  .contrast_prob = 1,
                  .contrast = {.min = 0.6, .max = 1.4},
                  .saturation_prob = 1,
                  .saturation = {.min = 0.6, .max = 1.4},
                  .lighting = 0.1};
  recipe.crop = {.samplers = {{.scale = {.min = 0.08, .max = 1},
                               .aspect_ratio = {.min = 3.0 / 4, .max = 4.0 / 3},
                               .max_trials = 10}},
                 .size_law = SizeLaw::kArea,
                 .aspect_space = AspectSpace::kPixel,
                 .no_survivor = NoSurvivor::kAllow};
  recipe.resize = {.output = {.width = 224, .height = 224}};
  recipe.mirror_prob = kHalf;
  return recipe;
}

// The input of InsightFace's training: aligned faces without resizing, in -1..1.
AugmentRecipe MakeFace112() {
  AugmentRecipe recipe;
  recipe.resize = {.output = {.width = 112, .height = 112}};
  recipe.mirror_prob = kHalf;
  recipe.mean = {127.5F, 127.5F, 127.5F};
  recipe.std = {127.5F, 127.5F, 127.5F};
  return recipe;
}

constexpr std::array<Preset, 11> kPresets = {{
    {"ssd300", "SSD training: colour, zoom-out, IoU-constrained crops, mirror, 300x300",
     MakeSsd300},
    {"ssd512", "as ssd300, but 512x512", MakeSsd512},
    {"eval300", "resize to 300x300 and subtract the mean, nothing random", MakeEval300},
    {"caffe-ssd",
     "as the Caffe code of SSD: 8-bit colours, crops may lose all objects, five filters",
     MakeCaffeSsd},
    {"mxnet-ssd", "as MXNet's example/ssd with ImageDetRecordIter", MakeMxnetSsd},
    {"gluoncv-ssd", "as GluonCV's SSDDefaultTrainTransform", MakeGluoncvSsd},
    {"torchvision-ssd", "as torchvision's detection references", MakeTorchvisionSsd},
    {"dali-ssd", "as DALI's RandomBBoxCrop and ColorTwist for SSD", MakeDaliSsd},
    {"imagenet", "classification training: random resized crop, mirror, colour, lighting, 224x224",
     MakeImageNet},
    {"imagenet-eval", "shorter edge to 256, then 224x224 from the centre", MakeImageNetEval},
    {"face112", "face recognition training: aligned faces of 112x112, mirror, values in -1..1",
     MakeFace112},
}};

}  // namespace

std::span<const Preset> Presets() { return kPresets; }

AugmentRecipe PresetByName(std::string_view name) {
  std::string known;
  for (const Preset& preset : Presets()) {
    if (preset.name == name) return preset.make();
    known += (known.empty() ? "" : ", ") + std::string(preset.name);
  }
  throw Error(ErrorCode::kNotFound, "no preset '" + std::string(name) + "'; there are " + known);
}

}  // namespace imrec
