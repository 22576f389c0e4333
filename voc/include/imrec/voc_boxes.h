// Converts boxes of VOC annotations to fractions of the image.
#ifndef IMREC_VOC_BOXES_H_
#define IMREC_VOC_BOXES_H_

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include <imrec/image.h>
#include <imrec/voc_annotation.h>

namespace imrec {

/// How the pixel numbers of a box are converted. VOC counts pixels from 1 and includes both ends,
/// so the left edge of pixel x is x - 1 and its right edge is x. For each value, the result for a
/// box that covers a W x H image is given.
enum class VocCoordinates {
  kEdges,   // subtract 1 from xmin and ymin, which gives the edges of the pixels: 0, 0, 1, 1
  kRaw,     // subtract nothing, as MXNet's example/ssd and Caffe: 1/W, 1/H, 1, 1
  kMinus1,  // subtract 1 from all four, as GluonCV: 0, 0, (W-1)/W, (H-1)/H
};

/// Parses "edges", "raw" or "minus1". Throws Error(kInvalidArgument) for other texts.
VocCoordinates ParseVocCoordinates(std::string_view text);

/// xmin, ymin, xmax, ymax as fractions of the width and height of the image.
using NormalisedBox = std::array<double, 4>;
/// Converts a box; does not clip it.
NormalisedBox NormaliseVocBox(const VocBox& box, ImageSize image, VocCoordinates coordinates);

/// A defect of a box.
struct BoxFault {
  VocProblemKind kind;
  std::string text;  // "has no area (504 337 504 337)"
};
/// Returns the defect of a box in an image of this size, or nullopt if it has none.
std::optional<BoxFault> FindBoxFault(const VocBox& box, ImageSize image,
                                     VocCoordinates coordinates);

/// Returns the box clipped to 0..1.
NormalisedBox ClipBox(const NormalisedBox& box);

/// Converts a box in the stored image to the upright image, for an EXIF orientation 1..8.
NormalisedBox UprightBox(const NormalisedBox& stored, int orientation);

}  // namespace imrec

#endif  // IMREC_VOC_BOXES_H_
