// The distortion of torchvision's ColorJitter: blends with black, with the image's mean grey and
// with each pixel's grey, and a hue that wraps.
#include "augment/color_kernels.h"
#include "augment/color_models.h"

namespace imrec {

void ApplyBlend(const ColorPlan& plan, RgbPlanes pixels, float mean_grey) {
  const auto brightness = static_cast<float>(plan.brightness);
  if (plan.brightness != 1) {
    ForEachLevel(pixels, [brightness](float value) { return value * brightness; });
  }
  const auto contrast = [&] {
    if (plan.contrast == 1) return;
    const auto factor = static_cast<float>(plan.contrast);
    // Brightness comes before; the other operations leave the mean grey about where it is.
    const float grey = ClipLevel(mean_grey * brightness);
    ForEachLevel(pixels, [=](float value) { return grey + (value - grey) * factor; });
  };
  if (!plan.contrast_last) contrast();
  if (plan.saturation != 1) {
    const auto factor = static_cast<float>(plan.saturation);
    ForEachPixel(pixels, [factor](const std::array<float, 3>& rgb) {
      const float grey = Luma(rgb[0], rgb[1], rgb[2]);
      return std::array{grey + (rgb[0] - grey) * factor, grey + (rgb[1] - grey) * factor,
                        grey + (rgb[2] - grey) * factor};
    });
  }
  if (plan.hue != 0) TurnHue(pixels, static_cast<float>(plan.hue / 60));
  if (plan.contrast_last) contrast();
}

}  // namespace imrec
