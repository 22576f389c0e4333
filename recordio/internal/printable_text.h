// Text of files on terminals and in logs.
#ifndef IMREC_RECORDIO_INTERNAL_PRINTABLE_TEXT_H_
#define IMREC_RECORDIO_INTERNAL_PRINTABLE_TEXT_H_

#include <string>
#include <string_view>

namespace imrec {

enum class LineEnds { kEscape, kKeep };

/// Escapes control characters, as `\n`, `\t` and `\x1b`: names in files of strangers could
/// otherwise forge lines of a message, or hold commands for the terminal. kKeep keeps line ends and
/// tabs, for texts of several lines.
std::string PrintableText(std::string_view text, LineEnds line_ends = LineEnds::kEscape);

}  // namespace imrec

#endif  // IMREC_RECORDIO_INTERNAL_PRINTABLE_TEXT_H_
