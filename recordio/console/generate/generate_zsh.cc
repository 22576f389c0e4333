#include <algorithm>
#include <sstream>

#include "recordio/console/generate/generate.h"

namespace imrec::console {
namespace {

// Within single quotes, where [ ] and : mean something to _arguments.
std::string ZshEscaped(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '\'') {
      escaped += "'\\''";
      continue;
    }
    if (c == '[' || c == ']' || c == ':' || c == '\\') escaped += '\\';
    escaped += c;
  }
  return escaped;
}

std::string Function(const CommandOutline& command) {
  std::string name = "_" + command.path;
  std::ranges::replace(name, ' ', '_');
  return name;
}

std::string Action(const OptionOutline& option) {
  switch (option.kind) {
    case ValueKind::kChoice:
      return "(" + ZshEscaped(Joined(option.choices, " ")) + ")";
    case ValueKind::kText:
      return "_files";
    default:
      return " ";
  }
}

// "'(-o --output)'{-o,--output}'[...]:TEXT:_files'".
std::string Specification(const OptionOutline& option) {
  std::string text;
  const std::string names = Joined(option.names, ",");
  if (option.names.size() > 1) {
    text = "'(" + Joined(option.names, " ") + ")'{" + names + "}'";
  } else {
    text = "'" + names;
  }
  text += "[" + ZshEscaped(option.description) + "]";
  if (option.kind != ValueKind::kNone)
    text += ":" + ZshEscaped(option.value) + ":" + Action(option);
  return text + "'";
}

void WriteFunction(const CommandOutline& command, std::ostringstream& text) {
  text << Function(command) << "() {\n";
  if (!command.commands.empty()) {
    text << "  local curcontext=\"$curcontext\" state line\n  local -a commands\n";
  }
  text << "  _arguments -s -S" << (command.commands.empty() ? "" : " -C");
  for (const OptionOutline& option : command.options) {
    text << " \\\n    " << Specification(option);
  }
  for (const OptionOutline& positional : command.positionals) {
    text << " \\\n    '" << (positional.many ? "*" : "") << (positional.required ? ":" : "::")
         << ZshEscaped(positional.names.front()) << ':' << Action(positional) << "'";
  }
  if (!command.commands.empty()) {
    text << " \\\n    '1:command:->command' \\\n    '*::argument:->arguments'\n"
         << "  case $state in\n    command)\n      commands=(\n";
    for (const CommandOutline& each : command.commands) {
      text << "        '" << each.name << ':' << ZshEscaped(each.description) << "'\n";
    }
    text << "      )\n      _describe command commands ;;\n    arguments)\n"
         << "      case $line[1] in\n";
    for (const CommandOutline& each : command.commands) {
      text << "        " << each.name << ") " << Function(each) << " ;;\n";
    }
    text << "      esac ;;\n  esac";
  }
  text << "\n}\n\n";
  for (const CommandOutline& each : command.commands) WriteFunction(each, text);
}

}  // namespace

std::string ZshCompletion(const CommandOutline& tool) {
  std::ostringstream text;
  text << "#compdef " << tool.name << "\n\n";
  WriteFunction(tool, text);
  const std::string name = Function(tool);
  text << "if [ \"$funcstack[1]\" = " << name << " ]; then\n  " << name << " \"$@\"\nelse\n"
       << "  compdef " << name << ' ' << tool.name << "\nfi\n";
  return text.str();
}

}  // namespace imrec::console
