// The commands and options of a tool, read from CLI11's definitions, for manual pages and
// completions.
#ifndef IMREC_RECORDIO_CONSOLE_GENERATE_GENERATE_OUTLINE_H_
#define IMREC_RECORDIO_CONSOLE_GENERATE_GENERATE_OUTLINE_H_

#include <string>
#include <string_view>
#include <vector>

#include "recordio/console/cli_forward.h"

namespace imrec::console {

enum class ValueKind {
  kNone,    // a flag
  kChoice,  // one of OptionOutline::choices
  kNumber,
  kText,  // mostly the name of a file
};

/// An option or a positional argument.
struct OptionOutline {
  std::vector<std::string> names;  // "-o", "--output"; a positional argument's "PREFIX"
  ValueKind kind = ValueKind::kNone;
  std::vector<std::string> choices;
  std::string value;         // placeholder of the value: "TEXT", "1..1024"
  std::string default_text;  // empty if there is none
  std::string description;
  std::string group;
  bool many = false;  // accepts several values
  bool required = false;
  std::vector<std::string> needs;  // first names of other options
  std::vector<std::string> excludes;
};

/// A tool or one of its commands.
struct CommandOutline {
  std::string name;  // "bench"
  std::string path;  // "imrec bench"
  std::string description;
  std::string footer;
  std::vector<OptionOutline> positionals;
  std::vector<OptionOutline> options;
  std::vector<CommandOutline> commands;
};

/// Returns the outline of a tool whose name is set. Options without a group are hidden, and left
/// out.
CommandOutline OutlineOf(const CLI::App& app);

/// Returns `words` with `separator` between them.
std::string Joined(const std::vector<std::string>& words, std::string_view separator);

}  // namespace imrec::console

#endif  // IMREC_RECORDIO_CONSOLE_GENERATE_GENERATE_OUTLINE_H_
