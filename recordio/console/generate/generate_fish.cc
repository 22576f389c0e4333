#include <sstream>

#include "recordio/console/generate/generate.h"

namespace imrec::console {
namespace {

std::string FishQuoted(std::string_view text) {
  std::string quoted = "'";
  for (const char c : text) {
    if (c == '\'' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted + "'";
}

std::string FishCommands(const CommandOutline& command) {
  std::string names;
  for (const CommandOutline& each : command.commands) {
    names += (names.empty() ? "" : " ") + each.name;
  }
  return names;
}

class FishWriter {
 public:
  explicit FishWriter(std::string tool) : tool_(std::move(tool)) {}

  // `typed` is the condition under which this command was typed; empty for the tool itself.
  void Write(const CommandOutline& command, const std::string& typed) {
    std::string here = typed;
    if (!command.commands.empty()) {
      here += (here.empty() ? "not " : "; and not ") +
              ("__fish_seen_subcommand_from " + FishCommands(command));
    }
    for (const OptionOutline& option : command.options) {
      text_ << Start(here) << Option(option) << '\n';
    }
    for (const CommandOutline& each : command.commands) {
      text_ << Start(here) << " -f -a " << each.name << " -d " << FishQuoted(each.description)
            << '\n';
    }
    for (const CommandOutline& each : command.commands) {
      Write(each,
            typed + (typed.empty() ? "" : "; and ") + "__fish_seen_subcommand_from " + each.name);
    }
  }

  std::string text() const { return text_.str(); }

 private:
  std::string Start(const std::string& condition) const {
    return "complete -c " + tool_ + (condition.empty() ? "" : " -n " + FishQuoted(condition));
  }

  static std::string Option(const OptionOutline& option) {
    std::string text;
    for (const std::string& name : option.names) {
      text += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
    }
    if (option.kind == ValueKind::kChoice)
      text += " -x -a " + FishQuoted(Joined(option.choices, " "));
    if (option.kind == ValueKind::kNumber) text += " -x";
    if (option.kind == ValueKind::kText) text += " -r -F";
    return text + " -d " + FishQuoted(option.description);
  }

  std::string tool_;
  std::ostringstream text_;
};

}  // namespace

std::string FishCompletion(const CommandOutline& tool) {
  FishWriter writer(tool.name);
  writer.Write(tool, {});
  return "# fish completion of " + tool.name + '\n' + writer.text();
}

}  // namespace imrec::console
