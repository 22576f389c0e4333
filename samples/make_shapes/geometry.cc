#include "geometry.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>
#include <vector>

namespace shapes {
namespace {

// Between two circles; the inner one may have no radius.
class Annulus final : public Outline {
 public:
  Annulus(double inner, double outer)
      : middle_((inner + outer) / 2), half_width_((outer - inner) / 2) {}

  double Distance(double x, double y) const override {
    return std::abs(std::hypot(x, y) - middle_) - half_width_;
  }

 private:
  double middle_;
  double half_width_;
};

class Disc final : public Outline {
 public:
  explicit Disc(double radius) : radius_(radius) {}
  double Distance(double x, double y) const override { return std::hypot(x, y) - radius_; }

 private:
  double radius_;
};

struct Point {
  double x = 0;
  double y = 0;
};

class Polygon final : public Outline {
 public:
  explicit Polygon(std::vector<Point> corners) : corners_(std::move(corners)) {}

  double Distance(double x, double y) const override {
    double nearest = 1e18;
    bool inside = false;
    Point from = corners_.back();
    for (const Point to : corners_) {
      const Point edge = {to.x - from.x, to.y - from.y};
      const Point offset = {x - from.x, y - from.y};
      const double along =
          (offset.x * edge.x + offset.y * edge.y) / (edge.x * edge.x + edge.y * edge.y);
      const double t = std::clamp(along, 0.0, 1.0);
      nearest = std::min(nearest, std::hypot(offset.x - t * edge.x, offset.y - t * edge.y));
      // Each edge that a ray to the right crosses changes sides.
      if ((to.y > y) != (from.y > y) && x < (from.x - to.x) * (y - to.y) / (from.y - to.y) + to.x) {
        inside = !inside;
      }
      from = to;
    }
    return inside ? -nearest : nearest;
  }

 private:
  std::vector<Point> corners_;
};

Point OnCircle(double radius, double angle) {
  return {radius * std::cos(angle), radius * std::sin(angle)};
}

// `count` corners on a circle, or twice as many with every second one nearer to the centre.
std::vector<Point> RegularCorners(int count, double radius, double inner_radius, double angle) {
  std::vector<Point> corners;
  const double step = std::numbers::pi / count;
  for (int i = 0; i < count; ++i) {
    corners.push_back(OnCircle(radius, angle + 2 * i * step));
    if (inner_radius > 0) corners.push_back(OnCircle(inner_radius, angle + (2 * i + 1) * step));
  }
  return corners;
}

// Four arms, each as wide as `arm` times its reach.
std::vector<Point> CrossCorners(double radius, double arm, double angle) {
  std::vector<Point> corners;
  const double reach = radius / std::hypot(1, arm);
  for (int i = 0; i < 4; ++i) {
    const double turn = angle + i * std::numbers::pi / 2;
    const auto turned = [&](double x, double y) {
      corners.push_back(
          {x * std::cos(turn) - y * std::sin(turn), x * std::sin(turn) + y * std::cos(turn)});
    };
    turned(reach, -arm * reach);
    turned(reach, arm * reach);
    turned(arm * reach, arm * reach);
  }
  return corners;
}

}  // namespace

std::unique_ptr<Outline> MakeOutline(Kind kind, double radius, double angle) {
  switch (kind) {
    case Kind::kCircle:
      return std::make_unique<Disc>(radius);
    case Kind::kRing:
      return std::make_unique<Annulus>(0.55 * radius, radius);
    case Kind::kSquare:
      return std::make_unique<Polygon>(RegularCorners(4, radius, 0, angle));
    case Kind::kStar:
      return std::make_unique<Polygon>(RegularCorners(5, radius, 0.45 * radius, angle));
    case Kind::kTriangle:
      return std::make_unique<Polygon>(RegularCorners(3, radius, 0, angle));
    case Kind::kCross:
      break;
  }
  return std::make_unique<Polygon>(CrossCorners(radius, 0.36, angle));
}

}  // namespace shapes
