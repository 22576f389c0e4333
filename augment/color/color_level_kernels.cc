#include "augment/color/color_level_kernels.h"

#include <cmath>

#include "augment/color/color_models.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "augment/color/color_level_kernels.cc"
#include <hwy/foreach_target.h>
// The order matters: the following headers are included once for each target.
#include <hwy/highway.h>

#include "augment/color/color_vectors.h"

HWY_BEFORE_NAMESPACE();
namespace imrec::HWY_NAMESPACE {

HWY_INLINE Vector Rounded(Vector value) { return hn::Round(Clamp(value, 0.0F, 255.0F)); }
HWY_INLINE Channels Rounded(const Channels& rgb) {
  return {.red = Rounded(rgb.red), .green = Rounded(rgb.green), .blue = Rounded(rgb.blue)};
}

// Reduces values below twice the limit to values below the limit.
HWY_INLINE Vector WrappedOnce(Vector value, float limit) {
  return hn::IfThenElse(hn::Ge(value, Constant(limit)), hn::Sub(value, Constant(limit)), value);
}

void ScaleWholeLevels(std::span<float> levels, float gain, float added) {
  const std::size_t done = ForEachLevelVector(levels, [=](Vector level) {
    return Rounded(hn::Add(hn::Mul(Rounded(level), Constant(gain)), Constant(added)));
  });
  scalar::ScaleWholeLevels(levels.subspan(done), gain, added);
}

// Returns the hue in degrees, 0..360, of pixels that are not grey. Differences of channels are in
// units of the chroma.
HWY_INLINE Vector Degrees(const Channels& rgb, Vector highest, const Channels& differences,
                          Vector chroma) {
  const auto red_leads = hn::Eq(highest, rgb.red);
  const auto green_leads = hn::Eq(highest, rgb.green);
  const Vector difference = hn::IfThenElse(
      red_leads, differences.red, hn::IfThenElse(green_leads, differences.green, differences.blue));
  const Vector turn = hn::Div(hn::Mul(Constant(60.0F), difference), chroma);
  const Vector base = hn::IfThenElse(
      red_leads, Constant(0.0F), hn::IfThenElse(green_leads, Constant(120.0F), Constant(240.0F)));
  const Vector degrees = hn::Add(base, turn);
  return hn::IfThenElse(hn::Lt(degrees, Constant(0.0F)), hn::Add(degrees, Constant(360.0F)),
                        degrees);
}

struct ScaleHsv {
  float saturation;
  float hue;

  HWY_INLINE Channels operator()(const Channels& stored) const {
    const Channels rgb = Rounded(stored);
    const Vector value = Highest(rgb);
    const Vector chroma = hn::Sub(value, Lowest(rgb));
    const auto coloured = hn::Gt(chroma, Constant(0.0F));
    const Vector degrees = Degrees(rgb, value,
                                   {.red = hn::Sub(rgb.green, rgb.blue),
                                    .green = hn::Sub(rgb.blue, rgb.red),
                                    .blue = hn::Sub(rgb.red, rgb.green)},
                                   chroma);
    const Vector units = WrappedOnce(hn::Round(hn::Mul(degrees, Constant(0.5F))), 180.0F);
    const Vector share = hn::Round(hn::Div(hn::Mul(Constant(255.0F), chroma), value));
    const Vector old_hue = hn::IfThenElseZero(coloured, units);
    const Vector old_saturation = hn::IfThenElseZero(coloured, share);
    return FromHsv(Rounded(hn::Add(old_hue, Constant(hue))),
                   Rounded(hn::Mul(old_saturation, Constant(saturation))), value);
  }

  static HWY_INLINE Channels FromHsv(Vector hue_units, Vector share, Vector value) {
    const Vector chroma = hn::Div(hn::Mul(value, share), Constant(255.0F));
    const Vector sixths = WrappedOnce(hn::Div(hue_units, Constant(30.0F)), 6.0F);
    const auto channel = [&](float offset) {
      const Vector k = WrappedOnce(hn::Add(sixths, Constant(offset)), 6.0F);
      const Vector part = Clamp(hn::Min(k, hn::Sub(Constant(4.0F), k)), 0.0F, 1.0F);
      return Rounded(hn::Sub(value, hn::Mul(chroma, part)));
    };
    return {.red = channel(5), .green = channel(3), .blue = channel(1)};
  }
};

void ScaleWholeHsv(RgbPlanes pixels, float saturation, float hue) {
  const std::size_t done =
      ForEachPixelVector(pixels, ScaleHsv{.saturation = saturation, .hue = hue});
  scalar::ScaleWholeHsv(Rest(pixels, done), saturation, hue);
}

struct AddHls {
  HlsOffsets offsets;

  HWY_INLINE Channels operator()(const Channels& stored) const {
    const Channels rgb = Rounded(stored);
    const Vector full = Constant(255.0F);
    const Vector highest = Highest(rgb);
    const Vector high = hn::Div(highest, full);
    const Vector low = hn::Div(Lowest(rgb), full);
    const Vector sum = hn::Add(high, low);
    const Vector lightness = hn::Mul(sum, Constant(0.5F));
    const Vector chroma = hn::Sub(high, low);
    const auto coloured = hn::Gt(chroma, Constant(0.0F));
    const Vector room = hn::IfThenElse(hn::Lt(lightness, Constant(0.5F)), sum,
                                       hn::Sub(hn::Sub(Constant(2.0F), high), low));
    const auto part = [&](Vector a, Vector b) { return hn::Div(hn::Sub(a, b), full); };
    const Vector degrees = Degrees(rgb, highest,
                                   {.red = part(rgb.green, rgb.blue),
                                    .green = part(rgb.blue, rgb.red),
                                    .blue = part(rgb.red, rgb.green)},
                                   chroma);
    const Vector units = hn::IfThenElseZero(coloured, hn::Round(hn::Mul(degrees, Constant(0.5F))));
    const Vector saturation =
        hn::IfThenElseZero(coloured, hn::Round(hn::Mul(full, hn::Div(chroma, room))));
    return FromHls(Clamp(hn::Add(units, Constant(offsets.hue)), 0.0F, 180.0F),
                   Clamp(hn::Add(hn::Round(hn::Mul(full, lightness)), Constant(offsets.lightness)),
                         0.0F, 255.0F),
                   Clamp(hn::Add(saturation, Constant(offsets.saturation)), 0.0F, 255.0F));
  }

  static HWY_INLINE Channels FromHls(Vector hue_units, Vector light, Vector saturation) {
    const Vector full = Constant(255.0F);
    const Vector lightness = hn::Div(light, full);
    const Vector chroma =
        hn::Mul(hn::Div(saturation, full), hn::Min(lightness, hn::Sub(Constant(1.0F), lightness)));
    const Vector twelfths = WrappedOnce(hn::Div(hue_units, Constant(15.0F)), 12.0F);
    const auto channel = [&](float offset) {
      const Vector k = WrappedOnce(hn::Add(twelfths, Constant(offset)), 12.0F);
      const Vector part =
          Clamp(hn::Min(hn::Sub(k, Constant(3.0F)), hn::Sub(Constant(9.0F), k)), -1.0F, 1.0F);
      return Rounded(hn::Mul(full, hn::Sub(lightness, hn::Mul(chroma, part))));
    };
    return {.red = channel(0), .green = channel(8), .blue = channel(4)};
  }
};

void AddWholeHls(RgbPlanes pixels, const HlsOffsets& offsets) {
  const std::size_t done = ForEachPixelVector(pixels, AddHls{offsets});
  scalar::AddWholeHls(Rest(pixels, done), offsets);
}

}  // namespace imrec::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace imrec {

HWY_EXPORT(ScaleWholeLevels);
HWY_EXPORT(ScaleWholeHsv);
HWY_EXPORT(AddWholeHls);

void ScaleWholeLevels(std::span<float> levels, float gain, float added) {
  HWY_DYNAMIC_DISPATCH(ScaleWholeLevels)(levels, gain, added);
}

void ScaleWholeHsv(RgbPlanes pixels, float saturation, float hue) {
  HWY_DYNAMIC_DISPATCH(ScaleWholeHsv)(pixels, saturation, hue);
}

void AddWholeHls(RgbPlanes pixels, const HlsOffsets& offsets) {
  HWY_DYNAMIC_DISPATCH(AddWholeHls)(pixels, offsets);
}

namespace scalar {
namespace {

using Levels = std::array<float, 3>;

// Rounds half to even, as OpenCV's saturate_cast does.
float Rounded(float value) { return std::nearbyint(ClipLevel(value)); }

Levels RoundedAll(const Levels& rgb) { return {Rounded(rgb[0]), Rounded(rgb[1]), Rounded(rgb[2])}; }

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

Levels ToHls(const Levels& rgb) {
  const float highest = std::max({rgb[0], rgb[1], rgb[2]});
  const float high = highest / 255;
  const float low = std::min({rgb[0], rgb[1], rgb[2]}) / 255;
  const float lightness = (high + low) / 2;
  const float chroma = high - low;
  if (chroma <= 0) return {0, std::nearbyint(255 * lightness), 0};
  const float saturation = lightness < 0.5F ? chroma / (high + low) : chroma / (2 - high - low);
  float degrees = 0;
  if (highest == rgb[0]) {
    degrees = 60 * ((rgb[1] - rgb[2]) / 255) / chroma;
  } else if (highest == rgb[1]) {
    degrees = 120 + 60 * ((rgb[2] - rgb[0]) / 255) / chroma;
  } else {
    degrees = 240 + 60 * ((rgb[0] - rgb[1]) / 255) / chroma;
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

void ScaleWholeLevels(std::span<float> levels, float gain, float added) {
  for (float& level : levels) level = Rounded(Rounded(level) * gain + added);
}

void ScaleWholeHsv(RgbPlanes pixels, float saturation, float hue) {
  ForEachPixel(pixels, [=](const Levels& rgb) {
    Levels hsv = ToHsv(RoundedAll(rgb));
    hsv[0] = Rounded(hsv[0] + hue);
    hsv[1] = Rounded(hsv[1] * saturation);
    return FromHsv(hsv);
  });
}

void AddWholeHls(RgbPlanes pixels, const HlsOffsets& offsets) {
  ForEachPixel(pixels, [&offsets](const Levels& rgb) {
    const Levels hls = ToHls(RoundedAll(rgb));
    return FromHls({std::clamp(hls[0] + offsets.hue, 0.0F, 180.0F),
                    ClipLevel(hls[1] + offsets.lightness), ClipLevel(hls[2] + offsets.saturation)});
  });
}

}  // namespace scalar
}  // namespace imrec
#endif  // HWY_ONCE
