// Text in memory: its lines, LF or CRLF, with their numbers; trimming.
#ifndef IMREC_TEXT_LINES_H_
#define IMREC_TEXT_LINES_H_

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace imrec {

/// The text without white space at its ends.
inline std::string_view TrimBlanks(std::string_view text) {
  constexpr std::string_view kBlank = " \t\r\n\v\f";
  const std::size_t begin = text.find_first_not_of(kBlank);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kBlank) - begin + 1);
}

class TextLines {
 public:
  explicit TextLines(std::string_view text) : rest_(text) {}

  /// Moves to the next line; false at the end of the text.
  bool Next() {
    if (rest_.empty()) return false;
    const std::size_t end = rest_.find('\n');
    line_ = rest_.substr(0, end);
    rest_.remove_prefix(end == std::string_view::npos ? rest_.size() : end + 1);
    if (line_.ends_with('\r')) line_.remove_suffix(1);
    ++number_;
    return true;
  }

  /// The line without its end.
  std::string_view line() const { return line_; }
  /// From 1.
  std::uint64_t number() const { return number_; }

 private:
  std::string_view rest_;
  std::string_view line_;
  std::uint64_t number_ = 0;
};

}  // namespace imrec

#endif  // IMREC_TEXT_LINES_H_
