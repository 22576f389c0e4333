// From checked samples to the lines of a list.
#ifndef IMREC_VOC_LIST_BUILDER_H_
#define IMREC_VOC_LIST_BUILDER_H_

#include <string>
#include <vector>

#include <imrec/voc_list.h>

#include "voc/sample_checker.h"

namespace imrec {

/// Fills `list`, whose base is set, with the lines of these samples: numbers the classes, makes the
/// labels, counts. The samples are used up.
void BuildList(std::vector<CheckedSample>& samples, const ClassPool& classes,
               const VocListOptions& options, VocList& list);

}  // namespace imrec

#endif  // IMREC_VOC_LIST_BUILDER_H_
