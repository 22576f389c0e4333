// Makes the lines of a list from checked samples.
#ifndef IMREC_VOC_LIST_LIST_BUILDER_H_
#define IMREC_VOC_LIST_LIST_BUILDER_H_

#include <string>
#include <vector>

#include <imrec/voc_list.h>

#include "voc/sample_checker.h"

namespace imrec {

/// Fills `list`, whose base must be set, with the lines of the samples: numbers the classes, makes
/// the labels and counts. Consumes the samples.
void BuildList(std::vector<CheckedSample>& samples, const ClassPool& classes,
               const VocListOptions& options, VocList& list);

}  // namespace imrec

#endif  // IMREC_VOC_LIST_LIST_BUILDER_H_
