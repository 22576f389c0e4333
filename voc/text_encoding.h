// Text of any encoding to UTF-8.
#ifndef IMREC_VOC_TEXT_ENCODING_H_
#define IMREC_VOC_TEXT_ENCODING_H_

#include <string>
#include <string_view>

namespace imrec {

bool IsUtf8(std::string_view text);

struct Utf8Text {
  std::string text;
  std::string note;  // why the declared encoding was not used; empty if it was
};

/// An XML document as UTF-8 without a byte order mark: by its byte order mark, else as its XML
/// declaration says. Where that does not fit the bytes, they are UTF-8 if they can be, and else
/// Windows-1252, in which every byte has a meaning.
Utf8Text XmlToUtf8(std::string_view xml);

}  // namespace imrec

#endif  // IMREC_VOC_TEXT_ENCODING_H_
