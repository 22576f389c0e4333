// Colours in floating point.
#ifndef IMREC_SAMPLES_MAKE_SHAPES_COLOR_H_
#define IMREC_SAMPLES_MAKE_SHAPES_COLOR_H_

#include <algorithm>
#include <array>
#include <cmath>

namespace shapes {

/// Red, green, blue in 0..1.
using Color = std::array<double, 3>;

/// All in 0..1, the hue round the circle.
inline Color FromHsv(double hue, double saturation, double value) {
  Color color{};
  for (int c = 0; c < 3; ++c) {
    const double k = std::fmod(hue * 6 + 5 - 2 * c, 6.0);
    const double drop = std::clamp(std::min(k, 4 - k), 0.0, 1.0);
    color[static_cast<std::size_t>(c)] = value - value * saturation * drop;
  }
  return color;
}

inline Color Scaled(const Color& color, double factor) {
  return {color[0] * factor, color[1] * factor, color[2] * factor};
}

/// `share` of b over a.
inline Color Mix(const Color& a, const Color& b, double share) {
  Color mixed{};
  for (std::size_t c = 0; c < 3; ++c) mixed[c] = a[c] + (b[c] - a[c]) * share;
  return mixed;
}

}  // namespace shapes

#endif  // IMREC_SAMPLES_MAKE_SHAPES_COLOR_H_
