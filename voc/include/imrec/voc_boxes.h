// Boxes of VOC annotations to boxes in 0..1.
#ifndef IMREC_VOC_BOXES_H_
#define IMREC_VOC_BOXES_H_

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include <imrec/image.h>
#include <imrec/voc_annotation.h>

namespace imrec {

/// What the pixel numbers of a box mean. VOC counts pixels from 1 and includes both ends, so the
/// left edge of pixel x is x - 1 and its right edge is x.
enum class VocCoordinates {
  kEdges,   // the edges of those pixels: xmin and ymin less 1. A full image is 0, 0, 1, 1
  kRaw,     // as written, as MXNet's example/ssd and Caffe do: 1/W, 1/H, 1, 1
  kMinus1,  // all four less 1, as GluonCV does: 0, 0, (W-1)/W, (H-1)/H
};

/// "edges", "raw", "minus1"; throws Error(kInvalidArgument) otherwise.
VocCoordinates ParseVocCoordinates(std::string_view text);

/// xmin, ymin, xmax, ymax as shares of the image's width and height; not clipped.
using NormalisedBox = std::array<double, 4>;
NormalisedBox NormaliseVocBox(const VocBox& box, ImageSize image, VocCoordinates coordinates);

/// What is wrong with a box in an image of this size, if anything is.
struct BoxFault {
  VocProblemKind kind;
  std::string text;  // "has no area (504 337 504 337)"
};
std::optional<BoxFault> FindBoxFault(const VocBox& box, ImageSize image,
                                     VocCoordinates coordinates);

/// The box clipped to 0..1.
NormalisedBox ClipBox(const NormalisedBox& box);

/// Where a box of the stored picture lies once the picture is turned upright (EXIF 1..8).
NormalisedBox UprightBox(const NormalisedBox& stored, int orientation);

}  // namespace imrec

#endif  // IMREC_VOC_BOXES_H_
