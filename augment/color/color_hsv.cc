// The default: HSV in floats, with a hue that wraps.
#include "augment/color/color_kernels.h"
#include "augment/color/color_models.h"

namespace imrec {

void AddToLevels(RgbPlanes pixels, double delta) {
  if (delta == 0) return;
  for (const std::span<float> plane : {pixels.red, pixels.green, pixels.blue}) {
    ScaleLevels(plane, 1, static_cast<float>(delta));
  }
}

void MultiplyLevels(RgbPlanes pixels, double factor) {
  if (factor == 1) return;
  for (const std::span<float> plane : {pixels.red, pixels.green, pixels.blue}) {
    ScaleLevels(plane, static_cast<float>(factor), 0);
  }
}

void ApplyHsv(const ColorPlan& plan, RgbPlanes pixels) {
  AddToLevels(pixels, plan.brightness);
  if (!plan.contrast_last) MultiplyLevels(pixels, plan.contrast);
  if (plan.saturation != 1) ScaleSaturation(pixels, static_cast<float>(plan.saturation));
  if (plan.hue != 0) TurnHue(pixels, static_cast<float>(plan.hue / 60));
  if (plan.contrast_last) MultiplyLevels(pixels, plan.contrast);
}

}  // namespace imrec
