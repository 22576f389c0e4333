#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

#include <imrec/error.h>
#include "voc/boxes.h"

namespace imrec {
namespace {

struct Offsets {
  double min;
  double max;
};

Offsets OffsetsOf(VocCoordinates coordinates) {
  switch (coordinates) {
    case VocCoordinates::kRaw:
      return {0, 0};
    case VocCoordinates::kMinus1:
      return {-1, -1};
    case VocCoordinates::kEdges:
      break;
  }
  return {-1, 0};
}

// The image, and one pixel of it, in the unit of the coordinates.
struct Extent {
  double width;
  double height;
  double pixel_width = 1;
  double pixel_height = 1;
};

Extent ExtentOf(ImageSize image, BoxUnit unit) {
  if (unit == BoxUnit::kShares) {
    return {.width = 1,
            .height = 1,
            .pixel_width = 1.0 / image.width,
            .pixel_height = 1.0 / image.height};
  }
  return {.width = static_cast<double>(image.width), .height = static_cast<double>(image.height)};
}

std::string TextOf(const VocBox& box) {
  std::array<char, 128> text;
  std::snprintf(text.data(), text.size(), "(%.10g %.10g %.10g %.10g)", box.xmin, box.ymin, box.xmax,
                box.ymax);
  return text.data();
}

}  // namespace

std::string TextOf(ImageSize size) {
  return std::to_string(size.width) + 'x' + std::to_string(size.height);
}

VocCoordinates ParseVocCoordinates(std::string_view text) {
  if (text == "edges") return VocCoordinates::kEdges;
  if (text == "raw") return VocCoordinates::kRaw;
  if (text == "minus1") return VocCoordinates::kMinus1;
  throw Error(ErrorCode::kInvalidArgument,
              "coordinates must be edges, raw or minus1, not '" + std::string(text) + "'");
}

NormalisedBox NormaliseVocBox(const VocBox& box, ImageSize image, VocCoordinates coordinates,
                              BoxUnit unit) {
  if (unit == BoxUnit::kShares) return {box.xmin, box.ymin, box.xmax, box.ymax};
  const Offsets offsets = OffsetsOf(coordinates);
  return {(box.xmin + offsets.min) / image.width, (box.ymin + offsets.min) / image.height,
          (box.xmax + offsets.max) / image.width, (box.ymax + offsets.max) / image.height};
}

NormalisedBox ClipBox(const NormalisedBox& box) {
  NormalisedBox clipped = box;
  for (double& value : clipped) value = std::clamp(value, 0.0, 1.0);
  return clipped;
}

std::optional<BoxFault> FindBoxFault(const VocBox& box, ImageSize image, VocCoordinates coordinates,
                                     BoxUnit unit) {
  // The numbers of a file are finite, but their sums and differences may not be.
  const auto finite = [](double value) { return std::isfinite(value); };
  if (!std::ranges::all_of(std::array{box.xmin, box.ymin, box.xmax, box.ymax}, finite) ||
      !std::isfinite(box.xmax - box.xmin) || !std::isfinite(box.ymax - box.ymin)) {
    return BoxFault{VocProblemKind::kOutsideBox, "is too large to compute with " + TextOf(box)};
  }
  // By the rules of VOC a box of one pixel has max = min, and a fractional box may be even
  // narrower. Tools also write max = min for boxes that were not drawn.
  const Offsets offsets =
      unit == BoxUnit::kShares ? Offsets{.min = 0, .max = 0} : OffsetsOf(coordinates);
  const double width = box.xmax + offsets.max - (box.xmin + offsets.min);
  const double height = box.ymax + offsets.max - (box.ymin + offsets.min);
  if (width < 0 || height < 0) {
    return BoxFault{VocProblemKind::kInvertedBox, "max before min " + TextOf(box)};
  }
  if (width == 0 || height == 0 || box.xmax == box.xmin || box.ymax == box.ymin) {
    return BoxFault{VocProblemKind::kEmptyBox, "has no area " + TextOf(box)};
  }
  const NormalisedBox clipped = ClipBox(NormaliseVocBox(box, image, coordinates, unit));
  if (clipped[2] <= clipped[0] || clipped[3] <= clipped[1]) {
    return BoxFault{VocProblemKind::kOutsideBox,
                    "lies outside the image of " + TextOf(image) + ' ' + TextOf(box)};
  }
  // Some tools count pixels from 0, or to one past the end, so one pixel beyond is not an error.
  const Extent extent = ExtentOf(image, unit);
  if (box.xmin + offsets.min < -extent.pixel_width ||
      box.ymin + offsets.min < -extent.pixel_height ||
      box.xmax + offsets.max > extent.width + extent.pixel_width ||
      box.ymax + offsets.max > extent.height + extent.pixel_height) {
    return BoxFault{VocProblemKind::kPartlyOutsideBox,
                    "reaches beyond the image of " + TextOf(image) + ' ' + TextOf(box)};
  }
  return std::nullopt;
}

NormalisedBox UprightBox(const NormalisedBox& stored, int orientation) {
  const auto [xmin, ymin, xmax, ymax] = stored;
  switch (orientation) {
    case 2:
      return {1 - xmax, ymin, 1 - xmin, ymax};
    case 3:
      return {1 - xmax, 1 - ymax, 1 - xmin, 1 - ymin};
    case 4:
      return {xmin, 1 - ymax, xmax, 1 - ymin};
    case 5:
      return {ymin, xmin, ymax, xmax};
    case 6:
      return {1 - ymax, xmin, 1 - ymin, xmax};
    case 7:
      return {1 - ymax, 1 - xmax, 1 - ymin, 1 - xmin};
    case 8:
      return {ymin, 1 - xmax, ymax, 1 - xmin};
    default:
      return stored;
  }
}

}  // namespace imrec
