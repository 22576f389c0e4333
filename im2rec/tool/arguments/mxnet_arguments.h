// Translates command lines of MXNet's im2rec.py and im2rec.cc.
#ifndef IMREC_IM2REC_TOOL_ARGUMENTS_MXNET_ARGUMENTS_H_
#define IMREC_IM2REC_TOOL_ARGUMENTS_MXNET_ARGUMENTS_H_

#include <string>
#include <vector>

#include "recordio/console/cli_forward.h"

namespace imrec::tool {

struct MxnetArguments {
  std::vector<std::string> arguments;  // for the options of `app`
  std::vector<std::string> notes;      // for the user: what differs from MXNet's tool
};

/// Translates the following, and leaves other arguments unchanged:
/// - `--list True`, `--shuffle False`, `--pack-label 1` (im2rec.py): switches with a value;
/// - `LIST ROOT OUT` (im2rec.cc): the third argument after a list file is the output;
/// - `resize=300 pack_label=1` (im2rec.cc): arguments for options.
/// Throws Error(kInvalidArgument) for a key or a value that im2rec.cc does not accept.
MxnetArguments TranslateMxnetArguments(const CLI::App& app, const std::vector<std::string>& typed);

}  // namespace imrec::tool

#endif  // IMREC_IM2REC_TOOL_ARGUMENTS_MXNET_ARGUMENTS_H_
