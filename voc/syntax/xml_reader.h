// Reads an XML document as a stream of events, without a tree in memory.
#ifndef IMREC_VOC_SYNTAX_XML_READER_H_
#define IMREC_VOC_SYNTAX_XML_READER_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace imrec {

/// Reads UTF-8 text without a byte order mark. Skips comments and processing instructions, and
/// skips or refuses document types, whose entities are not expanded. Throws Error(kCorruptData)
/// with the line if tags do not match or do not end, if text or a second element follows the root,
/// or if elements are nested deeper than kMaxNesting.
class XmlReader {
 public:
  enum class Event {
    kStart,  // <name>
    kEnd,    // </name>; also after kStart of <name/>
    kText,   // text between tags, or a CDATA section
    kDone,   // the end of the document
  };

  enum class DocumentType { kSkip, kRefuse };

  /// `xml` must outlive the reader.
  explicit XmlReader(std::string_view xml, DocumentType document_type = DocumentType::kSkip)
      : xml_(xml), document_type_(document_type) {}

  Event Next();

  /// The name of the element of the last event, and the line, from 1, where the event starts.
  std::string_view name() const { return name_; }
  std::uint64_t line() const { return line_; }

  /// Appends the text of a kText event. Replaces the five predefined entities and character
  /// references, and converts line ends to LF.
  void AppendText(std::string& text) const;

  /// Call after kStart: returns the value of an attribute, decoded as text is, or an empty string
  /// if the element does not have it.
  std::string Attribute(std::string_view name) const;

  /// Call after kStart: skips everything up to and including the matching kEnd.
  void SkipElement();

 private:
  struct OpenElement {
    std::string_view name;
    std::uint64_t line;
  };

  bool At(std::string_view mark) const { return xml_.substr(at_).starts_with(mark); }
  Event Text();
  Event CharacterData();
  Event StartTag();
  Event EndTag();
  Event Close();
  Event Finish() const;
  void PassOver(std::string_view end, const char* what);
  void PassOverDeclaration();
  std::size_t TagEnd() const;
  void CountLinesTo(std::size_t position);
  [[noreturn]] void Fail(const std::string& reason) const;

  std::string_view xml_;
  DocumentType document_type_;
  std::size_t at_ = 0;
  std::size_t counted_ = 0;  // line ends before this position are in next_line_
  std::uint64_t next_line_ = 1;
  std::uint64_t line_ = 1;
  std::string_view name_;
  std::string_view attributes_;  // of the last start tag
  std::string_view text_;
  bool raw_text_ = false;  // a CDATA section
  bool closing_ = false;   // kStart of <name/> was returned, and kEnd is next
  bool root_seen_ = false;
  std::vector<OpenElement> open_;
};

}  // namespace imrec

#endif  // IMREC_VOC_SYNTAX_XML_READER_H_
