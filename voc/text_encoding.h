// Text of any encoding to UTF-8.
#ifndef IMREC_VOC_TEXT_ENCODING_H_
#define IMREC_VOC_TEXT_ENCODING_H_

#include <string>
#include <string_view>

namespace imrec {

bool IsUtf8(std::string_view text);

/// Makes `xml` UTF-8 without a byte order mark: by its byte order mark, else as its XML declaration
/// says. Where that does not fit the bytes, they are UTF-8 if they can be, and else Windows-1252,
/// in which every byte has a meaning. The result is a part of `xml`, or lies in `storage` if it had
/// to be converted. Returns why the declared encoding was not used; empty if it was.
std::string XmlToUtf8(std::string_view& xml, std::string& storage);

}  // namespace imrec

#endif  // IMREC_VOC_TEXT_ENCODING_H_
