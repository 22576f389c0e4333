// Text of XML elements.
#ifndef IMREC_RECORDIO_REMOTE_XML_TEXT_H_
#define IMREC_RECORDIO_REMOTE_XML_TEXT_H_

#include <string>

#include <tinyxml2.h>

namespace imrec::remote {

/// Returns the text of the first child of this name, an empty one if it is absent.
inline std::string ChildText(const tinyxml2::XMLElement& parent, const char* name) {
  const tinyxml2::XMLElement* child = parent.FirstChildElement(name);
  const char* text = child == nullptr ? nullptr : child->GetText();
  return text == nullptr ? "" : text;
}

}  // namespace imrec::remote

#endif  // IMREC_RECORDIO_REMOTE_XML_TEXT_H_
