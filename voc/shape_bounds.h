// The boxes around shapes.
#ifndef IMREC_VOC_SHAPE_BOUNDS_H_
#define IMREC_VOC_SHAPE_BOUNDS_H_

#include <span>

#include "voc/annotation.h"

namespace imrec {

/// Returns true if a value may be a share of the image's size: within 0..1, with a tolerance of
/// 0.01 for rounding.
bool IsShare(double value);

/// Returns the box of this size around a centre.
VocBox CentredBox(double x, double y, double width, double height);

/// Returns the bounds of points x0, y0, x1, y1 and so on, of which there must be one.
VocBox BoundsOf(std::span<const double> points);

/// Returns the bounds of a box that is turned clockwise, on a screen, around its centre.
VocBox BoundsOfTurned(const VocBox& box, double degrees);

/// Returns the bounds of an ellipse that is turned clockwise around its centre.
VocBox BoundsOfEllipse(double x, double y, double radius_x, double radius_y, double degrees);

}  // namespace imrec

#endif  // IMREC_VOC_SHAPE_BOUNDS_H_
