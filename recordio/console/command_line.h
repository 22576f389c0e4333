// Command-line parsing shared by all tools.
#ifndef IMREC_RECORDIO_CONSOLE_COMMAND_LINE_H_
#define IMREC_RECORDIO_CONSOLE_COMMAND_LINE_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "recordio/console/cli_forward.h"

namespace imrec::console {

/// Adds --version to `app` and parses the arguments. Long options may be spelt with - or _. Returns
/// the exit code if the program should end now: after --help or --version, or if the arguments are
/// invalid. Otherwise returns nullopt. Errors are printed after the name of the tool and command.
/// For an unknown option, the commands that have it are named, or else the nearest option; for an
/// unknown command, the nearest command. The arguments "--generate KIND" print the output of
/// generate.h for these options, for the build.
std::optional<int> ParseCommandLine(CLI::App& app, const std::string& tool, int argc,
                                    const char* const* argv);

/// The same for arguments without the program's name.
std::optional<int> ParseCommandLine(CLI::App& app, const std::string& tool,
                                    const std::vector<std::string>& arguments);

/// Returns the name of the command that was typed, such as "imrec info", or of the tool alone. Call
/// after ParseCommandLine().
std::string TypedCommandName(const CLI::App& app);

/// Returns the one of `words` that `typed` was probably meant for: it differs by a few letters or
/// in the order of its parts, or one contains the other. Returns an empty string if there is none.
std::string NearestWord(std::string_view typed, const std::vector<std::string>& words);

}  // namespace imrec::console

#endif  // IMREC_RECORDIO_CONSOLE_COMMAND_LINE_H_
