#include "tests/docs/markdown.h"

#include <algorithm>
#include <array>
#include <regex>
#include <sstream>

namespace imrec::test {
namespace {

std::vector<std::string> Lines(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

std::string Trimmed(const std::string& line) {
  const std::size_t begin = line.find_first_not_of(' ');
  return begin == std::string::npos ? ""
                                    : line.substr(begin, line.find_last_not_of(' ') - begin + 1);
}

}  // namespace

std::vector<CodeBlock> CodeBlocks(const std::string& markdown) {
  constexpr std::string_view kFence = "```";
  std::vector<CodeBlock> blocks;
  bool inside = false;
  std::size_t number = 0;
  std::string before;
  for (const std::string& line : Lines(markdown)) {
    ++number;
    if (line.starts_with(kFence)) {
      if (!inside) {
        blocks.push_back({.language = line.substr(kFence.size()),
                          .line = number,
                          .varies = before == "<!-- output varies -->",
                          .lines = {}});
      }
      inside = !inside;
    } else if (inside) {
      blocks.back().lines.push_back(line);
    }
    before = line;
  }
  return blocks;
}

std::vector<ShellExample> ShellExamples(const CodeBlock& block) {
  std::vector<ShellExample> examples;
  for (const std::string& line : block.lines) {
    if (block.language == "sh") {
      if (!Trimmed(line).empty()) examples.push_back({.command = line, .output = {}});
    } else if (line.starts_with("$ ")) {
      examples.push_back({.command = line.substr(2), .output = {}});
    } else if (!examples.empty() && !Trimmed(line).empty()) {
      examples.back().output.push_back(line);
    }
  }
  return examples;
}

std::vector<std::string> HelpExamples(const std::string& help) {
  std::vector<std::string> examples;
  for (const std::string& line : Lines(help)) {
    std::string command = Trimmed(line);
    for (const std::string prefix : {"Example: ", "Then: "}) {
      if (command.starts_with(prefix)) command = command.substr(prefix.size());
    }
    // The usage line comes before all examples and names what is to be filled in.
    const bool ours =
        std::ranges::any_of(std::array{"im2rec ", "voc2lst ", "imrec "},
                            [&](const char* tool) { return command.starts_with(tool); });
    if (ours && command.find('[') == std::string::npos) examples.push_back(command);
  }
  return examples;
}

std::string WithoutFigures(const std::string& line) {
  static const std::regex kDigest("\\b[0-9a-f]{16,}\\b");
  static const std::regex kNumber("[0-9][0-9.,]*");
  static const std::regex kUnit("# (B|KiB|MiB|GiB)\\b");
  static const std::regex kBlanks(" +");
  std::string text = std::regex_replace(line, kDigest, "#");
  text = std::regex_replace(text, kNumber, "#");
  text = std::regex_replace(text, kUnit, "# bytes");
  return Trimmed(std::regex_replace(text, kBlanks, " "));
}

std::string FirstMissingLine(const std::vector<std::string>& shown, const std::string& actual) {
  std::vector<std::string> lines = Lines(actual);
  std::erase_if(lines, [](const std::string& line) { return Trimmed(line).empty(); });
  auto next = lines.begin();
  bool anything = false;
  for (const std::string& line : shown) {
    if (Trimmed(line) == "...") {
      anything = true;
      continue;
    }
    const std::string wanted = WithoutFigures(line);
    const auto found = std::find_if(next, lines.end(), [&](const std::string& there) {
      return WithoutFigures(there) == wanted;
    });
    if (found == lines.end() || (found != next && !anything)) return line;
    next = found + 1;
    anything = false;
  }
  return next == lines.end() || anything ? "" : "nothing more, but there is: " + *next;
}

}  // namespace imrec::test
