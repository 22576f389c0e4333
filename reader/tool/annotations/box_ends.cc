#include "reader/tool/annotations/box_ends.h"

#include <array>
#include <cmath>

#include "reader/tool/annotations/shortest_decimal.h"

namespace imrec::tool {

CocoEnds CocoEndsOf(float min, float max, int extent) {
  CocoEnds ends;
  ends.start = ShortestDecimal(static_cast<double>(min) * extent, 0, [&](double start) {
    return static_cast<float>(start / extent) == min;
  });
  const double start = ValueOfDecimal(ends.start);
  ends.length = ShortestDecimal(static_cast<double>(max) * extent - start, 0, [&](double length) {
    return static_cast<float>((start + length) / extent) == max && (length != 0 || min == max);
  });
  return ends;
}

YoloEnds YoloEndsOf(float min, float max) {
  constexpr int kFewestDecimals = 6;
  const double centre = (static_cast<double>(min) + max) / 2;
  const double length = static_cast<double>(max) - min;
  for (int decimals = kFewestDecimals; decimals <= kMostDecimals; ++decimals) {
    const double step = std::pow(10.0, -decimals);
    const std::array<double, 3> nudges = {0, step, -step};
    for (const double nudge : nudges) {
      for (const double other : nudges) {
        YoloEnds ends = {.centre = Decimal(centre + nudge, decimals),
                         .length = Decimal(length + other, decimals)};
        const double middle = ValueOfDecimal(ends.centre);
        const double half = ValueOfDecimal(ends.length) / 2;
        if (static_cast<float>(middle - half) == min && static_cast<float>(middle + half) == max) {
          return ends;
        }
      }
    }
  }
  return {.centre = Decimal(centre, kMostDecimals), .length = Decimal(length, kMostDecimals)};
}

}  // namespace imrec::tool
