// im2rec's command line.
#ifndef IMREC_IM2REC_TOOL_COMMAND_LINE_H_
#define IMREC_IM2REC_TOOL_COMMAND_LINE_H_

#include <variant>

#include "im2rec/tool/arguments.h"

namespace imrec::tool {

/// The arguments, or the exit code if the program is to end here. Options that have no effect in
/// this mode are accepted, as im2rec.py does, and named on standard error.
std::variant<Arguments, int> ParseArguments(int argc, const char* const* argv);

}  // namespace imrec::tool

#endif  // IMREC_IM2REC_TOOL_COMMAND_LINE_H_
