#include <imrec/bounding_box.h>

#include <algorithm>

namespace imrec {

BoundingBox Intersection(const BoundingBox& a, const BoundingBox& b) {
  return {.xmin = std::max(a.xmin, b.xmin),
          .ymin = std::max(a.ymin, b.ymin),
          .xmax = std::min(a.xmax, b.xmax),
          .ymax = std::min(a.ymax, b.ymax)};
}

double IoU(const BoundingBox& a, const BoundingBox& b) {
  const double common = Intersection(a, b).area();
  return common > 0 ? common / (a.area() + b.area() - common) : 0;
}

double CoveredShare(const BoundingBox& box, const BoundingBox& window) {
  const double area = box.area();
  return area > 0 ? Intersection(box, window).area() / area : 0;
}

BoundingBox Project(const BoundingBox& box, const BoundingBox& window) {
  return {.xmin = (box.xmin - window.xmin) / window.width(),
          .ymin = (box.ymin - window.ymin) / window.height(),
          .xmax = (box.xmax - window.xmin) / window.width(),
          .ymax = (box.ymax - window.ymin) / window.height()};
}

BoundingBox MirrorHorizontally(const BoundingBox& box) {
  return {.xmin = 1 - box.xmax, .ymin = box.ymin, .xmax = 1 - box.xmin, .ymax = box.ymax};
}

}  // namespace imrec
