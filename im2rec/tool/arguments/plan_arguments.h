// The options of --plan and of PREFIX.plan.json.
#ifndef IMREC_IM2REC_TOOL_ARGUMENTS_PLAN_ARGUMENTS_H_
#define IMREC_IM2REC_TOOL_ARGUMENTS_PLAN_ARGUMENTS_H_

#include <string>
#include <string_view>
#include <vector>

#include "im2rec/tool/arguments/arguments.h"
#include "im2rec/tool/arguments/im2rec_options.h"
#include "recordio/console/cli_forward.h"

namespace imrec::tool {

/// Returns true if the name is that of a plan.
bool IsPlanName(std::string_view path);

/// Checks the options of --plan, or those given with a plan, and sets `work`. Throws
/// Error(kInvalidArgument) naming an option that has no meaning there, or that would change the
/// bytes that the plan describes.
void InterpretPlanOptions(const CLI::App& app, const RawValues& raw, Arguments& arguments);

/// Parses "3,7-9". The result increases. Throws Error(kInvalidArgument).
std::vector<std::uint64_t> ParseShardNumbers(const std::string& text);

}  // namespace imrec::tool

#endif  // IMREC_IM2REC_TOOL_ARGUMENTS_PLAN_ARGUMENTS_H_
