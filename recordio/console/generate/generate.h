// Generates manual pages and shell completions from the definitions of the tools' command lines.
#ifndef IMREC_RECORDIO_CONSOLE_GENERATE_GENERATE_H_
#define IMREC_RECORDIO_CONSOLE_GENERATE_GENERATE_H_

#include <string>
#include <string_view>

#include "recordio/console/generate/generate_outline.h"

namespace imrec::console {

/// Returns the manual page NAME.1, in the man macros, with all commands.
std::string ManPage(const CommandOutline& tool);

/// Returns the completion for bash. The file must have the name of the tool. Needs only bash.
std::string BashCompletion(const CommandOutline& tool);
/// Returns the completion for zsh. The file must be named _NAME, in a folder of zsh's fpath.
std::string ZshCompletion(const CommandOutline& tool);
/// Returns the completion for fish. The file must be named NAME.fish.
std::string FishCompletion(const CommandOutline& tool);

/// Returns one of these by `kind`: man, bash, zsh or fish. Throws Error for another kind.
std::string Generate(const CommandOutline& tool, std::string_view kind);

}  // namespace imrec::console

#endif  // IMREC_RECORDIO_CONSOLE_GENERATE_GENERATE_H_
