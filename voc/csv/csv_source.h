// Files of comma-separated values: of people's own tools, and of Open Images.
#ifndef IMREC_VOC_CSV_CSV_SOURCE_H_
#define IMREC_VOC_CSV_CSV_SOURCE_H_

#include <memory>

#include <imrec/annotation_list.h>

#include "voc/annotation_source.h"

namespace imrec {

/// CSV with one box per row. A label map gives the order of the classes, and the names of numbers
/// in the column of classes.
std::unique_ptr<AnnotationSource> OpenCsv(const AnnotationInput& input,
                                          const VocListOptions& options, VocProblems& problems);

/// The boxes of Open Images, whose coordinates are shares, and whose classes are codes that a label
/// map names. Images are named by their stems. Groups count as difficult.
std::unique_ptr<AnnotationSource> OpenOpenImages(const AnnotationInput& input,
                                                 const VocListOptions& options,
                                                 VocProblems& problems);

}  // namespace imrec

#endif  // IMREC_VOC_CSV_CSV_SOURCE_H_
