// One annotated image of a VOC data set, read and checked.
#ifndef IMREC_VOC_SAMPLE_LOADER_H_
#define IMREC_VOC_SAMPLE_LOADER_H_

#include <imrec/voc_dataset.h>

#include "voc/image_finder.h"
#include "voc/sample_checker.h"

namespace imrec {

/// Never throws for what is in the files.
CheckedSample LoadVocSample(const VocSample& sample, const VocRoot& root, const ImageFinder& images,
                            const VocListOptions& options);

}  // namespace imrec

#endif  // IMREC_VOC_SAMPLE_LOADER_H_
