// Elements of an XML document that hold one value.
#ifndef IMREC_VOC_XML_FIELD_H_
#define IMREC_VOC_XML_FIELD_H_

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "voc/xml_reader.h"

namespace imrec {

/// An element that holds text; there should be one, but there may be none or several.
struct XmlField {
  const char* name;
  std::string text = {};   // trimmed; empty if the file does not say
  std::string other = {};  // another value that it has as well
  std::uint64_t line = 0;  // of the first with a text

  /// Forgets all but the name.
  void Clear();
  bool contradicts() const { return !other.empty(); }
  /// "'1' and '2'", for messages.
  std::string both() const;
  /// The finite number that the whole text is.
  std::optional<double> number() const;
};

/// After kStart: calls `child(name)` at each child of that element. It must read the whole child.
template <typename Child>
void ForEachChild(XmlReader& reader, const Child& child) {
  using Event = XmlReader::Event;
  for (Event event; (event = reader.Next()) != Event::kEnd;) {
    if (event == Event::kStart) child(reader.name());
  }
}

/// After kStart: reads that element; children that it should not have are passed over.
void ReadXmlField(XmlReader& reader, XmlField& field);

/// After kStart of a child: reads it if it is one of the fields, and else passes over it.
void ReadOneOf(XmlReader& reader, std::initializer_list<XmlField*> fields);

}  // namespace imrec

#endif  // IMREC_VOC_XML_FIELD_H_
