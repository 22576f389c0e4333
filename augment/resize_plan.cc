#include "augment/resize_plan.h"

#include <algorithm>
#include <cstdint>

namespace imrec {
namespace {

// Absorbs rounding errors of products that are whole numbers.
constexpr double kRoundingError = 1e-9;

// Returns the length of a side of the window in output pixels, truncated, at least 1 and at most
// the output.
int PlacedSide(double pixels, double scale, int output) {
  return std::clamp(static_cast<int>(pixels * scale + kRoundingError), 1, output);
}

// Returns the scale of a window before the excess is cut off.
double CutScale(const ResizeOptions& options, double width, double height) {
  const double filling = std::max(options.output.width / width, options.output.height / height);
  if (options.mode == ResizeMode::kCut) return std::max(1.0, filling);
  return options.shorter_edge > 0 ? options.shorter_edge / std::min(width, height) : filling;
}

// What is cut off at both ends of an axis, in pixels of the canvas.
struct Cut {
  double before = 0;
  double after = 0;
};

Cut CutOff(const ResizeOptions& options, double length, int output, double scale,
           RandomStream& random) {
  const double excess = std::max(0.0, length - output / scale);
  const bool at_random = options.cut == CutPosition::kRandom;
  // Half of the excess may be half a pixel, which would blur pixels that stay as they are.
  if (!at_random && options.mode != ResizeMode::kCut) return {excess / 2, excess / 2};
  const auto whole = static_cast<std::uint64_t>(excess * scale + kRoundingError);
  const std::uint64_t skipped = at_random ? random.Below(whole + 1) : whole / 2;
  const double before = std::min(static_cast<double>(skipped) / scale, excess);
  return {before, excess - before};
}

}  // namespace

BoundingBox ShownPart(const ResizeOptions& options, ImageSize canvas, const BoundingBox& window,
                      const SampleKey& key) {
  if (options.mode != ResizeMode::kShorterEdge && options.mode != ResizeMode::kCut) return window;
  const double width = window.width() * canvas.width;
  const double height = window.height() * canvas.height;
  const double scale = CutScale(options, width, height);
  RandomStream random(key, RandomStage::kCut);
  const Cut x = CutOff(options, width, options.output.width, scale, random);
  const Cut y = CutOff(options, height, options.output.height, scale, random);
  return {.xmin = window.xmin + x.before / canvas.width,
          .ymin = window.ymin + y.before / canvas.height,
          .xmax = window.xmax - x.after / canvas.width,
          .ymax = window.ymax - y.after / canvas.height};
}

std::optional<Placement> PlaceWindow(const ResizeOptions& options, double width, double height) {
  const ImageSize output = options.output;
  if (options.mode == ResizeMode::kWarp || options.mode == ResizeMode::kShorterEdge ||
      options.mode == ResizeMode::kCut) {
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
  if (options.filter.size() == 1) return options.filter.front();
  RandomStream random(key, RandomStage::kResize);
  return options.filter[static_cast<std::size_t>(random.Below(options.filter.size()))];
}

}  // namespace imrec
