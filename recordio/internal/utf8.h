// UTF-8, in which imrec reads and writes text.
#ifndef IMREC_RECORDIO_INTERNAL_UTF8_H_
#define IMREC_RECORDIO_INTERNAL_UTF8_H_

#include <string>
#include <string_view>

namespace imrec {

bool IsUtf8(std::string_view text);

/// Throws Error(kCorruptData), with the first line that is not UTF-8, if the text of a file is not.
void RequireUtf8(std::string_view text, const std::string& file);

}  // namespace imrec

#endif  // IMREC_RECORDIO_INTERNAL_UTF8_H_
