// Converts boxes of annotations to fractions of the image.
#ifndef IMREC_VOC_BOXES_H_
#define IMREC_VOC_BOXES_H_

#include <array>
#include <optional>
#include <string>

#include <imrec/image.h>
#include <imrec/voc_list.h>
#include <imrec/voc_problem.h>

#include "voc/annotation.h"

namespace imrec {

/// Returns a size for messages: "100x50".
std::string TextOf(ImageSize size);

/// xmin, ymin, xmax, ymax as fractions of the width and height of the image.
using NormalisedBox = std::array<double, 4>;

/// Converts a box; does not clip it. `coordinates` are those of pixels, and have no effect on
/// shares.
NormalisedBox NormaliseVocBox(const VocBox& box, ImageSize image, VocCoordinates coordinates,
                              BoxUnit unit = BoxUnit::kPixels);

/// A defect of a box.
struct BoxFault {
  VocProblemKind kind;
  std::string text;  // "has no area (504 337 504 337)"
};
/// Returns the defect of a box in an image of this size, or nullopt if it has none.
std::optional<BoxFault> FindBoxFault(const VocBox& box, ImageSize image, VocCoordinates coordinates,
                                     BoxUnit unit = BoxUnit::kPixels);

/// Returns the box clipped to 0..1.
NormalisedBox ClipBox(const NormalisedBox& box);

/// Converts a box in the stored image to the upright image, for an EXIF orientation 1..8.
NormalisedBox UprightBox(const NormalisedBox& stored, int orientation);

}  // namespace imrec

#endif  // IMREC_VOC_BOXES_H_
