// Parsing of command lines, the same in all tools.
#ifndef IMREC_RECORDIO_CONSOLE_COMMAND_LINE_H_
#define IMREC_RECORDIO_CONSOLE_COMMAND_LINE_H_

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "recordio/console/console.h"

namespace imrec::console {

/// Adds --version and parses. Long options may be spelt with - or _. Returns the exit code if the
/// program is to end here: help and version were asked for, or the use was wrong.
inline std::optional<int> ParseCommandLine(CLI::App& app, const std::string& tool, int argc,
                                           const char* const* argv) {
  app.name(tool);
  app.set_version_flag("--version", VersionLine(tool));
  // CLI11 takes arguments last to first.
  std::vector<std::string> arguments;
  for (int i = argc - 1; i > 0; --i) {
    std::string argument = argv[i];
    if (argument.starts_with("--")) {
      const std::size_t name_end = std::min(argument.find('='), argument.size());
      for (std::size_t c = 0; c < name_end; ++c) {
        if (argument[c] == '_') argument[c] = '-';
      }
    }
    arguments.push_back(argument);
  }
  try {
    app.parse(arguments);
    return std::nullopt;
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? kExitDone : kExitNothing;
  }
}

}  // namespace imrec::console

#endif  // IMREC_RECORDIO_CONSOLE_COMMAND_LINE_H_
