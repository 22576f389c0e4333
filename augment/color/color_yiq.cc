// The distortion of GluonCV's SSD transform, which rotates I and Q of YIQ for the hue. Values are
// clipped to 0..255 here, unlike in the original.
#include <cmath>
#include <numbers>

#include "augment/color/color_kernels.h"
#include "augment/color/color_models.h"

namespace imrec {
namespace {

// Returns the matrix that rotates the chrominance of RGB by an angle: RGB to YIQ, rotation, and
// back.
ColorMatrix HueMatrix(double degrees) {
  constexpr std::array<std::array<double, 3>, 3> kToYiq = {
      {{0.299, 0.587, 0.114}, {0.596, -0.274, -0.322}, {0.211, -0.523, 0.312}}};
  constexpr std::array<std::array<double, 3>, 3> kFromYiq = {
      {{1, 0.956, 0.621}, {1, -0.272, -0.647}, {1, -1.107, 1.705}}};
  const double angle = degrees * std::numbers::pi / 180;
  const double u = std::cos(angle);
  const double w = std::sin(angle);
  const std::array<std::array<double, 3>, 3> turn = {{{1, 0, 0}, {0, u, -w}, {0, w, u}}};
  ColorMatrix matrix{};
  for (std::size_t i = 0; i < 3; ++i) {
    for (std::size_t j = 0; j < 3; ++j) {
      double sum = 0;
      for (std::size_t k = 0; k < 3; ++k) {
        for (std::size_t m = 0; m < 3; ++m) sum += kFromYiq[i][k] * turn[k][m] * kToYiq[m][j];
      }
      matrix[i][j] = static_cast<float>(sum);
    }
  }
  return matrix;
}

}  // namespace

void ApplyYiq(const ColorPlan& plan, RgbPlanes pixels) {
  AddToLevels(pixels, plan.brightness);
  if (!plan.contrast_last) MultiplyLevels(pixels, plan.contrast);
  if (plan.saturation != 1) BlendWithLuma(pixels, static_cast<float>(plan.saturation));
  if (plan.hue != 0) MultiplyByMatrix(pixels, HueMatrix(plan.hue));
  if (plan.contrast_last) MultiplyLevels(pixels, plan.contrast);
}

}  // namespace imrec
