#include "voc/shape_bounds.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace imrec {
namespace {

struct Turn {
  double cosine;
  double sine;
};

// Exact for quarter turns, so that boxes at whole pixels stay there.
Turn TurnBy(double degrees) {
  const double quarters = degrees / 90;
  if (quarters == std::floor(quarters)) {
    switch (static_cast<int>(std::fmod(std::fmod(quarters, 4) + 4, 4))) {
      case 1:
        return {0, 1};
      case 2:
        return {-1, 0};
      case 3:
        return {0, -1};
      default:
        return {1, 0};
    }
  }
  const double angle = degrees * std::numbers::pi / 180;
  return {std::cos(angle), std::sin(angle)};
}

VocBox Around(double x, double y, double half_width, double half_height) {
  return {.xmin = x - half_width,
          .ymin = y - half_height,
          .xmax = x + half_width,
          .ymax = y + half_height};
}

}  // namespace

bool IsShare(double value) {
  constexpr double kTolerance = 0.01;
  return value >= -kTolerance && value <= 1 + kTolerance;
}

VocBox CentredBox(double x, double y, double width, double height) {
  return Around(x, y, width / 2, height / 2);
}

VocBox BoundsOf(std::span<const double> points) {
  VocBox box{.xmin = points[0], .ymin = points[1], .xmax = points[0], .ymax = points[1]};
  for (std::size_t i = 2; i + 1 < points.size(); i += 2) {
    box.xmin = std::min(box.xmin, points[i]);
    box.xmax = std::max(box.xmax, points[i]);
    box.ymin = std::min(box.ymin, points[i + 1]);
    box.ymax = std::max(box.ymax, points[i + 1]);
  }
  return box;
}

VocBox BoundsOfTurned(const VocBox& box, double degrees) {
  if (degrees == 0) return box;
  const auto [cosine, sine] = TurnBy(degrees);
  const double half_width = (box.xmax - box.xmin) / 2;
  const double half_height = (box.ymax - box.ymin) / 2;
  return Around((box.xmin + box.xmax) / 2, (box.ymin + box.ymax) / 2,
                std::abs(half_width * cosine) + std::abs(half_height * sine),
                std::abs(half_width * sine) + std::abs(half_height * cosine));
}

VocBox BoundsOfEllipse(double x, double y, double radius_x, double radius_y, double degrees) {
  const auto [cosine, sine] = TurnBy(degrees);
  return Around(x, y, std::hypot(radius_x * cosine, radius_y * sine),
                std::hypot(radius_x * sine, radius_y * cosine));
}

}  // namespace imrec
