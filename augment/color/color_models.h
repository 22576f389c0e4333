// The formulas of the colour models, on planes of floats in 0..255. All work pixel by pixel, and
// clip.
#ifndef IMREC_AUGMENT_COLOR_COLOR_MODELS_H_
#define IMREC_AUGMENT_COLOR_COLOR_MODELS_H_

#include <algorithm>

#include "augment/color/color_distortion.h"

namespace imrec {

inline float ClipLevel(float value) { return std::clamp(value, 0.0F, 255.0F); }

/// The luma of ITU-R BT.601.
inline float Luma(float red, float green, float blue) {
  return 0.299F * red + 0.587F * green + 0.114F * blue;
}

/// Returns the pixels from `begin` on.
inline RgbPlanes Rest(RgbPlanes pixels, std::size_t begin) {
  return {.red = pixels.red.subspan(begin),
          .green = pixels.green.subspan(begin),
          .blue = pixels.blue.subspan(begin)};
}

/// Replaces each pixel by function(red, green, blue), which takes and returns std::array<float, 3>.
template <typename Function>
void ForEachPixel(RgbPlanes pixels, Function function) {
  for (std::size_t i = 0; i < pixels.red.size(); ++i) {
    const std::array<float, 3> result =
        function(std::array<float, 3>{pixels.red[i], pixels.green[i], pixels.blue[i]});
    pixels.red[i] = ClipLevel(result[0]);
    pixels.green[i] = ClipLevel(result[1]);
    pixels.blue[i] = ClipLevel(result[2]);
  }
}

/// The same for all levels of all channels.
template <typename Function>
void ForEachLevel(RgbPlanes pixels, Function function) {
  for (const std::span<float> plane : {pixels.red, pixels.green, pixels.blue}) {
    for (float& value : plane) value = ClipLevel(function(value));
  }
}

/// Adds `delta` to all levels. Changes nothing if it is 0.
void AddToLevels(RgbPlanes pixels, double delta);
/// Multiplies all levels by `factor`. Changes nothing if it is 1.
void MultiplyLevels(RgbPlanes pixels, double factor);

void ApplyHsv(const ColorPlan& plan, RgbPlanes pixels);
void ApplyCaffe(const ColorPlan& plan, RgbPlanes pixels);
void ApplyHls(const ColorPlan& plan, RgbPlanes pixels);
void ApplyBlend(const ColorPlan& plan, RgbPlanes pixels, float mean_grey);
void ApplyYiq(const ColorPlan& plan, RgbPlanes pixels);

}  // namespace imrec

#endif  // IMREC_AUGMENT_COLOR_COLOR_MODELS_H_
