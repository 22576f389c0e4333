// Bounding boxes and the measures that crop constraints use.
#ifndef IMREC_BOUNDING_BOX_H_
#define IMREC_BOUNDING_BOX_H_

namespace imrec {

/// Corners in coordinates normalised by an image's (or canvas's) width and height: 0..1 inside.
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

/// The common part; empty() if there is none.
BoundingBox Intersection(const BoundingBox& a, const BoundingBox& b);

/// Jaccard overlap: area of the intersection over area of the union; 0 for empty boxes.
double IoU(const BoundingBox& a, const BoundingBox& b);

/// The share of `box` that lies inside `window`; 0 for an empty box.
double CoveredShare(const BoundingBox& box, const BoundingBox& window);

/// `box` in the coordinates of `window`, where `window` becomes the unit box. Not clipped.
BoundingBox Project(const BoundingBox& box, const BoundingBox& window);

/// `box` mirrored left to right within the unit box.
BoundingBox MirrorHorizontally(const BoundingBox& box);

}  // namespace imrec

#endif  // IMREC_BOUNDING_BOX_H_
