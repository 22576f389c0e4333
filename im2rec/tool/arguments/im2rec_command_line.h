// Parses the command line of im2rec.
#ifndef IMREC_IM2REC_TOOL_ARGUMENTS_IM2REC_COMMAND_LINE_H_
#define IMREC_IM2REC_TOOL_ARGUMENTS_IM2REC_COMMAND_LINE_H_

#include <variant>

#include "im2rec/tool/arguments/arguments.h"

namespace imrec::tool {

/// Returns the arguments, or the exit code if the program should end now. Options that have no
/// effect in the selected mode are accepted, as by im2rec.py, and reported on standard error.
std::variant<Arguments, int> ParseArguments(int argc, const char* const* argv);

}  // namespace imrec::tool

#endif  // IMREC_IM2REC_TOOL_ARGUMENTS_IM2REC_COMMAND_LINE_H_
