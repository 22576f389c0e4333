// Converts XML text to UTF-8.
#ifndef IMREC_VOC_SYNTAX_TEXT_ENCODING_H_
#define IMREC_VOC_SYNTAX_TEXT_ENCODING_H_

#include <string>
#include <string_view>

namespace imrec {

/// Converts a text in Windows-1252, or Latin-1 if it has bytes that Windows-1252 does not define.
std::string Windows1252ToUtf8(std::string_view text);

/// Converts `xml` to UTF-8 without a byte order mark. The encoding is taken from the byte order
/// mark or the XML declaration. If the bytes are not valid in it, they are read as UTF-8 if valid,
/// otherwise as Windows-1252. Sets `xml` to a part of the original, or to text in `storage` if it
/// was converted. Returns why the declared encoding was not used, or an empty string if it was.
std::string XmlToUtf8(std::string_view& xml, std::string& storage);

}  // namespace imrec

#endif  // IMREC_VOC_SYNTAX_TEXT_ENCODING_H_
