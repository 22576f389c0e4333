// Photometric distortion of SSD: brightness, contrast, saturation and hue.
#ifndef IMREC_COLOR_DISTORTION_H_
#define IMREC_COLOR_DISTORTION_H_

#include <cstddef>
#include <span>

#include <imrec/augment_recipe.h>
#include <imrec/random.h>

namespace imrec {

/// Drawn values; those at their neutral value do nothing, and leave every bit as it is.
struct ColorPlan {
  bool contrast_last = false;  // else contrast comes before saturation and hue
  double brightness = 0;       // added, in 8-bit levels
  double contrast = 1;         // factor
  double saturation = 1;       // factor on S of HSV, S stays <= 1
  double hue = 0;              // turn in degrees, wraps

  bool neutral() const { return brightness == 0 && contrast == 1 && saturation == 1 && hue == 0; }
  friend bool operator==(const ColorPlan&, const ColorPlan&) = default;
};

/// Draws a plan. All numbers are drawn whether used or not, so that no operation shifts another's.
ColorPlan PlanColor(const ColorOptions& options, const SampleKey& key);

/// Pixels as three planes of floats, 0..255.
struct RgbPlanes {
  std::span<float> red;
  std::span<float> green;
  std::span<float> blue;
};

/// Applies the plan in place. Works pixel by pixel: position does not matter, grey stays grey under
/// saturation and hue, results stay in 0..255.
void ApplyColor(const ColorPlan& plan, RgbPlanes pixels);

}  // namespace imrec

#endif  // IMREC_COLOR_DISTORTION_H_
