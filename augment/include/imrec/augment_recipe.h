// What augmentation does: a recipe is plain data, presets are recipes with names.
#ifndef IMREC_AUGMENT_RECIPE_H_
#define IMREC_AUGMENT_RECIPE_H_

#include <array>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include <imrec/image.h>

namespace imrec {

/// A closed range of a random parameter, drawn uniformly.
struct Range {
  double min = 0;
  double max = 0;

  friend bool operator==(const Range&, const Range&) = default;
};

/// Bounds that a crop window must keep against at least one object, all of them on the same one.
/// Bounds are inclusive; an absent one does not count.
struct CropConstraint {
  std::optional<double> min_iou = std::nullopt;
  std::optional<double> max_iou = std::nullopt;
  std::optional<double> min_sample_coverage = std::nullopt;  // intersection / area of the window
  std::optional<double> max_sample_coverage = std::nullopt;
  std::optional<double> min_object_coverage = std::nullopt;  // intersection / area of the object
  std::optional<double> max_object_coverage = std::nullopt;

  bool empty() const { return *this == CropConstraint{}; }
  friend bool operator==(const CropConstraint&, const CropConstraint&) = default;
};

/// One batch sampler of SSD: draws windows until one meets the constraint.
struct BatchSampler {
  Range scale = {.min = 1, .max = 1};         // square root of the window's area, 0 < scale <= 1
  Range aspect_ratio = {.min = 1, .max = 1};  // normalised width over height
  CropConstraint constraint = {};
  int max_trials = 50;

  friend bool operator==(const BatchSampler&, const BatchSampler&) = default;
};

/// What happens when a crop would leave no object of an image that has some.
enum class NoSurvivor {
  kAllow,  // the sample becomes a negative
  kRetry,  // another successful window is taken, in the end the whole image
};

/// Zoom-out: the image at a random place on a larger canvas of the same shape.
struct ExpandOptions {
  double probability = 0;
  double max_ratio = 1;  // of canvas side to image side, >= 1

  friend bool operator==(const ExpandOptions&, const ExpandOptions&) = default;
};

/// Photometric distortion; each operation is applied with its own probability, values are clipped
/// to 0..255 after each.
struct ColorOptions {
  double brightness_probability = 0;
  double brightness_delta = 0;  // adds up to +- this, in 8-bit levels
  double contrast_probability = 0;
  Range contrast = {.min = 1, .max = 1};  // factor about zero
  double saturation_probability = 0;
  Range saturation = {.min = 1, .max = 1};  // factor on S of HSV
  double hue_probability = 0;
  double hue_degrees = 0;  // turns up to +- this, 0..180

  friend bool operator==(const ColorOptions&, const ColorOptions&) = default;
};

/// A whole augmentation, from the stored image to the network's input.
struct AugmentRecipe {
  ColorOptions color;
  ExpandOptions expand;
  std::vector<BatchSampler> samplers;  // empty: no crop
  NoSurvivor no_survivor = NoSurvivor::kRetry;
  double mirror_probability = 0;
  ImageSize output = {.width = 300, .height = 300};
  std::array<float, 3> fill = {0, 0, 0};  // RGB around an expanded image, 0..255
  std::array<float, 3> mean = {0, 0, 0};  // RGB, subtracted from 0..255
  std::array<float, 3> std = {1, 1, 1};   // RGB, divided by afterwards

  friend bool operator==(const AugmentRecipe&, const AugmentRecipe&) = default;
};

/// Throws Error(kInvalidArgument) naming the field that is out of its range.
void ValidateRecipe(const AugmentRecipe& recipe);

struct Preset {
  std::string_view name;
  std::string_view summary;
  AugmentRecipe (*make)();
};

/// All presets:
///   ssd300   training as in SSD (Liu et al., ECCV 2016), with the geometry of its Caffe code
///   eval300  resize and normalise only
std::span<const Preset> Presets();

/// Throws Error(kNotFound) listing the presets there are.
AugmentRecipe PresetByName(std::string_view name);

}  // namespace imrec

#endif  // IMREC_AUGMENT_RECIPE_H_
