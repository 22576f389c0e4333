#include "augment/color/color_kernels.h"

#include "augment/color/color_models.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "augment/color/color_kernels.cc"
#include <hwy/foreach_target.h>
// The order matters: the following headers are included once for each target.
#include <hwy/highway.h>

#include "augment/color/color_vectors.h"

HWY_BEFORE_NAMESPACE();
namespace imrec::HWY_NAMESPACE {

HWY_INLINE Vector Clipped(Vector value) { return Clamp(value, 0.0F, 255.0F); }

void ScaleLevels(std::span<float> levels, float gain, float added) {
  const std::size_t done = ForEachLevelVector(levels, [=](Vector level) {
    return Clipped(hn::Add(hn::Mul(level, Constant(gain)), Constant(added)));
  });
  scalar::ScaleLevels(levels.subspan(done), gain, added);
}

void ScaleSaturation(RgbPlanes pixels, float factor) {
  const std::size_t done = ForEachPixelVector(pixels, [=](const Channels& rgb) {
    const Vector wanted = Constant(factor);
    const Vector value = Highest(rgb);
    const Vector chroma = hn::Sub(value, Lowest(rgb));
    const auto too_much = hn::Gt(hn::Mul(chroma, wanted), value);
    const Vector limited = hn::IfThenElse(too_much, hn::Div(value, chroma), wanted);
    const auto scaled = [&](Vector channel) {
      return Clipped(hn::Sub(value, hn::Mul(hn::Sub(value, channel), limited)));
    };
    return Channels{.red = scaled(rgb.red), .green = scaled(rgb.green), .blue = scaled(rgb.blue)};
  });
  scalar::ScaleSaturation(Rest(pixels, done), factor);
}

// The same as scalar::HueOf().
HWY_INLINE Vector HueOf(const Channels& rgb, Vector value, Vector chroma) {
  const auto red_leads = hn::Eq(value, rgb.red);
  const auto green_leads = hn::Eq(value, rgb.green);
  const Vector difference = hn::IfThenElse(
      red_leads, hn::Sub(rgb.green, rgb.blue),
      hn::IfThenElse(green_leads, hn::Sub(rgb.blue, rgb.red), hn::Sub(rgb.red, rgb.green)));
  const Vector from_red =
      hn::IfThenElse(hn::Lt(rgb.green, rgb.blue), Constant(6.0F), Constant(0.0F));
  const Vector base = hn::IfThenElse(red_leads, from_red,
                                     hn::IfThenElse(green_leads, Constant(2.0F), Constant(4.0F)));
  return hn::Add(hn::Div(difference, chroma), base);
}

// The same as scalar::ChannelOf().
HWY_INLINE Vector ChannelOf(Vector hue, float offset, Vector value, Vector chroma) {
  const Vector six = Constant(6.0F);
  Vector k = hn::Add(hue, Constant(offset));
  k = hn::IfThenElse(hn::Ge(k, six), hn::Sub(k, six), k);
  const Vector share = Clamp(hn::Min(k, hn::Sub(Constant(4.0F), k)), 0.0F, 1.0F);
  return Clipped(hn::Sub(value, hn::Mul(chroma, share)));
}

void TurnHue(RgbPlanes pixels, float sixths) {
  const std::size_t done = ForEachPixelVector(pixels, [=](const Channels& rgb) {
    const Vector zero = Constant(0.0F);
    const Vector six = Constant(6.0F);
    const Vector value = Highest(rgb);
    const Vector chroma = hn::Sub(value, Lowest(rgb));
    Vector hue = hn::Add(HueOf(rgb, value, chroma), Constant(sixths));
    hue = hn::IfThenElse(hn::Ge(hue, six), hn::Sub(hue, six), hue);
    hue = hn::IfThenElse(hn::Lt(hue, zero), hn::Add(hue, six), hue);
    // Grey pixels have no hue.
    const auto coloured = hn::Gt(chroma, zero);
    const auto turned = [&](float offset, Vector before) {
      return hn::IfThenElse(coloured, ChannelOf(hue, offset, value, chroma), before);
    };
    return Channels{.red = turned(5.0F, rgb.red),
                    .green = turned(3.0F, rgb.green),
                    .blue = turned(1.0F, rgb.blue)};
  });
  scalar::TurnHue(Rest(pixels, done), sixths);
}

void BlendWithLuma(RgbPlanes pixels, float factor) {
  const std::size_t done = ForEachPixelVector(pixels, [=](const Channels& rgb) {
    const auto times = [](float weight, Vector v) { return hn::Mul(Constant(weight), v); };
    const Vector grey =
        hn::Add(hn::Add(times(0.299F, rgb.red), times(0.587F, rgb.green)), times(0.114F, rgb.blue));
    const auto moved = [&](Vector v) {
      return Clipped(hn::Add(grey, times(factor, hn::Sub(v, grey))));
    };
    return Channels{.red = moved(rgb.red), .green = moved(rgb.green), .blue = moved(rgb.blue)};
  });
  scalar::BlendWithLuma(Rest(pixels, done), factor);
}

void MultiplyByMatrix(RgbPlanes pixels, const ColorMatrix& matrix) {
  const std::size_t done = ForEachPixelVector(pixels, [&](const Channels& rgb) {
    const auto times = [&](const std::array<float, 3>& row) {
      return Clipped(
          hn::Add(hn::Add(hn::Mul(Constant(row[0]), rgb.red), hn::Mul(Constant(row[1]), rgb.green)),
                  hn::Mul(Constant(row[2]), rgb.blue)));
    };
    return Channels{.red = times(matrix[0]), .green = times(matrix[1]), .blue = times(matrix[2])};
  });
  scalar::MultiplyByMatrix(Rest(pixels, done), matrix);
}

}  // namespace imrec::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace imrec {

HWY_EXPORT(ScaleLevels);
HWY_EXPORT(ScaleSaturation);
HWY_EXPORT(TurnHue);
HWY_EXPORT(BlendWithLuma);
HWY_EXPORT(MultiplyByMatrix);

void ScaleLevels(std::span<float> levels, float gain, float added) {
  HWY_DYNAMIC_DISPATCH(ScaleLevels)(levels, gain, added);
}

void ScaleSaturation(RgbPlanes pixels, float factor) {
  HWY_DYNAMIC_DISPATCH(ScaleSaturation)(pixels, factor);
}

void TurnHue(RgbPlanes pixels, float sixths) { HWY_DYNAMIC_DISPATCH(TurnHue)(pixels, sixths); }

void BlendWithLuma(RgbPlanes pixels, float factor) {
  HWY_DYNAMIC_DISPATCH(BlendWithLuma)(pixels, factor);
}

void MultiplyByMatrix(RgbPlanes pixels, const ColorMatrix& matrix) {
  HWY_DYNAMIC_DISPATCH(MultiplyByMatrix)(pixels, matrix);
}

namespace scalar {
namespace {

// Returns the hue of a pixel in sixths of a circle, 0..6. `chroma` must be above 0.
float HueOf(float red, float green, float blue, float value, float chroma) {
  if (value == red) return (green - blue) / chroma + (green < blue ? 6.0F : 0.0F);
  if (value == green) return (blue - red) / chroma + 2.0F;
  return (red - green) / chroma + 4.0F;
}

// Returns the channel whose maximum is `offset` sixths away from red in the HSV hexcone.
float ChannelOf(float hue, float offset, float value, float chroma) {
  float k = hue + offset;
  if (k >= 6.0F) k -= 6.0F;
  return value - chroma * std::clamp(std::min(k, 4.0F - k), 0.0F, 1.0F);
}

}  // namespace

void ScaleLevels(std::span<float> levels, float gain, float added) {
  for (float& level : levels) level = ClipLevel(level * gain + added);
}

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

void BlendWithLuma(RgbPlanes pixels, float factor) {
  ForEachPixel(pixels, [factor](const std::array<float, 3>& rgb) {
    const float grey = Luma(rgb[0], rgb[1], rgb[2]);
    return std::array{grey + factor * (rgb[0] - grey), grey + factor * (rgb[1] - grey),
                      grey + factor * (rgb[2] - grey)};
  });
}

void MultiplyByMatrix(RgbPlanes pixels, const ColorMatrix& matrix) {
  ForEachPixel(pixels, [&matrix](const std::array<float, 3>& rgb) {
    const auto times = [&rgb](const std::array<float, 3>& row) {
      return row[0] * rgb[0] + row[1] * rgb[1] + row[2] * rgb[2];
    };
    return std::array{times(matrix[0]), times(matrix[1]), times(matrix[2])};
  });
}

}  // namespace scalar
}  // namespace imrec
#endif  // HWY_ONCE
