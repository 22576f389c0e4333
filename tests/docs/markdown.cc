#include "tests/docs/markdown.h"

#include <algorithm>
#include <array>
#include <cctype>
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

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

bool IsDigest(const std::string& word) {
  return word.size() >= 16 && word.find_first_not_of("0123456789abcdef") == std::string::npos;
}

// "1,234.5x" -> "#x".
std::string WithoutNumbers(const std::string& word) {
  std::string text;
  for (std::size_t i = 0; i < word.size(); ++i) {
    if (!IsDigit(word[i])) {
      text += word[i];
      continue;
    }
    while (i + 1 < word.size() &&
           (IsDigit(word[i + 1]) || word[i + 1] == '.' || word[i + 1] == ',')) {
      ++i;
    }
    text += '#';
  }
  return text;
}

// "MiB," and so on.
bool IsByteUnit(const std::string& word) {
  return std::ranges::any_of(std::array{"B", "KiB", "MiB", "GiB"}, [&](const std::string& unit) {
    return word == unit || (word.starts_with(unit) && std::ispunct(word[unit.size()]) != 0);
  });
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
    // The usage line, which precedes all examples, contains placeholders.
    const bool ours =
        std::ranges::any_of(std::array{"im2rec ", "voc2lst ", "imrec "},
                            [&](const char* tool) { return command.starts_with(tool); });
    if (ours && command.find('[') == std::string::npos) examples.push_back(command);
  }
  return examples;
}

std::string WithoutFigures(const std::string& line) {
  std::istringstream words(line);
  std::string text;
  bool after_number = false;
  for (std::string word; words >> word;) {
    if (IsDigest(word)) word = "#";
    word = WithoutNumbers(word);
    if (after_number && IsByteUnit(word)) word.replace(0, word.find('B') + 1, "bytes");
    after_number = word.ends_with('#');
    text += (text.empty() ? "" : " ") + word;
  }
  return text;
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
