// What to say about inputs that are not what the format of the annotations takes.
#ifndef IMREC_VOC_TOOL_INPUT_KINDS_H_
#define IMREC_VOC_TOOL_INPUT_KINDS_H_

#include "voc/tool/voc2lst_options.h"

namespace imrec::tool {

/// Throws Error that says what an input is, what voc2lst takes, and what to type instead. Inputs
/// that do not exist pass.
void CheckInputKinds(const Options& options);

}  // namespace imrec::tool

#endif  // IMREC_VOC_TOOL_INPUT_KINDS_H_
