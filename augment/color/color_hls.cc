// The distortion of MXNet's det_aug_default: offsets in OpenCV's 8-bit HLS (H in units of two
// degrees, L and S 0..255), clamped without wrapping, then a gain.
#include <cmath>

#include "augment/color/color_level_kernels.h"
#include "augment/color/color_models.h"

namespace imrec {

void ApplyHls(const ColorPlan& plan, RgbPlanes pixels) {
  if (plan.brightness != 0 || plan.saturation != 0 || plan.hue != 0) {
    // MXNet draws whole units.
    AddWholeHls(pixels, {.hue = static_cast<float>(std::trunc(plan.hue / 2)),
                         .lightness = static_cast<float>(std::trunc(plan.brightness)),
                         .saturation = static_cast<float>(std::trunc(plan.saturation))});
  }
  if (std::abs(plan.contrast - 1) > 1e-3) {
    for (const std::span<float> plane : {pixels.red, pixels.green, pixels.blue}) {
      ScaleWholeLevels(plane, static_cast<float>(plan.contrast), 0);
    }
  }
}

}  // namespace imrec
