#include "augment/config/mxnet_parameters.h"

#include <array>
#include <cmath>
#include <optional>
#include <vector>

#include <imrec/error.h>

#include "augment/config/mxnet_values.h"
#include "augment/mxnet_crop.h"

namespace imrec::config {
namespace {

imrec::Range Around(double centre, double reach) {
  return {.min = centre - reach, .max = centre + reach};
}

void SetColor(const MxnetValues& values, ColorOptions& color) {
  color.model = ColorModel::kHls;
  color.contrast_order = ContrastOrder::kLast;
  color.brightness_prob = values.Number("random_illumination_prob", 0);
  color.brightness = Around(0, values.Number("max_random_illumination", 0));
  color.contrast_prob = values.Number("random_contrast_prob", 0);
  color.contrast = Around(1, values.Number("max_random_contrast", 0));
  color.saturation_prob = values.Number("random_saturation_prob", 0);
  color.saturation = Around(0, values.Number("max_random_saturation", 0));
  color.hue_prob = values.Number("random_hue_prob", 0);
  // In units of two degrees.
  color.hue_degrees = 2 * values.Number("max_random_hue", 0);
}

void SetSamplers(const MxnetValues& values, CropOptions& crop) {
  const double asked = values.Number("num_crop_sampler", 1);
  if (!(asked >= 0 && asked <= 255)) values.Complain("num_crop_sampler", "must be 0..255");
  const auto count = static_cast<std::size_t>(asked);
  const auto per = [&](const char* name, double by_default) {
    return values.PerSampler(name, count, by_default);
  };
  const std::vector<double> min_scale = per("min_crop_scales", 0);
  const std::vector<double> max_scale = per("max_crop_scales", 1);
  const std::vector<double> min_aspect = per("min_crop_aspect_ratios", 1);
  const std::vector<double> max_aspect = per("max_crop_aspect_ratios", 1);
  const std::vector<double> trials = per("max_crop_trials", 25);
  // MXNet ignores a bound that has its default value.
  const auto bound = [](double value, double neutral) {
    return value == neutral ? std::nullopt : std::optional<double>(value);
  };
  const std::array<std::vector<double>, 3> lower = {per("min_crop_overlaps", 0),
                                                    per("min_crop_sample_coverages", 0),
                                                    per("min_crop_object_coverages", 0)};
  const std::array<std::vector<double>, 3> upper = {per("max_crop_overlaps", 1),
                                                    per("max_crop_sample_coverages", 1),
                                                    per("max_crop_object_coverages", 1)};
  for (std::size_t i = 0; i < count; ++i) {
    if (!(trials[i] >= 1 && trials[i] <= imrec::BatchSampler::kMostTrials)) {
      values.Complain("max_crop_trials",
                      "must be 1.." + std::to_string(imrec::BatchSampler::kMostTrials));
    }
    crop.samplers.push_back(
        // A scale of 0 would give a window without pixels; MXNet also adds a small number.
        {.scale = {.min = min_scale[i] == 0 ? 1e-3 : min_scale[i], .max = max_scale[i]},
         .aspect_ratio = {.min = min_aspect[i], .max = max_aspect[i]},
         .constraint = {.min_iou = bound(lower[0][i], 0),
                        .max_iou = bound(upper[0][i], 1),
                        .min_sample_coverage = bound(lower[1][i], 0),
                        .max_sample_coverage = bound(upper[1][i], 1),
                        .min_object_coverage = bound(lower[2][i], 0),
                        .max_object_coverage = bound(upper[2][i], 1)},
         .max_trials = static_cast<int>(trials[i])});
  }
}

void SetCrop(const MxnetValues& values, CropOptions& crop) {
  crop = MxnetCropOptions();
  crop.prob = values.Number("rand_crop_prob", 0);
  const std::string emit = values.Word("crop_emit_mode", "center");
  if (emit == "overlap") {
    crop.center = CenterRule::kIgnore;
    crop.min_overlap = values.Number("emit_overlap_thresh", 0.3);
  } else if (emit != "center") {
    values.Complain("crop_emit_mode", "must be center or overlap, not '" + emit + "'");
  }
  if (crop.prob > 0) SetSamplers(values, crop);
}

void SetFilters(const MxnetValues& values, ResizeOptions& resize) {
  const std::vector<ResampleFilter> all = {ResampleFilter::kNearest, ResampleFilter::kTriangle,
                                           ResampleFilter::kCubic, ResampleFilter::kBox,
                                           ResampleFilter::kLanczos};
  const double method = values.Number("inter_method", 1);
  if (method == 10) {
    resize.filter = all;
  } else if (method == 9) {
    values.Complain("inter_method", "9 (by size) is not supported; use 0..4 or 10");
  } else if (method >= 0 && method <= 4 && method == std::floor(method)) {
    resize.filter = {all[static_cast<std::size_t>(method)]};
  } else {
    values.Complain("inter_method", "must be 0..4 or 10");
  }
}

void SetResize(const MxnetValues& values, ResizeOptions& resize) {
  if (values.Number("resize", -1) > 0) {
    values.Complain("resize",
                    "is not supported: images are resized once; resize them when packing");
  }
  if (const std::vector<double>* shape = values.Tuple("data_shape")) {
    const bool good = shape->size() == 3 && (*shape)[0] == 3 && (*shape)[1] >= 1 &&
                      (*shape)[2] >= 1 && (*shape)[1] <= 16384 && (*shape)[2] <= 16384;
    if (!good) values.Complain("data_shape", "must be (3, height, width)");
    resize.output = {.width = static_cast<int>((*shape)[2]),
                     .height = static_cast<int>((*shape)[1])};
  }
  const std::string mode = values.Word("resize_mode", "force");
  if (mode == "force") {
    resize.mode = ResizeMode::kWarp;
  } else if (mode == "shrink") {
    resize.mode = ResizeMode::kShrink;
  } else if (mode == "fit") {
    resize.mode = ResizeMode::kFit;
  } else {
    values.Complain("resize_mode", "must be force, shrink or fit, not '" + mode + "'");
  }
  SetFilters(values, resize);
}

void SetNormalisation(const MxnetValues& values, AugmentRecipe& recipe) {
  constexpr std::array kMean = {"mean_r", "mean_g", "mean_b"};
  constexpr std::array kStd = {"std_r", "std_g", "std_b"};
  if (!values.Word("mean_img", "").empty()) {
    values.Complain("mean_img", "is not supported; give mean_r, mean_g and mean_b");
  }
  const double scale = values.Number("scale", 1);
  if (!(scale > 0)) values.Complain("scale", "must be above 0");
  for (std::size_t c = 0; c < 3; ++c) {
    recipe.mean[c] = static_cast<float>(values.Number(kMean[c], 0));
    // A standard deviation of 0 means that values are not divided.
    const double std = values.Number(kStd[c], 0);
    recipe.std[c] = static_cast<float>((std > 0 ? std : 1) / scale);
  }
}

}  // namespace

AugmentRecipe ParseMxnetParameters(std::string_view text, const std::string& file) {
  const MxnetValues values(text, file);
  AugmentRecipe recipe;
  const auto checked = [&](std::string_view names, const auto& set) {
    set();
    try {
      ValidateRecipe(recipe);
    } catch (const Error& error) {
      throw error.Within({.file = file, .line = values.LastLineOf(names)});
    }
  };
  checked("random_", [&] { SetColor(values, recipe.color); });
  checked("pad_", [&] {
    recipe.expand = {.prob = values.Number("rand_pad_prob", 0),
                     .max_ratio = values.Number("max_pad_scale", 1),
                     .min_ratio = 1.05};
  });
  checked("crop", [&] { SetCrop(values, recipe.crop); });
  checked("resize", [&] { SetResize(values, recipe.resize); });
  checked("rand_mirror_prob", [&] { recipe.mirror_prob = values.Number("rand_mirror_prob", 0); });
  checked("fill_value",
          [&] { recipe.fill.fill(static_cast<float>(values.Number("fill_value", 127))); });
  checked("std_", [&] { SetNormalisation(values, recipe); });
  return recipe;
}

}  // namespace imrec::config
