#include "voc/syntax/xml_field.h"

#include <imrec/voc_problem.h>

#include "recordio/internal/text_lines.h"
#include "voc/syntax/number_text.h"

namespace imrec {

void XmlField::Clear() {
  text.clear();
  other.clear();
  line = 0;
}

std::string XmlField::both() const { return Quoted(text) + " and " + Quoted(other); }

std::optional<double> XmlField::number() const { return ParseNumber(text); }

void ReadXmlField(XmlReader& reader, XmlField& field) {
  using Event = XmlReader::Event;
  const std::uint64_t line = reader.line();
  std::string whole;
  for (Event event; (event = reader.Next()) != Event::kEnd;) {
    if (event == Event::kText) reader.AppendText(whole);
    if (event == Event::kStart) reader.SkipElement();
  }
  const std::string_view text = TrimBlanks(whole);
  if (text.empty() || text == field.text) return;
  if (field.text.empty()) {
    field.text = text;
    field.line = line;
  } else {
    field.other = text;
  }
}

void ReadOneOf(XmlReader& reader, std::initializer_list<XmlField*> fields) {
  for (XmlField* field : fields) {
    if (reader.name() == field->name) {
      ReadXmlField(reader, *field);
      return;
    }
  }
  reader.SkipElement();
}

}  // namespace imrec
