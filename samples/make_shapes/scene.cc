#include "scene.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <memory>
#include <numbers>

#include <imrec/random.h>

#include "background.h"
#include "color.h"

namespace shapes {
namespace {

struct Shape {
  Kind kind = Kind::kCircle;
  double x = 0;
  double y = 0;
  double radius = 0;
  double angle = 0;
  double light = 0;  // where it comes from, in radians
  Color color{};
};

// What a shape covers, counted while it is drawn.
struct Coverage {
  Annotation annotation;
  int inside = 0;   // pixels in the image
  int visible = 0;  // of those, in front of all others
  bool leaves_image = false;
};

class Painter {
 public:
  Painter(imrec::ImageSize size, std::vector<Color> background)
      : size_(size), pixels_(std::move(background)), top_(pixels_.size(), -1) {}

  void Paint(const Shape& shape) {
    Coverage coverage{
        .annotation = {.kind = shape.kind, .xmin = size_.width, .ymin = size_.height}};
    const std::unique_ptr<Outline> outline = MakeOutline(shape.kind, shape.radius, shape.angle);
    const int reach = static_cast<int>(std::ceil(shape.radius)) + 2;
    const int centre_x = static_cast<int>(shape.x);
    const int centre_y = static_cast<int>(shape.y);
    for (int y = centre_y - reach; y <= centre_y + reach; ++y) {
      for (int x = centre_x - reach; x <= centre_x + reach; ++x) {
        const double dx = x + 0.5 - shape.x;
        const double dy = y + 0.5 - shape.y;
        const double distance = outline->Distance(dx, dy);
        if (distance >= 0.5) continue;
        if (x < 0 || y < 0 || x >= size_.width || y >= size_.height) {
          coverage.leaves_image |= distance < 0;
          continue;
        }
        Blend(x, y, Shade(shape, dx, dy, distance), std::min(0.5 - distance, 1.0));
        if (distance >= 0) continue;
        ++coverage.inside;
        top_[At(x, y)] = static_cast<int>(coverages_.size());
      }
    }
    coverages_.push_back(coverage);
  }

  Scene Finish(imrec::RandomStream grain) const {
    Scene scene;
    scene.image.Resize(size_, 3);
    for (int y = 0; y < size_.height; ++y) {
      for (int x = 0; x < size_.width; ++x) {
        const double noise = grain.Uniform(-3, 3);
        for (std::size_t c = 0; c < 3; ++c) {
          const double value = std::clamp(255 * pixels_[At(x, y)][c] + noise, 0.0, 255.0);
          scene.image.view().pixel(x, y)[c] = static_cast<std::uint8_t>(std::lround(value));
        }
      }
    }
    std::vector<Coverage> coverages = coverages_;
    CountVisible(coverages);
    for (const Coverage& coverage : coverages) Annotate(coverage, scene.annotations);
    return scene;
  }

 private:
  std::size_t At(int x, int y) const {
    return static_cast<std::size_t>(y) * static_cast<std::size_t>(size_.width) +
           static_cast<std::size_t>(x);
  }

  static Color Shade(const Shape& shape, double dx, double dy, double distance) {
    constexpr double kOutline = 2.5;
    const double side = (dx * std::cos(shape.light) + dy * std::sin(shape.light)) / shape.radius;
    const Color lit = Scaled(shape.color, 0.86 + 0.22 * side);
    return Mix(lit, Scaled(shape.color, 0.35), std::clamp(distance + kOutline, 0.0, 1.0));
  }

  void Blend(int x, int y, const Color& color, double share) {
    pixels_[At(x, y)] = Mix(pixels_[At(x, y)], color, share);
  }

  // The last shape that covers a pixel is the one that is seen there.
  void CountVisible(std::vector<Coverage>& coverages) const {
    for (int y = 0; y < size_.height; ++y) {
      for (int x = 0; x < size_.width; ++x) {
        const int top = top_[At(x, y)];
        if (top < 0) continue;
        Coverage& coverage = coverages[static_cast<std::size_t>(top)];
        ++coverage.visible;
        Annotation& annotation = coverage.annotation;
        annotation.xmin = std::min(annotation.xmin, x + 1);
        annotation.ymin = std::min(annotation.ymin, y + 1);
        annotation.xmax = std::max(annotation.xmax, x + 1);
        annotation.ymax = std::max(annotation.ymax, y + 1);
      }
    }
  }

  static void Annotate(const Coverage& coverage, std::vector<Annotation>& annotations) {
    const double share = static_cast<double>(coverage.visible) / std::max(coverage.inside, 1);
    constexpr double kGone = 0.05;
    if (share < kGone) return;
    Annotation annotation = coverage.annotation;
    annotation.truncated = coverage.leaves_image;
    annotation.occluded = coverage.visible < coverage.inside;
    annotation.difficult = share < 0.3;
    annotations.push_back(annotation);
  }

  imrec::ImageSize size_;
  std::vector<Color> pixels_;
  std::vector<int> top_;  // per pixel the shape that is seen there, or -1
  std::vector<Coverage> coverages_;
};

Shape RandomShape(imrec::ImageSize size, imrec::RandomStream& random) {
  Shape shape;
  shape.kind = static_cast<Kind>(random.Below(kKindNames.size()));
  // As many small ones as large ones, by ratio.
  shape.radius = 18 * std::pow(6.0, random.Uniform());
  // Up to half of a shape may be outside.
  const double margin = random.Chance(0.15) ? 0 : shape.radius;
  shape.x = random.Uniform(margin, size.width - margin);
  shape.y = random.Uniform(margin, size.height - margin);
  shape.angle = random.Uniform(0, 2 * std::numbers::pi);
  shape.light = random.Uniform(0, 2 * std::numbers::pi);
  shape.color = FromHsv(random.Uniform(), random.Uniform(0.6, 0.95), random.Uniform(0.7, 1));
  return shape;
}

}  // namespace

Scene MakeScene(imrec::ImageSize size, std::uint64_t seed, std::uint64_t number) {
  const auto stream = [&](std::uint8_t index) {
    return imrec::RandomStream({.seed = seed, .ordinal = number}, imrec::RandomStage::kOrder,
                               index);
  };
  Painter painter(size, MakeBackground(size, stream(0)));
  imrec::RandomStream random = stream(1);
  const std::uint64_t count = 1 + random.Below(8);
  for (std::uint64_t i = 0; i < count; ++i) painter.Paint(RandomShape(size, random));
  return painter.Finish(stream(2));
}

}  // namespace shapes
