#include <imrec/color_distortion.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace imrec {
namespace {

float ClipLevel(float value) { return std::clamp(value, 0.0F, 255.0F); }

void AddToAll(RgbPlanes pixels, float delta) {
  for (const std::span<float> plane : {pixels.red, pixels.green, pixels.blue}) {
    for (float& value : plane) value = ClipLevel(value + delta);
  }
}

void MultiplyAll(RgbPlanes pixels, float factor) {
  for (const std::span<float> plane : {pixels.red, pixels.green, pixels.blue}) {
    for (float& value : plane) value = ClipLevel(value * factor);
  }
}

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

}  // namespace

ColorPlan PlanColor(const ColorOptions& options, const SampleKey& key) {
  RandomStream random(key, RandomStage::kColor);
  std::array<double, 9> draws;
  for (double& draw : draws) draw = random.Uniform();
  const auto between = [](double low, double high, double draw) {
    return low + (high - low) * draw;
  };
  ColorPlan plan;
  plan.contrast_last = draws[0] < 0.5;
  if (draws[1] < options.brightness_probability) {
    plan.brightness = between(options.brightness.min, options.brightness.max, draws[2]);
  }
  if (draws[3] < options.contrast_probability) {
    plan.contrast = between(options.contrast.min, options.contrast.max, draws[4]);
  }
  if (draws[5] < options.saturation_probability) {
    plan.saturation = between(options.saturation.min, options.saturation.max, draws[6]);
  }
  if (draws[7] < options.hue_probability) {
    plan.hue = between(-options.hue_degrees, options.hue_degrees, draws[8]);
  }
  return plan;
}

void ApplyColor(const ColorPlan& plan, RgbPlanes pixels) {
  if (plan.brightness != 0) AddToAll(pixels, static_cast<float>(plan.brightness));
  const auto contrast = [&] {
    if (plan.contrast != 1) MultiplyAll(pixels, static_cast<float>(plan.contrast));
  };
  if (!plan.contrast_last) contrast();
  if (plan.saturation != 1) ScaleSaturation(pixels, static_cast<float>(plan.saturation));
  if (plan.hue != 0) TurnHue(pixels, static_cast<float>(plan.hue / 60));
  if (plan.contrast_last) contrast();
}

}  // namespace imrec
