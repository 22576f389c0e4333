// Parses one annotation file of LabelMe (JSON).
#ifndef IMREC_VOC_LABELME_LABELME_FILE_H_
#define IMREC_VOC_LABELME_LABELME_FILE_H_

#include <istream>
#include <string>

#include "voc/annotation.h"

namespace imrec {

/// Parses an annotation. VocAnnotation::filename is its imagePath; VocObject::id the number of the
/// shape, from 1. The box of a rectangle, polygon or mask are its bounds, that of a circle is
/// around it. Flags of a shape named difficult, truncated and occluded are those of the object.
/// Image data in the file is skipped.
///
/// Omits and reports shapes without a usable label or points, and those that have no box: points
/// and lines. With `merge_groups`, shapes of the same group and label are one object, whose box is
/// around all of them. Throws Error(kCorruptData) if the stream is not JSON, with the position of
/// the byte, or has no list of shapes.
VocAnnotation ParseLabelMe(std::istream& stream, const std::string& file, bool merge_groups,
                           VocProblems& problems);

}  // namespace imrec

#endif  // IMREC_VOC_LABELME_LABELME_FILE_H_
