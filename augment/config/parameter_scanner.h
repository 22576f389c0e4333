// Parses NAME = VALUE pairs in the syntax of Python's keyword arguments, separated by commas or
// line ends.
#ifndef IMREC_AUGMENT_CONFIG_PARAMETER_SCANNER_H_
#define IMREC_AUGMENT_CONFIG_PARAMETER_SCANNER_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace imrec::config {

struct Parameter {
  std::string text;             // as written, without quotes
  std::vector<double> numbers;  // one, or those of a tuple; empty if not numeric
  std::uint64_t line = 0;
};

/// Reads the pairs of a text one after the other. Comments begin with '#'. The text and the name of
/// the file must outlive the scanner.
class ParameterScanner {
 public:
  ParameterScanner(std::string_view text, const std::string& file) : text_(text), file_(file) {}

  /// Skips blanks, commas and comments. Returns true if nothing is left.
  bool AtEnd();

  /// Reads the next name and the '=' after it. Throws Error with file and line.
  std::string Name();

  /// Reads the value after the '='. Throws Error with file and line.
  Parameter Next();

  /// The current line, from 1.
  std::uint64_t line() const { return line_; }

 private:
  void SkipBlanks();
  std::string Enclosed(char end);

  std::string_view text_;
  const std::string& file_;
  std::size_t at_ = 0;
  std::uint64_t line_ = 1;
};

/// Returns true if the first word of the text is followed by '='.
bool StartsWithParameter(std::string_view text);

}  // namespace imrec::config

#endif  // IMREC_AUGMENT_CONFIG_PARAMETER_SCANNER_H_
