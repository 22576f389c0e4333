#include "augment/resize_plan.h"

#include <algorithm>

namespace imrec {
namespace {

// Returns the length of a side of the window in output pixels, truncated, at least 1 and at most
// the output.
int PlacedSide(double pixels, double scale, int output) {
  return std::clamp(static_cast<int>(pixels * scale + 1e-9), 1, output);
}

}  // namespace

BoundingBox ShownPart(const ResizeOptions& options, ImageSize canvas, const BoundingBox& window) {
  if (options.mode != ResizeMode::kShorterEdge) return window;
  const double width = window.width() * canvas.width;
  const double height = window.height() * canvas.height;
  const double scale = options.shorter_edge > 0
                           ? options.shorter_edge / std::min(width, height)
                           : std::max(options.output.width / width, options.output.height / height);
  const double cut_x = std::max(0.0, width - options.output.width / scale) / 2 / canvas.width;
  const double cut_y = std::max(0.0, height - options.output.height / scale) / 2 / canvas.height;
  return {.xmin = window.xmin + cut_x,
          .ymin = window.ymin + cut_y,
          .xmax = window.xmax - cut_x,
          .ymax = window.ymax - cut_y};
}

std::optional<Placement> PlaceWindow(const ResizeOptions& options, double width, double height) {
  const ImageSize output = options.output;
  if (options.mode == ResizeMode::kWarp || options.mode == ResizeMode::kShorterEdge) {
    return std::nullopt;
  }
  double scale = std::min(output.width / width, output.height / height);
  if (options.mode == ResizeMode::kShrink) scale = std::min(scale, 1.0);
  const ImageSize size{.width = PlacedSide(width, scale, output.width),
                       .height = PlacedSide(height, scale, output.height)};
  if (size == output) return std::nullopt;
  if (options.mode != ResizeMode::kLetterbox) return Placement{.size = size};
  return Placement{.size = size,
                   .left = (output.width - size.width) / 2,
                   .top = (output.height - size.height) / 2};
}

ResampleFilter DrawFilter(const ResizeOptions& options, const SampleKey& key) {
  RandomStream random(key, RandomStage::kResize);
  return options.filter[static_cast<std::size_t>(random.Below(options.filter.size()))];
}

}  // namespace imrec
