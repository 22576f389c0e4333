#include "background.h"

#include <cmath>
#include <numbers>

namespace shapes {
namespace {

double Smooth(double t) { return t * t * (3 - 2 * t); }

// Random values on a grid, smooth in between.
class ValueNoise {
 public:
  ValueNoise(imrec::ImageSize size, int cell, imrec::RandomStream& random)
      : cell_(cell), columns_(static_cast<std::size_t>(size.width / cell) + 2) {
    const auto rows = static_cast<std::size_t>(size.height / cell) + 2;
    for (std::size_t i = 0; i < columns_ * rows; ++i) values_.push_back(random.Uniform());
  }

  double At(int x, int y) const {
    const double tx = Smooth(static_cast<double>(x % cell_) / cell_);
    const double ty = Smooth(static_cast<double>(y % cell_) / cell_);
    const auto* above = &values_[static_cast<std::size_t>(y / cell_) * columns_ +
                                 static_cast<std::size_t>(x / cell_)];
    const auto* below = above + columns_;
    const double top = above[0] + (above[1] - above[0]) * tx;
    const double bottom = below[0] + (below[1] - below[0]) * tx;
    return top + (bottom - top) * ty;
  }

 private:
  int cell_;
  std::size_t columns_;
  std::vector<double> values_;
};

// Octaves of noise, each half as coarse and a bit more than half as strong; about 0..1.
class Clouds {
 public:
  Clouds(imrec::ImageSize size, imrec::RandomStream& random) {
    for (const int cell : {160, 80, 40, 20, 5}) octaves_.emplace_back(size, cell, random);
  }

  double At(int x, int y) const {
    double sum = 0;
    double strength = 0.45;
    for (const ValueNoise& octave : octaves_) {
      sum += strength * octave.At(x, y);
      strength *= 0.56;
    }
    return sum;
  }

 private:
  std::vector<ValueNoise> octaves_;
};

// Stripes or checks: 0 or 1, or always 0 without a pattern.
class Pattern {
 public:
  explicit Pattern(imrec::RandomStream& random)
      : kind_(random.Below(3)),
        period_(random.Uniform(18, 60)),
        angle_(random.Uniform(0, std::numbers::pi)),
        strength_(random.Uniform(0.06, 0.16)) {}

  double Darkening(int x, int y) const {
    const double u = (x * std::cos(angle_) + y * std::sin(angle_)) / period_;
    const double v = (y * std::cos(angle_) - x * std::sin(angle_)) / period_;
    const bool odd_u = std::fmod(std::floor(u) + 1e6, 2.0) == 1;
    const bool odd_v = std::fmod(std::floor(v) + 1e6, 2.0) == 1;
    const bool dark = kind_ == 1 ? odd_u : kind_ == 2 && odd_u != odd_v;
    return dark ? 1 - strength_ : 1;
  }

 private:
  std::uint64_t kind_;
  double period_;
  double angle_;
  double strength_;
};

}  // namespace

std::vector<Color> MakeBackground(imrec::ImageSize size, imrec::RandomStream random) {
  const double hue = random.Uniform();
  const Color dark = FromHsv(hue, random.Uniform(0.15, 0.4), random.Uniform(0.25, 0.5));
  const Color light = FromHsv(hue + random.Uniform(0, 0.25), random.Uniform(0.05, 0.25),
                              random.Uniform(0.65, 0.95));
  const double tilt = random.Uniform(-0.25, 0.25);
  const Clouds clouds(size, random);
  const Pattern pattern(random);
  std::vector<Color> pixels;
  pixels.reserve(static_cast<std::size_t>(size.width) * static_cast<std::size_t>(size.height));
  for (int y = 0; y < size.height; ++y) {
    for (int x = 0; x < size.width; ++x) {
      const double slope = tilt * (static_cast<double>(x) / size.width - 0.5);
      const Color mixed = Mix(dark, light, std::clamp(clouds.At(x, y) + slope, 0.0, 1.0));
      pixels.push_back(Scaled(mixed, pattern.Darkening(x, y)));
    }
  }
  return pixels;
}

}  // namespace shapes
