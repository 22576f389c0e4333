// Code blocks of Markdown files, and examples in --help.
#ifndef IMREC_TESTS_DOCS_MARKDOWN_H_
#define IMREC_TESTS_DOCS_MARKDOWN_H_

#include <cstddef>
#include <string>
#include <vector>

namespace imrec::test {

struct CodeBlock {
  std::string language;  // the text after the fence; may be empty
  std::size_t line = 0;  // line of the fence, from 1
  bool varies = false;   // "<!-- output varies -->" is on the line before the fence
  std::vector<std::string> lines;
};

std::vector<CodeBlock> CodeBlocks(const std::string& markdown);

/// A command, and the lines that are shown below it.
struct ShellExample {
  std::string command;
  std::vector<std::string> output;
};

/// Returns the examples of a block: for `console`, each line that begins with "$ " and its output;
/// for `sh`, each line.
std::vector<ShellExample> ShellExamples(const CodeBlock& block);

/// Returns the command lines of our tools in a help text: those that begin with a tool's name, also
/// after "Example: " or "Then: ".
std::vector<std::string> HelpExamples(const std::string& help);

/// Returns the line with each number replaced by "#" and runs of blanks by one blank, to compare
/// outputs whose numbers vary.
std::string WithoutFigures(const std::string& line);

/// Returns the first line of `shown` that `actual` does not have in this order, or an empty string.
/// A line "..." in `shown`, trimmed, matches any lines.
std::string FirstMissingLine(const std::vector<std::string>& shown, const std::string& actual);

}  // namespace imrec::test

#endif  // IMREC_TESTS_DOCS_MARKDOWN_H_
