#include "reader/tool/files/voc_corner.h"

#include <array>
#include <charconv>
#include <cmath>
#include <optional>

namespace imrec::tool {
namespace {

// One end along an axis. `origin` is the pixel coordinate of a label of 0.
struct End {
  float label;
  int extent;
  double origin;

  double pixel() const { return static_cast<double>(label) * extent + origin; }
  // The label that voc2lst computes.
  float LabelOf(double pixel) const { return static_cast<float>((pixel - origin) / extent); }
};

std::string Decimal(double value, int decimals) {
  // Finite floats have up to 39 digits before the point.
  std::array<char, 128> digits;
  const auto result = std::to_chars(digits.data(), digits.data() + digits.size(), value,
                                    std::chars_format::fixed, decimals);
  return {digits.data(), result.ptr};
}

double ValueOf(const std::string& decimal) {
  double value = 0;
  std::from_chars(decimal.data(), decimal.data() + decimal.size(), value);
  return value;
}

// Returns the shortest decimal that gives the same label and is not `taken`.
std::string ShortestDecimal(const End& end, std::optional<double> taken) {
  constexpr int kMaxDecimals = 20;  // more than a double has near 1
  for (int decimals = 0; decimals <= kMaxDecimals; ++decimals) {
    const double step = std::pow(10.0, -decimals);
    // Try the nearest decimal first; its neighbours may give the label if it does not.
    for (const double pixel : {end.pixel(), end.pixel() + step, end.pixel() - step}) {
      std::string text = Decimal(pixel, decimals);
      const double value = ValueOf(text);
      if (end.LabelOf(value) == end.label && value != taken) return text;
    }
  }
  // A label of less than a hundred-millionth of a pixel cannot be expressed, because pixels count
  // from 1.
  return Decimal(end.pixel(), kMaxDecimals);
}

}  // namespace

VocEnds VocEndsOf(float min, float max, int extent) {
  const std::string first = ShortestDecimal({.label = min, .extent = extent, .origin = 1}, {});
  return {.min = first,
          .max = ShortestDecimal({.label = max, .extent = extent, .origin = 0}, ValueOf(first))};
}

}  // namespace imrec::tool
