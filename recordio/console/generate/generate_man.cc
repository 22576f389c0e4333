#include <array>
#include <cstddef>
#include <sstream>

#include "recordio/console/generate/generate.h"

namespace imrec::console {
namespace {

constexpr std::array kTools = {"im2rec", "imrec", "voc2lst"};

// Text that roff takes for nothing but text.
std::string ManEscaped(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    switch (c) {
      case '\\':
        escaped += "\\e";
        break;
      case '-':
        escaped += "\\-";
        break;
      case '\'':
        escaped += "\\(aq";
        break;
      case '`':
        escaped += "\\(ga";
        break;
      case '^':
        escaped += "\\(ha";
        break;
      case '~':
        escaped += "\\(ti";
        break;
      case '"':
        escaped += "\\(dq";
        break;
      default:
        escaped += c;
    }
  }
  return escaped.starts_with('.') ? "\\&" + escaped : escaped;
}

std::string Bold(std::string_view text) { return "\\fB" + ManEscaped(text) + "\\fR"; }
std::string Italic(std::string_view text) { return "\\fI" + ManEscaped(text) + "\\fR"; }

std::string UpperCase(std::string text) {
  for (char& c : text) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return text;
}

class ManWriter {
 public:
  std::string Write(const CommandOutline& tool) {
    Line(".TH " + UpperCase(tool.name) +
         " 1 " IMREC_VERSION_DATE " \"imrec " IMREC_VERSION "\" \"imrec manual\"");
    Line(".SH NAME");
    std::string summary = tool.description;
    if (summary.ends_with('.')) summary.pop_back();
    Line(ManEscaped(tool.name) + " \\- " + ManEscaped(summary));
    Line(".SH SYNOPSIS");
    Line(Synopsis(tool));
    Section("ARGUMENTS", tool.positionals);
    Section("OPTIONS", tool.options);
    if (!tool.commands.empty()) Line(".SH COMMANDS");
    for (const CommandOutline& command : tool.commands) Command(command);
    Footer(tool.footer, true);
    SeeAlso(tool.name);
    return text_.str();
  }

 private:
  void Line(const std::string& line) { text_ << line << '\n'; }

  static std::string Synopsis(const CommandOutline& command) {
    std::string line = Bold(command.path) + " [" + Italic("OPTIONS") + "]";
    for (const OptionOutline& positional : command.positionals) {
      const std::string name = Italic(positional.names.front()) + (positional.many ? "..." : "");
      line += positional.required ? " " + name : " [" + name + "]";
    }
    if (!command.commands.empty()) line += " " + Italic("COMMAND") + " ...";
    return line;
  }

  static std::string Tag(const OptionOutline& option, bool positional) {
    std::string tag;
    for (const std::string& name : option.names) {
      tag += (tag.empty() ? "" : ", ") + (positional ? Italic(name) : Bold(name));
    }
    if (positional || option.kind == ValueKind::kNone) return tag;
    if (option.kind == ValueKind::kChoice) {
      std::string choices;
      for (const std::string& choice : option.choices) {
        choices += (choices.empty() ? " " : "|") + Bold(choice);
      }
      tag += choices;
    } else {
      tag += " " + Italic(option.value);
    }
    return tag + (option.many ? " ..." : "");
  }

  void Entry(const OptionOutline& option, bool positional) {
    Line(".TP");
    Line(Tag(option, positional));
    std::string text = ManEscaped(option.description);
    const auto add = [&](const std::string& more) { text += (text.empty() ? "" : "; ") + more; };
    if (!option.default_text.empty()) add("default: " + ManEscaped(option.default_text));
    if (!option.needs.empty()) add("needs " + ManEscaped(Joined(option.needs, ", ")));
    if (!option.excludes.empty()) add("excludes " + ManEscaped(Joined(option.excludes, ", ")));
    Line(text + '.');
  }

  // Groups of options that have a title of their own come with it.
  void Entries(const std::vector<OptionOutline>& options) {
    std::string group = "Options";
    for (const OptionOutline& option : options) {
      const bool positional = !option.names.front().starts_with('-');
      if (!positional && option.group != group) {
        group = option.group;
        Line(".PP");
        Line(Bold(group));
      }
      Entry(option, positional);
    }
  }

  void Section(const char* title, const std::vector<OptionOutline>& options) {
    if (options.empty()) return;
    Line(std::string(".SH ") + title);
    Entries(options);
  }

  void Command(const CommandOutline& command) {
    Line(".SS \"" + ManEscaped(command.path) + '"');
    Line(ManEscaped(command.description) + '.');
    Line(".PP");
    Line(Synopsis(command));
    Entries(command.positionals);
    std::vector<OptionOutline> options;
    for (const OptionOutline& option : command.options) {
      if (option.names.back() != "--help") options.push_back(option);
    }
    Entries(options);
    Footer(command.footer, false);
    for (const CommandOutline& each : command.commands) Command(each);
  }

  // Indented lines are examples and stay as they are. Of a tool, examples and exit codes are
  // sections.
  void Footer(const std::string& footer, bool sections) {
    constexpr std::string_view kExamples = "Examples:";
    constexpr std::string_view kExitCode = "Exit code: ";
    std::istringstream lines(footer);
    enum { kNothing, kExample, kText } last = kNothing;
    const auto finish_example = [&] {
      if (last == kExample) Line(".EE");
    };
    for (std::string line; std::getline(lines, line);) {
      if (line.empty()) {
        finish_example();
        last = kNothing;
      } else if (line.starts_with(' ')) {
        if (last != kExample) {
          if (last == kText || !sections) Line(".PP");
          Line(".EX");
        }
        last = kExample;
        Line(ManEscaped(line));
      } else {
        finish_example();
        std::string_view rest = line;
        if (sections && line == kExamples) {
          Line(".SH EXAMPLES");
          last = kNothing;
          continue;
        }
        if (sections && line.starts_with(kExitCode)) {
          Line(".SH \"EXIT STATUS\"");
          rest.remove_prefix(kExitCode.size());
        } else if (last != kText || line.ends_with(':')) {
          Line(".PP");
        }
        Line(ManEscaped(rest));
        last = kText;
      }
    }
    finish_example();
  }

  void SeeAlso(const std::string& name) {
    Line(".SH \"SEE ALSO\"");
    std::string others;
    for (const char* tool : kTools) {
      if (name == tool) continue;
      others += (others.empty() ? "" : ",\n") + (".BR " + std::string(tool)) + " (1)";
    }
    Line(others);
  }

  std::ostringstream text_;
};

}  // namespace

std::string ManPage(const CommandOutline& tool) { return ManWriter().Write(tool); }

}  // namespace imrec::console
