// Our default: float HSV whose hue wraps.
#include "augment/color_models.h"

namespace imrec {
namespace {

// Scales S of HSV. With V and hue kept, a channel c becomes V - (V - c) * factor; S reaches its
// limit of 1 when the lowest channel reaches 0.
void ScaleSaturation(RgbPlanes pixels, float factor) {
  for (std::size_t i = 0; i < pixels.red.size(); ++i) {
    const float red = pixels.red[i];
    const float green = pixels.green[i];
    const float blue = pixels.blue[i];
    const float value = std::max({red, green, blue});
    const float chroma = value - std::min({red, green, blue});
    const float limited = chroma * factor > value ? value / chroma : factor;
    pixels.red[i] = ClipLevel(value - (value - red) * limited);
    pixels.green[i] = ClipLevel(value - (value - green) * limited);
    pixels.blue[i] = ClipLevel(value - (value - blue) * limited);
  }
}

// The hue of a pixel in sixths of a turn, 0..6; `chroma` is above 0.
float HueOf(float red, float green, float blue, float value, float chroma) {
  if (value == red) return (green - blue) / chroma + (green < blue ? 6.0F : 0.0F);
  if (value == green) return (blue - red) / chroma + 2.0F;
  return (red - green) / chroma + 4.0F;
}

// The channel whose peak is `offset` sixths away from red in the HSV hexcone.
float ChannelOf(float hue, float offset, float value, float chroma) {
  float k = hue + offset;
  if (k >= 6.0F) k -= 6.0F;
  return value - chroma * std::clamp(std::min(k, 4.0F - k), 0.0F, 1.0F);
}

}  // namespace

void AddToLevels(RgbPlanes pixels, double delta) {
  if (delta == 0) return;
  const auto added = static_cast<float>(delta);
  ForEachLevel(pixels, [added](float value) { return value + added; });
}

void MultiplyLevels(RgbPlanes pixels, double factor) {
  if (factor == 1) return;
  const auto gain = static_cast<float>(factor);
  ForEachLevel(pixels, [gain](float value) { return value * gain; });
}

void TurnHue(RgbPlanes pixels, float sixths) {
  for (std::size_t i = 0; i < pixels.red.size(); ++i) {
    const float red = pixels.red[i];
    const float green = pixels.green[i];
    const float blue = pixels.blue[i];
    const float value = std::max({red, green, blue});
    const float chroma = value - std::min({red, green, blue});
    if (chroma <= 0) continue;
    float hue = HueOf(red, green, blue, value, chroma) + sixths;
    if (hue >= 6.0F) hue -= 6.0F;
    if (hue < 0.0F) hue += 6.0F;
    pixels.red[i] = ClipLevel(ChannelOf(hue, 5.0F, value, chroma));
    pixels.green[i] = ClipLevel(ChannelOf(hue, 3.0F, value, chroma));
    pixels.blue[i] = ClipLevel(ChannelOf(hue, 1.0F, value, chroma));
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
