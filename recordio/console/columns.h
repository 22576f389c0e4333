// Text in columns on terminals.
#ifndef IMREC_RECORDIO_CONSOLE_COLUMNS_H_
#define IMREC_RECORDIO_CONSOLE_COLUMNS_H_

#include <cstddef>
#include <string>
#include <string_view>

namespace imrec::console {

/// Returns the columns that UTF-8 text takes on a terminal, by wcwidth() of the C library: 2 for a
/// Chinese character, none for a combining mark. What is not UTF-8, and characters that are not
/// printable, count one column a byte.
std::size_t ColumnsOf(std::string_view text);

/// Returns the text, with control characters escaped, and spaces up to that number of columns.
/// Longer text is not cut.
std::string PaddedTo(std::size_t columns, std::string_view text);

}  // namespace imrec::console

#endif  // IMREC_RECORDIO_CONSOLE_COLUMNS_H_
