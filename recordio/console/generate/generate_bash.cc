#include <functional>
#include <sstream>

#include "recordio/console/generate/generate.h"

namespace imrec::console {
namespace {

std::string BashQuoted(std::string_view text) {
  std::string quoted = "'";
  for (const char c : text) {
    if (c == '\'') {
      quoted += "'\\''";
    } else {
      quoted += c;
    }
  }
  return quoted + "'";
}

void ForEachCommand(const CommandOutline& command,
                    const std::function<void(const CommandOutline&)>& visit) {
  visit(command);
  for (const CommandOutline& each : command.commands) ForEachCommand(each, visit);
}

std::vector<std::string> OptionNames(const CommandOutline& command) {
  std::vector<std::string> names;
  for (const OptionOutline& option : command.options) {
    names.insert(names.end(), option.names.begin(), option.names.end());
  }
  return names;
}

std::vector<std::string> CommandNames(const CommandOutline& command) {
  std::vector<std::string> names;
  for (const CommandOutline& each : command.commands) names.push_back(each.name);
  return names;
}

// The branch of a case for options whose values are known, or are numbers.
std::string ValueBranch(const CommandOutline& command, const OptionOutline& option) {
  std::vector<std::string> patterns;
  for (const std::string& name : option.names) {
    patterns.push_back(BashQuoted(command.path + ' ' + name));
  }
  const std::string pattern = "    " + Joined(patterns, "|") + ") ";
  if (option.kind == ValueKind::kNumber) {
    return pattern + "compopt +o default +o bashdefault; return ;;\n";
  }
  if (option.kind == ValueKind::kChoice) {
    return pattern + "words=" + BashQuoted(Joined(option.choices, " ")) + " ;;\n";
  }
  return option.kind == ValueKind::kText ? pattern + "return ;;\n" : std::string();
}

}  // namespace

// Where nothing is offered, bash completes names of files.
std::string BashCompletion(const CommandOutline& tool) {
  std::ostringstream text;
  text
      << "# bash completion of " << tool.name << "\n_" << tool.name << "() {\n"
      << R"(  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} words='' options='' commands='' i
  # bash takes --option=value for three words.
  if [[ $word == = ]]; then
    word=''
  elif [[ $before == = && COMP_CWORD -ge 2 ]]; then
    before=${COMP_WORDS[COMP_CWORD-2]}
  fi
)"
      << "  local command=" << BashQuoted(tool.path) << '\n';
  std::ostringstream values;
  std::ostringstream words;
  std::vector<std::string> paths;
  ForEachCommand(tool, [&](const CommandOutline& command) {
    if (&command != &tool) paths.push_back(BashQuoted(command.path));
    for (const OptionOutline& option : command.options) values << ValueBranch(command, option);
    words << "        " << BashQuoted(command.path)
          << ") options=" << BashQuoted(Joined(OptionNames(command), " "));
    if (!command.commands.empty()) {
      words << " commands=" << BashQuoted(Joined(CommandNames(command), " "));
    }
    words << " ;;\n";
  });
  if (!paths.empty()) {
    text << "  for ((i = 1; i < COMP_CWORD; ++i)); do\n"
         << "    case \"$command ${COMP_WORDS[i]}\" in\n      " << Joined(paths, "|")
         << ") command+=\" ${COMP_WORDS[i]}\" ;;\n    esac\n  done\n";
  }
  text << "  case \"$command $before\" in\n"
       << values.str() << "    *)\n      case $command in\n"
       << words.str() << "      esac\n"
       << "      if [[ $word == -* ]]; then words=$options; else words=$commands; fi ;;\n  esac\n"
       << "  mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$word\")\n}\n"
       << "complete -o bashdefault -o default -F _" << tool.name << ' ' << tool.name << '\n';
  return text.str();
}

}  // namespace imrec::console
