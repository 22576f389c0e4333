// Parses the annotation of one image in the format of PASCAL VOC: XML.
#ifndef IMREC_VOC_PASCAL_VOC_PARSER_H_
#define IMREC_VOC_PASCAL_VOC_PARSER_H_

#include <string>
#include <string_view>

#include <imrec/voc_problem.h>

#include "voc/annotation.h"

namespace imrec {

/// Parses an annotation. Accepts what annotation tools write: children in any order, missing and
/// empty fields, fractional coordinates, several boxes per object, a byte order mark, and encodings
/// other than UTF-8. Only direct children of an object are used, so the boxes of body parts are
/// ignored.
///
/// Omits objects without a box or a usable name. If a field occurs twice with different values,
/// ignores both. Reports each of these in `problems`, with the file name `file`. Throws
/// Error(kCorruptData) with the line if the text is not VOC XML, and Error(kLimitExceeded) if it is
/// longer than kMaxAnnotationBytes.
VocAnnotation ParseVocAnnotation(std::string_view xml, const std::string& file,
                                 VocProblems& problems);

}  // namespace imrec

#endif  // IMREC_VOC_PASCAL_VOC_PARSER_H_
