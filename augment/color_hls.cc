// The distortion of MXNet's det_aug_default: offsets in OpenCV's 8-bit HLS (H in units of two
// degrees, L and S 0..255), clamped without wrapping, then a gain.
#include <cmath>

#include "augment/color_models.h"

namespace imrec {
namespace {

using Levels = std::array<float, 3>;

float Rounded(float value) { return std::nearbyint(ClipLevel(value)); }

Levels ToHls(const Levels& rgb) {
  const float high = std::max({rgb[0], rgb[1], rgb[2]}) / 255;
  const float low = std::min({rgb[0], rgb[1], rgb[2]}) / 255;
  const float lightness = (high + low) / 2;
  const float chroma = high - low;
  if (chroma <= 0) return {0, std::nearbyint(255 * lightness), 0};
  const float saturation = lightness < 0.5F ? chroma / (high + low) : chroma / (2 - high - low);
  float degrees = 0;
  if (high * 255 == rgb[0]) {
    degrees = 60 * (rgb[1] - rgb[2]) / 255 / chroma;
  } else if (high * 255 == rgb[1]) {
    degrees = 120 + 60 * (rgb[2] - rgb[0]) / 255 / chroma;
  } else {
    degrees = 240 + 60 * (rgb[0] - rgb[1]) / 255 / chroma;
  }
  if (degrees < 0) degrees += 360;
  return {std::nearbyint(degrees / 2), std::nearbyint(255 * lightness),
          std::nearbyint(255 * saturation)};
}

Levels FromHls(const Levels& hls) {
  const float lightness = hls[1] / 255;
  const float chroma = hls[2] / 255 * std::min(lightness, 1 - lightness);
  const float twelfths = std::fmod(hls[0] / 15, 12.0F);
  const auto channel = [&](float offset) {
    const float k = std::fmod(twelfths + offset, 12.0F);
    return Rounded(255 * (lightness - chroma * std::clamp(std::min(k - 3, 9 - k), -1.0F, 1.0F)));
  };
  return {channel(0), channel(8), channel(4)};
}

}  // namespace

void ApplyHls(const ColorPlan& plan, RgbPlanes pixels) {
  if (plan.brightness != 0 || plan.saturation != 0 || plan.hue != 0) {
    // Whole units, as drawn there.
    const auto hue = static_cast<float>(std::trunc(plan.hue / 2));
    const auto lightness = static_cast<float>(std::trunc(plan.brightness));
    const auto saturation = static_cast<float>(std::trunc(plan.saturation));
    ForEachPixel(pixels, [=](const Levels& rgb) {
      const Levels hls = ToHls({Rounded(rgb[0]), Rounded(rgb[1]), Rounded(rgb[2])});
      return FromHls({std::clamp(hls[0] + hue, 0.0F, 180.0F), ClipLevel(hls[1] + lightness),
                      ClipLevel(hls[2] + saturation)});
    });
  }
  if (std::abs(plan.contrast - 1) > 1e-3) {
    const auto factor = static_cast<float>(plan.contrast);
    ForEachLevel(pixels, [factor](float value) { return Rounded(value * factor); });
  }
}

}  // namespace imrec
