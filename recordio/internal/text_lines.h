// Splits text in memory into numbered lines, and trims white space.
#ifndef IMREC_RECORDIO_INTERNAL_TEXT_LINES_H_
#define IMREC_RECORDIO_INTERNAL_TEXT_LINES_H_

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace imrec {

/// Returns `text` without white space at both ends. The result is part of `text`.
inline std::string_view TrimBlanks(std::string_view text) {
  constexpr std::string_view kBlank = " \t\r\n\v\f";
  const std::size_t begin = text.find_first_not_of(kBlank);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kBlank) - begin + 1);
}

/// Iterates over the lines of a text, which end in LF or CRLF. The text must outlive this object
/// and the lines that it returns. Not thread-safe.
class TextLines {
 public:
  explicit TextLines(std::string_view text) : rest_(text) {}

  /// Moves to the next line. Returns false if there is none; line() and number() are then
  /// unchanged.
  bool Next() {
    if (rest_.empty()) return false;
    const std::size_t end = rest_.find('\n');
    line_ = rest_.substr(0, end);
    rest_.remove_prefix(end == std::string_view::npos ? rest_.size() : end + 1);
    if (line_.ends_with('\r')) line_.remove_suffix(1);
    ++number_;
    return true;
  }

  /// The current line without its line end.
  std::string_view line() const { return line_; }
  /// The number of the current line, from 1; 0 before the first Next().
  std::uint64_t number() const { return number_; }

 private:
  std::string_view rest_;
  std::string_view line_;
  std::uint64_t number_ = 0;
};

}  // namespace imrec

#endif  // IMREC_RECORDIO_INTERNAL_TEXT_LINES_H_
