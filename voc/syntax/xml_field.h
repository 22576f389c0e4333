// Reads XML elements that contain one value.
#ifndef IMREC_VOC_SYNTAX_XML_FIELD_H_
#define IMREC_VOC_SYNTAX_XML_FIELD_H_

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "voc/syntax/xml_reader.h"

namespace imrec {

/// An element that contains text. It should occur once, but may be missing or occur several times.
struct XmlField {
  const char* name;
  std::string text = {};   // trimmed; empty if the element is missing or empty
  std::string other = {};  // another value, if it occurs with different values
  std::uint64_t line = 0;  // of the first occurrence with a text

  /// Clears everything but the name.
  void Clear();
  bool contradicts() const { return !other.empty(); }
  /// Returns both values for messages: "'1' and '2'".
  std::string both() const;
  /// Returns the value if the whole text is a finite number, otherwise nullopt.
  std::optional<double> number() const;
};

/// Call after kStart: calls `child(name)` for each child of the element. `child` must read the
/// whole child.
template <typename Child>
void ForEachChild(XmlReader& reader, const Child& child) {
  using Event = XmlReader::Event;
  for (Event event; (event = reader.Next()) != Event::kEnd;) {
    if (event == Event::kStart) child(reader.name());
  }
}

/// Call after kStart: reads the element into `field`. Ignores its children.
void ReadXmlField(XmlReader& reader, XmlField& field);

/// Call after kStart of a child: reads it if it is one of the fields, otherwise skips it.
void ReadOneOf(XmlReader& reader, std::initializer_list<XmlField*> fields);

}  // namespace imrec

#endif  // IMREC_VOC_SYNTAX_XML_FIELD_H_
