// The modes of im2rec. All return the exit code and throw Error.
#ifndef IMREC_IM2REC_TOOL_COMMANDS_H_
#define IMREC_IM2REC_TOOL_COMMANDS_H_

#include "im2rec/tool/arguments/arguments.h"

namespace imrec::tool {

int RunListing(const Arguments& arguments);
int RunPacking(const Arguments& arguments);
int RunPlanning(const Arguments& arguments);
int RunPlanWork(const Arguments& arguments);

}  // namespace imrec::tool

#endif  // IMREC_IM2REC_TOOL_COMMANDS_H_
