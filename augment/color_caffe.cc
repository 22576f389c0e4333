// The distortion of SSD's Caffe code: 8-bit levels, rounded after each operation, with HSV in
// OpenCV's 8-bit form (H in units of two degrees, S and V 0..255).
#include <cmath>

#include "augment/color_models.h"

namespace imrec {
namespace {

using Levels = std::array<float, 3>;

// Half to even, as OpenCV's saturate_cast.
float Rounded(float value) { return std::nearbyint(ClipLevel(value)); }

Levels ToHsv(const Levels& rgb) {
  const float value = std::max({rgb[0], rgb[1], rgb[2]});
  const float chroma = value - std::min({rgb[0], rgb[1], rgb[2]});
  if (chroma <= 0) return {0, 0, value};
  float degrees = 0;
  if (value == rgb[0]) {
    degrees = 60 * (rgb[1] - rgb[2]) / chroma;
  } else if (value == rgb[1]) {
    degrees = 120 + 60 * (rgb[2] - rgb[0]) / chroma;
  } else {
    degrees = 240 + 60 * (rgb[0] - rgb[1]) / chroma;
  }
  if (degrees < 0) degrees += 360;
  float hue = std::nearbyint(degrees / 2);
  if (hue >= 180) hue -= 180;
  return {hue, std::nearbyint(255 * chroma / value), value};
}

Levels FromHsv(const Levels& hsv) {
  const float chroma = hsv[2] * hsv[1] / 255;
  const float sixths = std::fmod(hsv[0] / 30, 6.0F);
  const auto channel = [&](float offset) {
    const float k = std::fmod(sixths + offset, 6.0F);
    return Rounded(hsv[2] - chroma * std::clamp(std::min(k, 4 - k), 0.0F, 1.0F));
  };
  return {channel(5), channel(3), channel(1)};
}

Levels RoundedAll(const Levels& rgb) { return {Rounded(rgb[0]), Rounded(rgb[1]), Rounded(rgb[2])}; }

}  // namespace

void ApplyCaffe(const ColorPlan& plan, RgbPlanes pixels) {
  if (plan.brightness != 0) {
    const auto delta = static_cast<float>(plan.brightness);
    ForEachLevel(pixels, [delta](float value) { return Rounded(Rounded(value) + delta); });
  }
  const auto contrast = [&] {
    // The original leaves a contrast this near to 1 out, too.
    if (std::abs(plan.contrast - 1) <= 1e-3) return;
    const auto factor = static_cast<float>(plan.contrast);
    ForEachLevel(pixels, [factor](float value) { return Rounded(Rounded(value) * factor); });
  };
  if (!plan.contrast_last) contrast();
  if (plan.saturation != 1) {
    const auto factor = static_cast<float>(plan.saturation);
    ForEachPixel(pixels, [factor](const Levels& rgb) {
      Levels hsv = ToHsv(RoundedAll(rgb));
      hsv[1] = Rounded(hsv[1] * factor);
      return FromHsv(hsv);
    });
  }
  if (plan.hue != 0) {
    const auto units = static_cast<float>(plan.hue / 2);
    ForEachPixel(pixels, [units](const Levels& rgb) {
      Levels hsv = ToHsv(RoundedAll(rgb));
      hsv[0] = Rounded(hsv[0] + units);  // below 0 it stays at 0: red
      return FromHsv(hsv);
    });
  }
  if (plan.contrast_last) contrast();
}

}  // namespace imrec
