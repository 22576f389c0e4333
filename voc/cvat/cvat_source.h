// CVAT: one XML file of images and their shapes.
#ifndef IMREC_VOC_CVAT_CVAT_SOURCE_H_
#define IMREC_VOC_CVAT_CVAT_SOURCE_H_

#include <memory>

#include <imrec/annotation_list.h>

#include "voc/annotation_source.h"

namespace imrec {

/// Images are below AnnotationInput::images; by default, in the folder `images` beside the file if
/// there is one, otherwise in that of the file.
std::unique_ptr<AnnotationSource> OpenCvat(const AnnotationInput& input,
                                           const VocListOptions& options, VocProblems& problems);

}  // namespace imrec

#endif  // IMREC_VOC_CVAT_CVAT_SOURCE_H_
