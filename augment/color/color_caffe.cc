// The distortion of SSD's Caffe code: 8-bit levels, rounded after each operation, with HSV in
// OpenCV's 8-bit form (H in units of two degrees, S and V 0..255).
#include <cmath>

#include "augment/color/color_level_kernels.h"
#include "augment/color/color_models.h"

namespace imrec {
namespace {

void ScaleAll(RgbPlanes pixels, float gain, float added) {
  for (const std::span<float> plane : {pixels.red, pixels.green, pixels.blue}) {
    ScaleWholeLevels(plane, gain, added);
  }
}

}  // namespace

void ApplyCaffe(const ColorPlan& plan, RgbPlanes pixels) {
  if (plan.brightness != 0) ScaleAll(pixels, 1, static_cast<float>(plan.brightness));
  const auto contrast = [&] {
    // The original also skips a contrast as close to 1 as this.
    if (std::abs(plan.contrast - 1) <= 1e-3) return;
    ScaleAll(pixels, static_cast<float>(plan.contrast), 0);
  };
  if (!plan.contrast_last) contrast();
  if (plan.saturation != 1) ScaleWholeHsv(pixels, static_cast<float>(plan.saturation), 0);
  // A hue below 0 is clamped to 0, which is red.
  if (plan.hue != 0) ScaleWholeHsv(pixels, 1, static_cast<float>(plan.hue / 2));
  if (plan.contrast_last) contrast();
}

}  // namespace imrec
