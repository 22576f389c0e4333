// Command-line parsing shared by all tools.
#ifndef IMREC_RECORDIO_CONSOLE_COMMAND_LINE_H_
#define IMREC_RECORDIO_CONSOLE_COMMAND_LINE_H_

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "recordio/console/console.h"

namespace imrec::console {

/// Adds --version to `app` and parses the arguments. Long options may be spelt with - or _. Returns
/// the exit code if the program should end now: after --help or --version, or if the arguments are
/// invalid. Otherwise returns nullopt.
inline std::optional<int> ParseCommandLine(CLI::App& app, const std::string& tool, int argc,
                                           const char* const* argv) {
  app.name(tool);
  app.set_version_flag("--version", VersionLine(tool));
  // CLI11 expects the arguments in reverse order.
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
