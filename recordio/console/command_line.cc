#include "recordio/console/command_line.h"

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <cstdio>
#include <limits>
#include <memory>

#include <CLI/CLI.hpp>

#include "recordio/console/console.h"
#include "recordio/console/generate/generate.h"

namespace imrec::console {
namespace {

// Used by the build alone, so no help shows it.
constexpr std::string_view kGenerate = "--generate";

// Returns the minimum number of insertions, deletions, replacements and swaps of adjacent
// characters that convert `a` to `b`.
std::size_t EditDistance(std::string_view a, std::string_view b) {
  std::vector<std::vector<std::size_t>> cost(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i) {
    for (std::size_t j = 0; j <= b.size(); ++j) {
      if (i == 0 || j == 0) {
        cost[i][j] = i + j;
        continue;
      }
      const std::size_t replaced = cost[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      cost[i][j] = std::min({cost[i - 1][j] + 1, cost[i][j - 1] + 1, replaced});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        cost[i][j] = std::min(cost[i][j], cost[i - 2][j - 2] + 1);
      }
    }
  }
  return cost[a.size()][b.size()];
}

std::string_view Singular(std::string_view word) {
  if (word.ends_with('s')) word.remove_suffix(1);
  return word;
}

// Returns true for pairs such as "threads" and "num-thread".
bool OneHoldsTheOther(std::string_view a, std::string_view b) {
  constexpr std::size_t kShortest = 4;
  a = Singular(a);
  b = Singular(b);
  if (std::min(a.size(), b.size()) < kShortest) return false;
  return a.find(b) != std::string_view::npos || b.find(a) != std::string_view::npos;
}

bool IsOption(std::string_view argument) {
  return argument.size() > 1 && argument.starts_with('-') && argument != "--" &&
         std::isdigit(static_cast<unsigned char>(argument[1])) == 0;
}

// Returns "train-ratio" for "--train-ratio=0.9".
std::string_view NameOf(std::string_view option) {
  option.remove_prefix(std::min(option.find_first_not_of('-'), option.size()));
  return option.substr(0, option.find('='));
}

std::vector<std::string> LongNames(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_lnames()) names.push_back(name);
    for (const std::string& name : option->get_fnames()) names.push_back(name);
  }
  return names;
}

bool IsLongName(const CLI::App& app, std::string_view name) {
  return std::ranges::any_of(LongNames(app), [&](const std::string& each) { return each == name; });
}

// Returns the subcommand that was typed, or the program itself.
const CLI::App& TypedCommand(const CLI::App& app) {
  const std::vector<const CLI::App*> typed =
      app.get_subcommands([](const CLI::App* command) { return command->parsed(); });
  return typed.empty() ? app : TypedCommand(*typed.front());
}

std::string CommandName(const CLI::App& command) {
  const CLI::App* parent = command.get_parent();
  return parent == nullptr ? command.get_name() : CommandName(*parent) + ' ' + command.get_name();
}

std::vector<std::string> Commands(const CLI::App& command) {
  std::vector<std::string> names;
  for (const CLI::App* each : command.get_subcommands({})) names.push_back(each->get_name());
  return names;
}

// "a", "a and b", "a, b and c".
std::string CommaSeparated(const std::vector<std::string>& words) {
  std::string text;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i > 0) text += i + 1 < words.size() ? ", " : " and ";
    text += words[i];
  }
  return text;
}

// Returns the other commands of the tool that have this option. Returns none if there are too many
// of them to be of help.
std::vector<std::string> OtherCommandsWith(const CLI::App& command, std::string_view option) {
  constexpr std::size_t kMostShownCommands = 3;
  std::vector<std::string> names;
  if (command.get_parent() == nullptr) return names;
  for (const CLI::App* each : command.get_parent()->get_subcommands({})) {
    if (IsLongName(*each, option)) names.push_back(CommandName(*each));
  }
  if (names.size() > kMostShownCommands) names.clear();
  return names;
}

std::string DidYouMean(const std::string& nearest) {
  return nearest.empty() ? std::string() : "; did you mean " + nearest + "?";
}

// Newer versions of CLI11 fill the lines of descriptions and footers, which breaks examples apart.
template <typename Formatter>
void KeepLines(Formatter& formatter) {
  if constexpr (requires { formatter.enable_footer_formatting(false); }) {
    formatter.enable_footer_formatting(false);
    formatter.enable_description_formatting(false);
  }
}

// CLI11 shows a switch with two names as --shuffle,--no-shuffle{false}.
class HelpFormatter final : public CLI::Formatter {
 public:
  std::string make_option_name(const CLI::Option* option, bool is_positional) const override {
    constexpr std::string_view kSwitchedOff = "{false}";
    std::string name = CLI::Formatter::make_option_name(option, is_positional);
    const std::size_t at = name.find(kSwitchedOff);
    if (at != std::string::npos) name.erase(at, kSwitchedOff.size());
    return name;
  }
};

void SetFormatter(CLI::App& app, const std::shared_ptr<HelpFormatter>& formatter) {
  app.formatter(formatter);
  for (CLI::App* const command : app.get_subcommands({})) SetFormatter(*command, formatter);
}

class CommandLine {
 public:
  CommandLine(CLI::App& app, const std::vector<std::string>& typed) : app_(app), typed_(typed) {
    const auto formatter = std::make_shared<HelpFormatter>();
    KeepLines(*formatter);
    SetFormatter(app, formatter);
    // CLI11 expects the arguments in reverse order.
    bool may_be_option = true;  // until --
    for (const std::string& argument : typed) {
      if (argument == "--") may_be_option = false;
      parsed_.insert(parsed_.begin(), may_be_option ? WithHyphens(argument) : argument);
    }
  }

  std::optional<int> Parse() {
    try {
      app_.parse(parsed_);  // consumes its argument
      return OptionOfOneHyphen().empty() ? std::nullopt : std::optional(SayWhatIsWrong({}));
    } catch (const CLI::ParseError& error) {
      if (error.get_exit_code() != 0) return SayWhatIsWrong(TextOf(error));
      return app_.exit(error) == 0 ? kExitDone : kExitNothing;
    }
  }

 private:
  std::string TextOf(const CLI::ParseError& error) const {
    const CLI::App& command = TypedCommand(app_);
    const bool missing = error.get_exit_code() == static_cast<int>(CLI::ExitCodes::RequiredError);
    if (!missing || command.get_require_subcommand_min() == 0) return error.what();
    return "a command is required: " + CommaSeparated(Commands(command));
  }

  static std::string WithHyphens(std::string argument) {
    if (!argument.starts_with("--")) return argument;
    const auto name_end = argument.begin() + static_cast<std::ptrdiff_t>(
                                                 std::min(argument.find('='), argument.size()));
    std::replace(argument.begin(), name_end, '_', '-');
    return argument;
  }

  // Returns a long option that was typed with one hyphen; CLI11 reads "-output a" as "-o utput a".
  // Returns an empty string if there is none.
  std::string OptionOfOneHyphen() const {
    const CLI::App& command = TypedCommand(app_);
    for (const std::string& argument : typed_) {
      if (argument == "--") return {};
      const bool one = IsOption(argument) && !argument.starts_with("--");
      if (one && argument.size() > 2 && IsLongName(command, NameOf(argument))) return argument;
    }
    return {};
  }

  void Say(const std::string& text) const { console::Say(CommandName(TypedCommand(app_)), text); }

  // Returns the arguments that are not part of an option or positional, as they were typed.
  std::vector<std::string> Leftovers() const {
    std::vector<std::string> leftovers;
    for (const std::string& argument : app_.remaining(true)) {
      if (argument == "--") continue;
      const auto typed = std::ranges::find(typed_, argument, WithHyphens);
      leftovers.push_back(typed == typed_.end() ? argument : *typed);
    }
    return leftovers;
  }

  // Prints what is wrong and returns the exit code. `error` is printed if no argument is unknown.
  int SayWhatIsWrong(const std::string& error) const {
    const CLI::App& command = TypedCommand(app_);
    if (const std::string option = OptionOfOneHyphen(); !option.empty()) {
      Say("there is no option " + option + DidYouMean('-' + option));
    } else if (!SayLeftovers(command)) {
      Say(error);
    }
    Say("see " + CommandName(command) + " --help");
    return kExitNothing;
  }

  // Reports the leftover arguments. Returns false if there are none.
  bool SayLeftovers(const CLI::App& command) const {
    const std::vector<std::string> leftovers = Leftovers();
    bool unknown = false;
    for (const std::string& argument : leftovers) {
      if (!IsOption(argument)) continue;
      unknown = true;
      Say("there is no option " + argument.substr(0, argument.find('=')) +
          OptionAdvice(command, argument));
    }
    if (unknown || leftovers.empty()) return unknown;
    if (command.get_subcommands({}).empty()) {
      Say("'" + leftovers.front() + "' was not expected");
    } else {
      Say("there is no command '" + leftovers.front() + "'" +
          DidYouMean(NearestWord(leftovers.front(), Commands(command))));
    }
    return true;
  }

  // An option of another command is more likely to be meant than one with a similar name: `imrec
  // preview --class dog` means the filter by class, not the file of class names (--classes).
  static std::string OptionAdvice(const CLI::App& command, const std::string& argument) {
    const std::string_view name = NameOf(argument);
    const std::vector<std::string> others =
        argument.starts_with("--") ? OtherCommandsWith(command, name) : std::vector<std::string>();
    if (!others.empty()) return "; it is an option of " + CommaSeparated(others);
    const std::string nearest = NearestWord(name, LongNames(command));
    return DidYouMean(nearest.empty() ? nearest : "--" + nearest);
  }

  CLI::App& app_;
  const std::vector<std::string>& typed_;
  std::vector<std::string> parsed_;
};

// Returns the parts of a name in alphabetical order, the same for "pack-label" and "label-pack".
std::vector<std::string> SortedParts(std::string_view name) {
  std::vector<std::string> parts(1);
  for (const char c : name) {
    if (c == '-') {
      parts.emplace_back();
    } else {
      parts.back() += c;
    }
  }
  std::ranges::sort(parts);
  return parts;
}

}  // namespace

std::string TypedCommandName(const CLI::App& app) { return CommandName(TypedCommand(app)); }

std::string NearestWord(std::string_view typed, const std::vector<std::string>& words) {
  std::string nearest;
  std::size_t least = std::numeric_limits<std::size_t>::max();
  for (const std::string& word : words) {
    const bool same_parts = SortedParts(typed) == SortedParts(word);
    const std::size_t distance = same_parts ? 0 : EditDistance(typed, word);
    const std::size_t longer = std::max(typed.size(), word.size());
    // Up to a third of the letters may differ.
    if (3 * distance > longer && !OneHoldsTheOther(typed, word)) continue;
    if (distance >= least) continue;
    least = distance;
    nearest = word;
  }
  return nearest;
}

std::optional<int> ParseCommandLine(CLI::App& app, const std::string& tool, int argc,
                                    const char* const* argv) {
  return ParseCommandLine(app, tool,
                          std::vector<std::string>(argv + std::min(argc, 1), argv + argc));
}

std::optional<int> ParseCommandLine(CLI::App& app, const std::string& tool,
                                    const std::vector<std::string>& arguments) {
  app.name(tool);
  app.set_version_flag("--version", VersionLine(tool));
  if (arguments.size() == 2 && arguments.front() == kGenerate) {
    const std::string text = Generate(OutlineOf(app), arguments.back());
    std::fwrite(text.data(), 1, text.size(), stdout);
    return kExitDone;
  }
  return CommandLine(app, arguments).Parse();
}

}  // namespace imrec::console
