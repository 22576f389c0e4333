// The options that limit the size of images, for commands that decode them.
#ifndef IMREC_READER_TOOL_LIMIT_OPTIONS_H_
#define IMREC_READER_TOOL_LIMIT_OPTIONS_H_

#include <imrec/image_limits.h>

#include "recordio/console/cli_forward.h"

namespace imrec::tool {

/// Adds --max-pixels and --max-scan-pixels. `limits` must outlive the parsing.
void AddLimits(CLI::App& app, ImageLimits& limits);

}  // namespace imrec::tool

#endif  // IMREC_READER_TOOL_LIMIT_OPTIONS_H_
