// Parsing of command lines, the same in all tools.
#ifndef IMREC_RECORDIO_CONSOLE_COMMAND_LINE_H_
#define IMREC_RECORDIO_CONSOLE_COMMAND_LINE_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <CLI/CLI.hpp>

namespace imrec::console {

/// Adds --version and parses. Long options may be spelt with - or _. Returns the exit code if the
/// program is to end here: help and version were asked for, or the use was wrong. What is wrong is
/// said after the tool's name; of an unknown option or command, the nearest one that there is.
/// "--generate KIND" alone prints what generate.h makes of the options, for the build.
std::optional<int> ParseCommandLine(CLI::App& app, const std::string& tool, int argc,
                                    const char* const* argv);

/// The same for arguments without the program's name.
std::optional<int> ParseCommandLine(CLI::App& app, const std::string& tool,
                                    const std::vector<std::string>& arguments);

/// The one of `words` that `typed` was probably meant for: it differs by a few letters, or one
/// holds the other. Empty if there is none.
std::string NearestWord(std::string_view typed, const std::vector<std::string>& words);

}  // namespace imrec::console

#endif  // IMREC_RECORDIO_CONSOLE_COMMAND_LINE_H_
