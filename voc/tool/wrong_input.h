// What to say about inputs that are neither VOC folders nor COCO's JSON.
#ifndef IMREC_VOC_TOOL_WRONG_INPUT_H_
#define IMREC_VOC_TOOL_WRONG_INPUT_H_

#include "voc/tool/options.h"

namespace imrec::tool {

/// Throws Error that says what an input is, what voc2lst takes, and what to type instead. Inputs
/// that do not exist pass.
void CheckInputKinds(const Options& options);

}  // namespace imrec::tool

#endif  // IMREC_VOC_TOOL_WRONG_INPUT_H_
