// Manual pages and shell completions of the tools, made from the definitions of their command
// lines.
#ifndef IMREC_RECORDIO_CONSOLE_GENERATE_H_
#define IMREC_RECORDIO_CONSOLE_GENERATE_H_

#include <string>
#include <string_view>

#include "recordio/console/generate_outline.h"

namespace imrec::console {

/// The page NAME.1 in the man macros, all commands in it.
std::string ManPage(const CommandOutline& tool);

/// To be named as the tool, where bash-completion looks; needs bash alone.
std::string BashCompletion(const CommandOutline& tool);
/// To be named _NAME, in a folder of zsh's fpath.
std::string ZshCompletion(const CommandOutline& tool);
/// To be named NAME.fish.
std::string FishCompletion(const CommandOutline& tool);

/// One of these by `kind`: man, bash, zsh or fish. Throws Error for another.
std::string Generate(const CommandOutline& tool, std::string_view kind);

}  // namespace imrec::console

#endif  // IMREC_RECORDIO_CONSOLE_GENERATE_H_
