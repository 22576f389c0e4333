// NAME = VALUE pairs, as Python's keyword arguments have them, one a line or between commas.
#ifndef IMREC_AUGMENT_CONFIG_PARAMETER_SCANNER_H_
#define IMREC_AUGMENT_CONFIG_PARAMETER_SCANNER_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace imrec::config {

struct Parameter {
  std::string text;             // as typed, without quotes
  std::vector<double> numbers;  // one, or those of a tuple; empty if it is no number
  std::uint64_t line = 0;
};

/// Reads the pairs of a text one after the other; comments begin with '#'. The text and the file's
/// name must outlive it.
class ParameterScanner {
 public:
  ParameterScanner(std::string_view text, const std::string& file) : text_(text), file_(file) {}

  /// Moves over blanks, commas and comments; true if nothing is left.
  bool AtEnd();

  /// The name that comes next, and the '=' behind it. Throws Error with file and line.
  std::string Name();

  /// The value behind it. Throws Error with file and line.
  Parameter Next();

  /// From 1.
  std::uint64_t line() const { return line_; }

 private:
  void SkipBlanks();
  std::string Enclosed(char end);

  std::string_view text_;
  const std::string& file_;
  std::size_t at_ = 0;
  std::uint64_t line_ = 1;
};

/// True for text whose first word is followed by '='.
bool StartsWithParameter(std::string_view text);

}  // namespace imrec::config

#endif  // IMREC_AUGMENT_CONFIG_PARAMETER_SCANNER_H_
