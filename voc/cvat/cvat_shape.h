// Reads the shapes of annotation files of CVAT.
#ifndef IMREC_VOC_CVAT_CVAT_SHAPE_H_
#define IMREC_VOC_CVAT_CVAT_SHAPE_H_

#include <optional>
#include <string>

#include <imrec/voc_problem.h>

#include "voc/annotation.h"
#include "voc/syntax/xml_reader.h"

namespace imrec {

/// The box around a shape.
struct CvatShape {
  std::optional<VocBox> box;  // nullopt if its numbers are not known
  std::string fault;          // why the shape cannot be used; empty if it can, and then has a box
  VocProblemKind kind = VocProblemKind::kMissingBox;  // of the fault
};

/// Reads the attributes of the element that `reader` has just started. Boxes of turned boxes,
/// polygons, masks, ellipses and cuboids are their bounds. Other shapes have a fault, and the
/// bounds of their points if there are any.
CvatShape ReadCvatShape(const XmlReader& reader);

}  // namespace imrec

#endif  // IMREC_VOC_CVAT_CVAT_SHAPE_H_
