#include "augment/window_rounding.h"

#include <algorithm>
#include <cmath>

namespace imrec {
namespace {

// Rounds an interval on an axis of `size` pixels: truncates the lower edge and the length, which is
// at least 1.
void TruncateEdges(int size, double& low, double& high) {
  const double begin = std::min(std::floor(low * size + 1e-9), size - 1.0);
  const double length = std::max(1.0, std::floor((high - low) * size + 1e-9));
  low = begin / size;
  high = std::min(1.0, (begin + length) / size);
}

}  // namespace

BoundingBox TruncatedToPixels(const BoundingBox& window, ImageSize canvas) {
  BoundingBox cut = window;
  TruncateEdges(canvas.width, cut.xmin, cut.xmax);
  TruncateEdges(canvas.height, cut.ymin, cut.ymax);
  return cut;
}

}  // namespace imrec
