// Recipes describe an augmentation as plain data; presets are recipes with names.
//
// The settings can reproduce the augmentation of SSD's Caffe code, MXNet's det_aug_default,
// GluonCV, torchvision's detection references and DALI.
#ifndef IMREC_AUGMENT_RECIPE_H_
#define IMREC_AUGMENT_RECIPE_H_

#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <imrec/color_options.h>
#include <imrec/crop_options.h>
#include <imrec/export.h>
#include <imrec/image.h>
#include <imrec/resize_options.h>

namespace imrec {

/// Zoom-out: places the image at a random position on a larger canvas of the same shape.
struct ExpandOptions {
  double prob = 0;
  double max_ratio = 1;  // of canvas side to image side, >= 1
  double min_ratio = 1;  // if a smaller ratio is drawn, the image is not expanded (MXNet: 1.05)

  friend bool operator==(const ExpandOptions&, const ExpandOptions&) = default;
};

/// A complete augmentation from the stored image to the network's input. The steps are applied in
/// the order of the fields.
struct AugmentRecipe {
  ColorOptions color;
  ExpandOptions expand;
  CropOptions crop;
  ResizeOptions resize;
  double mirror_prob = 0;
  std::array<float, 3> fill = {0, 0, 0};  // RGB around an expanded image, 0..255; never distorted
  std::array<float, 3> mean = {0, 0, 0};  // RGB, subtracted from 0..255
  std::array<float, 3> std = {1, 1, 1};   // RGB, divided by afterwards

  friend bool operator==(const AugmentRecipe&, const AugmentRecipe&) = default;
};

/// Throws Error(kInvalidArgument) that names the field if one is out of range.
IMREC_EXPORT void ValidateRecipe(const AugmentRecipe& recipe);

/// A recipe with a name.
struct IMREC_EXPORT Preset {
  std::string_view name;
  std::string_view summary;
  AugmentRecipe (*make)();
};

/// Returns all presets; see docs/augmentation.md.
IMREC_EXPORT std::span<const Preset> Presets();

/// Returns the recipe of a preset. Throws Error(kNotFound) that lists the presets if there is none
/// with this name.
IMREC_EXPORT AugmentRecipe PresetByName(std::string_view name);

}  // namespace imrec

#endif  // IMREC_AUGMENT_RECIPE_H_
