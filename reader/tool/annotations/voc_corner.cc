#include "reader/tool/annotations/voc_corner.h"

#include <optional>

#include "reader/tool/annotations/shortest_decimal.h"

namespace imrec::tool {
namespace {

// Returns the shortest decimal that gives the same label and is not `taken`. `origin` is the pixel
// coordinate of a label of 0. A label of less than a hundred-millionth of a pixel cannot be
// expressed, because pixels count from 1.
std::string Corner(float label, int extent, double origin, std::optional<double> taken) {
  return ShortestDecimal(static_cast<double>(label) * extent + origin, 0, [&](double pixel) {
    // The label that voc2lst computes.
    return static_cast<float>((pixel - origin) / extent) == label && pixel != taken;
  });
}

}  // namespace

VocEnds VocEndsOf(float min, float max, int extent) {
  const std::string first = Corner(min, extent, 1, {});
  return {.min = first, .max = Corner(max, extent, 0, ValueOfDecimal(first))};
}

}  // namespace imrec::tool
