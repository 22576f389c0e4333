#include "augment/color/color_kernels.h"

#include "augment/color/color_models.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "augment/color/color_kernels.cc"
#include <hwy/foreach_target.h>
// The order matters: this one is included once for each target.
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace imrec::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

using Floats = hn::ScalableTag<float>;
using Vector = hn::Vec<Floats>;

HWY_INLINE Vector Clip(Vector value, float highest) {
  const Floats floats;
  return hn::Min(hn::Max(value, hn::Zero(floats)), hn::Set(floats, highest));
}

void ScaleLevels(std::span<float> levels, float gain, float added) {
  const Floats floats;
  const std::size_t lanes = hn::Lanes(floats);
  const Vector factor = hn::Set(floats, gain);
  const Vector offset = hn::Set(floats, added);
  std::size_t i = 0;
  for (; i + lanes <= levels.size(); i += lanes) {
    const Vector value = hn::LoadU(floats, levels.data() + i);
    hn::StoreU(Clip(hn::Add(hn::Mul(value, factor), offset), 255.0F), floats, levels.data() + i);
  }
  scalar::ScaleLevels(levels.subspan(i), gain, added);
}

void ScaleSaturation(RgbPlanes pixels, float factor) {
  const Floats floats;
  const std::size_t lanes = hn::Lanes(floats);
  const Vector wanted = hn::Set(floats, factor);
  std::size_t i = 0;
  for (; i + lanes <= pixels.red.size(); i += lanes) {
    const Vector red = hn::LoadU(floats, pixels.red.data() + i);
    const Vector green = hn::LoadU(floats, pixels.green.data() + i);
    const Vector blue = hn::LoadU(floats, pixels.blue.data() + i);
    const Vector value = hn::Max(hn::Max(red, green), blue);
    const Vector chroma = hn::Sub(value, hn::Min(hn::Min(red, green), blue));
    const auto too_much = hn::Gt(hn::Mul(chroma, wanted), value);
    const Vector limited = hn::IfThenElse(too_much, hn::Div(value, chroma), wanted);
    const auto scaled = [&](Vector channel) {
      return Clip(hn::Sub(value, hn::Mul(hn::Sub(value, channel), limited)), 255.0F);
    };
    hn::StoreU(scaled(red), floats, pixels.red.data() + i);
    hn::StoreU(scaled(green), floats, pixels.green.data() + i);
    hn::StoreU(scaled(blue), floats, pixels.blue.data() + i);
  }
  scalar::ScaleSaturation(Rest(pixels, i), factor);
}

// As scalar::HueOf().
HWY_INLINE Vector HueOf(Vector red, Vector green, Vector blue, Vector value, Vector chroma) {
  const Floats floats;
  const auto red_leads = hn::Eq(value, red);
  const auto green_leads = hn::Eq(value, green);
  const Vector difference =
      hn::IfThenElse(red_leads, hn::Sub(green, blue),
                     hn::IfThenElse(green_leads, hn::Sub(blue, red), hn::Sub(red, green)));
  const Vector from_red =
      hn::IfThenElse(hn::Lt(green, blue), hn::Set(floats, 6.0F), hn::Zero(floats));
  const Vector base =
      hn::IfThenElse(red_leads, from_red,
                     hn::IfThenElse(green_leads, hn::Set(floats, 2.0F), hn::Set(floats, 4.0F)));
  return hn::Add(hn::Div(difference, chroma), base);
}

// As scalar::ChannelOf().
HWY_INLINE Vector ChannelOf(Vector hue, float offset, Vector value, Vector chroma) {
  const Floats floats;
  const Vector six = hn::Set(floats, 6.0F);
  Vector k = hn::Add(hue, hn::Set(floats, offset));
  k = hn::IfThenElse(hn::Ge(k, six), hn::Sub(k, six), k);
  const Vector share = Clip(hn::Min(k, hn::Sub(hn::Set(floats, 4.0F), k)), 1.0F);
  return Clip(hn::Sub(value, hn::Mul(chroma, share)), 255.0F);
}

void TurnHue(RgbPlanes pixels, float sixths) {
  const Floats floats;
  const std::size_t lanes = hn::Lanes(floats);
  const Vector turn = hn::Set(floats, sixths);
  const Vector six = hn::Set(floats, 6.0F);
  std::size_t i = 0;
  for (; i + lanes <= pixels.red.size(); i += lanes) {
    const Vector red = hn::LoadU(floats, pixels.red.data() + i);
    const Vector green = hn::LoadU(floats, pixels.green.data() + i);
    const Vector blue = hn::LoadU(floats, pixels.blue.data() + i);
    const Vector value = hn::Max(hn::Max(red, green), blue);
    const Vector chroma = hn::Sub(value, hn::Min(hn::Min(red, green), blue));
    Vector hue = hn::Add(HueOf(red, green, blue, value, chroma), turn);
    hue = hn::IfThenElse(hn::Ge(hue, six), hn::Sub(hue, six), hue);
    hue = hn::IfThenElse(hn::Lt(hue, hn::Zero(floats)), hn::Add(hue, six), hue);
    // Greys have no hue to turn.
    const auto coloured = hn::Gt(chroma, hn::Zero(floats));
    const auto store = [&](float offset, Vector before, std::span<float> plane) {
      hn::StoreU(hn::IfThenElse(coloured, ChannelOf(hue, offset, value, chroma), before), floats,
                 plane.data() + i);
    };
    store(5.0F, red, pixels.red);
    store(3.0F, green, pixels.green);
    store(1.0F, blue, pixels.blue);
  }
  scalar::TurnHue(Rest(pixels, i), sixths);
}

// Replaces each whole vector of pixels by function(red, green, blue), clipped. Returns how many
// pixels that were.
template <typename Function>
HWY_INLINE std::size_t ForEachVector(RgbPlanes pixels, const Function& function) {
  const Floats floats;
  const std::size_t lanes = hn::Lanes(floats);
  std::size_t i = 0;
  for (; i + lanes <= pixels.red.size(); i += lanes) {
    Vector red = hn::LoadU(floats, pixels.red.data() + i);
    Vector green = hn::LoadU(floats, pixels.green.data() + i);
    Vector blue = hn::LoadU(floats, pixels.blue.data() + i);
    function(red, green, blue);
    hn::StoreU(Clip(red, 255.0F), floats, pixels.red.data() + i);
    hn::StoreU(Clip(green, 255.0F), floats, pixels.green.data() + i);
    hn::StoreU(Clip(blue, 255.0F), floats, pixels.blue.data() + i);
  }
  return i;
}

struct TowardsLuma {
  float factor;

  HWY_INLINE void operator()(Vector& red, Vector& green, Vector& blue) const {
    const Floats floats;
    const auto times = [&](float weight, Vector v) { return hn::Mul(hn::Set(floats, weight), v); };
    const Vector grey =
        hn::Add(hn::Add(times(0.299F, red), times(0.587F, green)), times(0.114F, blue));
    const auto moved = [&](Vector v) { return hn::Add(grey, times(factor, hn::Sub(v, grey))); };
    red = moved(red);
    green = moved(green);
    blue = moved(blue);
  }
};

void BlendWithLuma(RgbPlanes pixels, float factor) {
  const std::size_t done = ForEachVector(pixels, TowardsLuma{factor});
  scalar::BlendWithLuma(Rest(pixels, done), factor);
}

struct TimesMatrix {
  const ColorMatrix& matrix;

  HWY_INLINE void operator()(Vector& red, Vector& green, Vector& blue) const {
    const Floats floats;
    const auto times = [&](const std::array<float, 3>& row) {
      return hn::Add(
          hn::Add(hn::Mul(hn::Set(floats, row[0]), red), hn::Mul(hn::Set(floats, row[1]), green)),
          hn::Mul(hn::Set(floats, row[2]), blue));
    };
    const Vector new_red = times(matrix[0]);
    const Vector new_green = times(matrix[1]);
    blue = times(matrix[2]);
    red = new_red;
    green = new_green;
  }
};

void MultiplyByMatrix(RgbPlanes pixels, const ColorMatrix& matrix) {
  const std::size_t done = ForEachVector(pixels, TimesMatrix{matrix});
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
