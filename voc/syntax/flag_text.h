// Parses marks of objects, such as "difficult", in annotation files.
#ifndef IMREC_VOC_SYNTAX_FLAG_TEXT_H_
#define IMREC_VOC_SYNTAX_FLAG_TEXT_H_

#include <optional>
#include <string_view>

namespace imrec {

/// Returns the value of true, false, yes, no, their first letters (in any case), or a number:
/// numbers above 0 are true, and -1 means "unknown", which counts as false. An empty text is false.
/// Returns nullopt for other texts.
std::optional<bool> ParseFlag(std::string_view text);

}  // namespace imrec

#endif  // IMREC_VOC_SYNTAX_FLAG_TEXT_H_
