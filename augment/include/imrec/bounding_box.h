// Bounding boxes, and the measures for crop constraints.
#ifndef IMREC_BOUNDING_BOX_H_
#define IMREC_BOUNDING_BOX_H_

#include <imrec/export.h>

namespace imrec {

/// Corners in fractions of the width and height of an image or canvas; 0..1 is inside.
struct BoundingBox {
  double xmin = 0;
  double ymin = 0;
  double xmax = 0;
  double ymax = 0;

  double width() const { return xmax - xmin; }
  double height() const { return ymax - ymin; }
  double center_x() const { return (xmin + xmax) / 2; }
  double center_y() const { return (ymin + ymax) / 2; }
  /// 0 for a box without positive width and height.
  double area() const { return width() > 0 && height() > 0 ? width() * height() : 0; }
  bool empty() const { return !(width() > 0 && height() > 0); }

  friend bool operator==(const BoundingBox&, const BoundingBox&) = default;
};

/// The whole image.
inline constexpr BoundingBox kUnitBox = {.xmin = 0, .ymin = 0, .xmax = 1, .ymax = 1};

/// Returns the common part; it is empty() if there is none.
IMREC_EXPORT BoundingBox Intersection(const BoundingBox& a, const BoundingBox& b);

/// Returns the Jaccard overlap: the area of the intersection divided by that of the union. It is 0
/// for empty boxes.
IMREC_EXPORT double IoU(const BoundingBox& a, const BoundingBox& b);

/// Returns the fraction of the area of `box` that is inside `window`; 0 for an empty box.
IMREC_EXPORT double CoveredShare(const BoundingBox& box, const BoundingBox& window);

/// Returns `box` in coordinates in which `window` is the unit box. Does not clip.
IMREC_EXPORT BoundingBox Project(const BoundingBox& box, const BoundingBox& window);

/// Returns `box` mirrored left to right within the unit box.
IMREC_EXPORT BoundingBox MirrorHorizontally(const BoundingBox& box);

}  // namespace imrec

#endif  // IMREC_BOUNDING_BOX_H_
