// Parses an annotation file of CVAT ("CVAT for images 1.1", XML).
#ifndef IMREC_VOC_CVAT_CVAT_FILE_H_
#define IMREC_VOC_CVAT_CVAT_FILE_H_

#include <string>
#include <string_view>

#include "voc/annotation_table.h"

namespace imrec {

/// Parses a file. Images keep their order; AnnotationTable::classes are its labels, in their order,
/// without those of joints. Boxes of turned boxes, polygons, masks, ellipses, cuboids are their
/// bounds. Attributes of a shape named difficult and truncated are those of the object. With `set`,
/// only images of that subset are used.
///
/// Omits and reports shapes without a usable label or coordinates, those that have no box (points,
/// lines, skeletons), and those that are outside. Throws Error(kCorruptData) with the line if the
/// text is not such XML, has a document type, or is the export of a video, whose images are not
/// files.
AnnotationTable ParseCvat(std::string_view xml, const std::string& file, const std::string& set,
                          VocProblems& problems);

}  // namespace imrec

#endif  // IMREC_VOC_CVAT_CVAT_FILE_H_
