// The distortion of torchvision's ColorJitter: blends with black, with the image's mean grey and
// with each pixel's grey, and a hue that wraps.
#include "augment/color/color_kernels.h"
#include "augment/color/color_models.h"

namespace imrec {

void ApplyBlend(const ColorPlan& plan, RgbPlanes pixels, float mean_grey) {
  const auto brightness = static_cast<float>(plan.brightness);
  MultiplyLevels(pixels, plan.brightness);
  const auto contrast = [&] {
    if (plan.contrast == 1) return;
    const auto factor = static_cast<float>(plan.contrast);
    // Brightness is applied before; the other operations hardly change the mean grey.
    const float grey = ClipLevel(mean_grey * brightness);
    for (const std::span<float> plane : {pixels.red, pixels.green, pixels.blue}) {
      ScaleLevels(plane, factor, grey * (1 - factor));
    }
  };
  if (!plan.contrast_last) contrast();
  if (plan.saturation != 1) BlendWithLuma(pixels, static_cast<float>(plan.saturation));
  if (plan.hue != 0) TurnHue(pixels, static_cast<float>(plan.hue / 60));
  if (plan.contrast_last) contrast();
}

}  // namespace imrec
