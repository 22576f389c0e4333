// The shapes that scenes are made of, as signed distances.
#ifndef IMREC_SAMPLES_MAKE_SHAPES_GEOMETRY_H_
#define IMREC_SAMPLES_MAKE_SHAPES_GEOMETRY_H_

#include <array>
#include <memory>
#include <string_view>

namespace shapes {

enum class Kind { kCircle, kCross, kRing, kSquare, kStar, kTriangle };
inline constexpr std::array<std::string_view, 6> kKindNames = {"circle", "cross", "ring",
                                                               "square", "star",  "triangle"};

/// Pixels from the outline of a shape of a size and turn, around the origin; negative inside.
class Outline {
 public:
  virtual ~Outline() = default;
  virtual double Distance(double x, double y) const = 0;
};

/// `radius`: of the circle around the shape, in pixels; `angle` in radians.
std::unique_ptr<Outline> MakeOutline(Kind kind, double radius, double angle);

}  // namespace shapes

#endif  // IMREC_SAMPLES_MAKE_SHAPES_GEOMETRY_H_
