#include "augment/config/mxnet_parameters.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <vector>

#include <imrec/error.h>

#include "augment/config/parameter_scanner.h"
#include "augment/mxnet_crop.h"

namespace imrec::config {
namespace {

using Values = std::map<std::string, Parameter, std::less<>>;

// Of the reader, not of the augmentation.
constexpr std::array kOfTheReader = {"path_imgrec",
                                     "path_imglist",
                                     "path_imgidx",
                                     "batch_size",
                                     "label_width",
                                     "label_pad_width",
                                     "label_pad_value",
                                     "preprocess_threads",
                                     "prefetch_buffer",
                                     "shuffle",
                                     "seed",
                                     "num_parts",
                                     "part_index",
                                     "shuffle_chunk_size",
                                     "shuffle_chunk_seed",
                                     "round_batch",
                                     "verbose",
                                     "data_name",
                                     "label_name",
                                     "ctx",
                                     "device_id",
                                     "dtype",
                                     "aug_seq"};
constexpr std::array kOfTheAugmenter = {"data_shape",
                                        "mean_img",
                                        "resize",
                                        "mean_r",
                                        "mean_g",
                                        "mean_b",
                                        "mean_a",
                                        "std_r",
                                        "std_g",
                                        "std_b",
                                        "std_a",
                                        "scale",
                                        "rand_crop_prob",
                                        "min_crop_scales",
                                        "max_crop_scales",
                                        "min_crop_aspect_ratios",
                                        "max_crop_aspect_ratios",
                                        "min_crop_overlaps",
                                        "max_crop_overlaps",
                                        "min_crop_sample_coverages",
                                        "max_crop_sample_coverages",
                                        "min_crop_object_coverages",
                                        "max_crop_object_coverages",
                                        "num_crop_sampler",
                                        "crop_emit_mode",
                                        "emit_overlap_thresh",
                                        "max_crop_trials",
                                        "rand_pad_prob",
                                        "max_pad_scale",
                                        "fill_value",
                                        "random_hue_prob",
                                        "max_random_hue",
                                        "random_saturation_prob",
                                        "max_random_saturation",
                                        "random_illumination_prob",
                                        "max_random_illumination",
                                        "random_contrast_prob",
                                        "max_random_contrast",
                                        "rand_mirror_prob",
                                        "inter_method",
                                        "resize_mode"};

[[noreturn]] void Fail(const std::string& file, std::uint64_t line, const std::string& reason) {
  throw Error(ErrorCode::kInvalidArgument, reason, {.file = file, .line = line});
}

std::size_t EditDistance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t above = row[j];
      const std::size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({above + 1, row[j - 1] + 1, replaced});
      diagonal = above;
    }
  }
  return row[b.size()];
}

std::string Suggestion(std::string_view name) {
  std::string_view best;
  std::size_t distance = 4;
  for (const std::string_view known : kOfTheAugmenter) {
    const std::size_t d = EditDistance(name, known);
    if (d < distance) {
      distance = d;
      best = known;
    }
  }
  return best.empty() ? "" : "; did you mean " + std::string(best) + "?";
}

Values Scan(std::string_view text, const std::string& file) {
  Values values;
  ParameterScanner scanner(text, file);
  while (!scanner.AtEnd()) {
    const std::uint64_t line = scanner.line();
    const std::string name = scanner.Name();
    Parameter value = scanner.Next();
    value.line = line;
    if (std::ranges::find(kOfTheReader, name) != kOfTheReader.end()) continue;
    if (std::ranges::find(kOfTheAugmenter, name) == kOfTheAugmenter.end()) {
      Fail(file, line, "ImageDetRecordIter has no parameter '" + name + "'" + Suggestion(name));
    }
    if (value.text == "None") continue;
    if (!values.emplace(name, std::move(value)).second) {
      Fail(file, line, "'" + name + "' is set twice");
    }
  }
  return values;
}

// Reads settings out of the parameters, with MXNet's defaults.
class Reader {
 public:
  Reader(const Values& values, const std::string& file) : values_(values), file_(file) {}

  double Number(std::string_view name, double by_default) const {
    const auto found = values_.find(name);
    if (found == values_.end()) return by_default;
    if (found->second.numbers.size() != 1) Complain(name, "needs a number");
    return found->second.numbers[0];
  }

  std::string Word(std::string_view name, const char* by_default) const {
    const auto found = values_.find(name);
    return found == values_.end() ? by_default : found->second.text;
  }

  // The setting of each of `count` samplers; one value serves all.
  std::vector<double> PerSampler(std::string_view name, std::size_t count,
                                 double by_default) const {
    const auto found = values_.find(name);
    if (found == values_.end()) return std::vector<double>(count, by_default);
    const std::vector<double>& numbers = found->second.numbers;
    if (numbers.size() == 1) return std::vector<double>(count, numbers[0]);
    if (numbers.size() != count) {
      Complain(name, "needs one number or one for each of the " + std::to_string(count) +
                         " samplers, not " + std::to_string(numbers.size()));
    }
    return numbers;
  }

  const std::vector<double>* Tuple(std::string_view name) const {
    const auto found = values_.find(name);
    return found == values_.end() ? nullptr : &found->second.numbers;
  }

  [[noreturn]] void Complain(std::string_view name, const std::string& reason) const {
    Fail(file_, LineOf(name), std::string(name) + " " + reason);
  }

  std::uint64_t LineOf(std::string_view name) const {
    const auto found = values_.find(name);
    return found == values_.end() ? 1 : found->second.line;
  }

  // The line of the last parameter whose name holds `part`: where a contradiction became one.
  std::uint64_t LastLineOf(std::string_view part) const {
    std::uint64_t line = 1;
    for (const auto& [name, value] : values_) {
      if (name.find(part) != std::string::npos) line = std::max(line, value.line);
    }
    return line;
  }

 private:
  const Values& values_;
  const std::string& file_;
};

imrec::Range Around(double centre, double reach) {
  return {.min = centre - reach, .max = centre + reach};
}

void SetColor(const Reader& reader, ColorOptions& color) {
  color.model = ColorModel::kHls;
  color.contrast_order = ContrastOrder::kLast;
  color.brightness_prob = reader.Number("random_illumination_prob", 0);
  color.brightness = Around(0, reader.Number("max_random_illumination", 0));
  color.contrast_prob = reader.Number("random_contrast_prob", 0);
  color.contrast = Around(1, reader.Number("max_random_contrast", 0));
  color.saturation_prob = reader.Number("random_saturation_prob", 0);
  color.saturation = Around(0, reader.Number("max_random_saturation", 0));
  color.hue_prob = reader.Number("random_hue_prob", 0);
  // Of units of two degrees.
  color.hue_degrees = 2 * reader.Number("max_random_hue", 0);
}

void SetSamplers(const Reader& reader, CropOptions& crop) {
  const double asked = reader.Number("num_crop_sampler", 1);
  if (!(asked >= 0 && asked <= 255)) reader.Complain("num_crop_sampler", "must be 0..255");
  const auto count = static_cast<std::size_t>(asked);
  const auto per = [&](const char* name, double by_default) {
    return reader.PerSampler(name, count, by_default);
  };
  const std::vector<double> min_scale = per("min_crop_scales", 0);
  const std::vector<double> max_scale = per("max_crop_scales", 1);
  const std::vector<double> min_aspect = per("min_crop_aspect_ratios", 1);
  const std::vector<double> max_aspect = per("max_crop_aspect_ratios", 1);
  const std::vector<double> trials = per("max_crop_trials", 25);
  // A bound at its default does not count there.
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
      reader.Complain("max_crop_trials",
                      "must be 1.." + std::to_string(imrec::BatchSampler::kMostTrials));
    }
    crop.samplers.push_back(
        // A scale of 0 would be a window without pixels; MXNet adds as little.
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

void SetCrop(const Reader& reader, CropOptions& crop) {
  crop = MxnetCropOptions();
  crop.prob = reader.Number("rand_crop_prob", 0);
  const std::string emit = reader.Word("crop_emit_mode", "center");
  if (emit == "overlap") {
    crop.center = CenterRule::kIgnore;
    crop.min_overlap = reader.Number("emit_overlap_thresh", 0.3);
  } else if (emit != "center") {
    reader.Complain("crop_emit_mode", "is center or overlap, not '" + emit + "'");
  }
  if (crop.prob > 0) SetSamplers(reader, crop);
}

void SetFilters(const Reader& reader, ResizeOptions& resize) {
  const std::vector<ResampleFilter> all = {ResampleFilter::kNearest, ResampleFilter::kTriangle,
                                           ResampleFilter::kCubic, ResampleFilter::kBox,
                                           ResampleFilter::kLanczos};
  const double method = reader.Number("inter_method", 1);
  if (method == 10) {
    resize.filter = all;
  } else if (method == 9) {
    reader.Complain("inter_method", "9 (by size) is not followed; 0..4 and 10 are");
  } else if (method >= 0 && method <= 4 && method == std::floor(method)) {
    resize.filter = {all[static_cast<std::size_t>(method)]};
  } else {
    reader.Complain("inter_method", "must be 0..4 or 10");
  }
}

void SetResize(const Reader& reader, ResizeOptions& resize) {
  if (reader.Number("resize", -1) > 0) {
    reader.Complain("resize", "is not followed: images are resized once; resize them when packing");
  }
  if (const std::vector<double>* shape = reader.Tuple("data_shape")) {
    const bool good = shape->size() == 3 && (*shape)[0] == 3 && (*shape)[1] >= 1 &&
                      (*shape)[2] >= 1 && (*shape)[1] <= 16384 && (*shape)[2] <= 16384;
    if (!good) reader.Complain("data_shape", "must be (3, height, width)");
    resize.output = {.width = static_cast<int>((*shape)[2]),
                     .height = static_cast<int>((*shape)[1])};
  }
  const std::string mode = reader.Word("resize_mode", "force");
  if (mode == "force") {
    resize.mode = ResizeMode::kWarp;
  } else if (mode == "shrink") {
    resize.mode = ResizeMode::kShrink;
  } else if (mode == "fit") {
    resize.mode = ResizeMode::kFit;
  } else {
    reader.Complain("resize_mode", "is force, shrink or fit, not '" + mode + "'");
  }
  SetFilters(reader, resize);
}

void SetNormalisation(const Reader& reader, AugmentRecipe& recipe) {
  constexpr std::array kMean = {"mean_r", "mean_g", "mean_b"};
  constexpr std::array kStd = {"std_r", "std_g", "std_b"};
  if (!reader.Word("mean_img", "").empty()) {
    reader.Complain("mean_img", "is not read; give mean_r, mean_g and mean_b");
  }
  const double scale = reader.Number("scale", 1);
  if (!(scale > 0)) reader.Complain("scale", "must be above 0");
  for (std::size_t c = 0; c < 3; ++c) {
    recipe.mean[c] = static_cast<float>(reader.Number(kMean[c], 0));
    // A deviation of 0 means none.
    const double std = reader.Number(kStd[c], 0);
    recipe.std[c] = static_cast<float>((std > 0 ? std : 1) / scale);
  }
}

}  // namespace

AugmentRecipe ParseMxnetParameters(std::string_view text, const std::string& file) {
  const Values values = Scan(text, file);
  const Reader reader(values, file);
  AugmentRecipe recipe;
  const auto checked = [&](std::string_view names, const auto& set) {
    set();
    try {
      ValidateRecipe(recipe);
    } catch (const Error& error) {
      throw error.Within({.file = file, .line = reader.LastLineOf(names)});
    }
  };
  checked("random_", [&] { SetColor(reader, recipe.color); });
  checked("pad_", [&] {
    recipe.expand = {.prob = reader.Number("rand_pad_prob", 0),
                     .max_ratio = reader.Number("max_pad_scale", 1),
                     .min_ratio = 1.05};
  });
  checked("crop", [&] { SetCrop(reader, recipe.crop); });
  checked("resize", [&] { SetResize(reader, recipe.resize); });
  checked("rand_mirror_prob", [&] { recipe.mirror_prob = reader.Number("rand_mirror_prob", 0); });
  checked("fill_value",
          [&] { recipe.fill.fill(static_cast<float>(reader.Number("fill_value", 127))); });
  checked("std_", [&] { SetNormalisation(reader, recipe); });
  return recipe;
}

}  // namespace imrec::config
