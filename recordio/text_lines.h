// Lines of a text in memory, LF or CRLF, with their numbers.
#ifndef IMREC_RECORDIO_TEXT_LINES_H_
#define IMREC_RECORDIO_TEXT_LINES_H_

#include <cstdint>
#include <string_view>

namespace imrec {

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

#endif  // IMREC_RECORDIO_TEXT_LINES_H_
