// An XML document as a stream of events, so that no tree of it is kept in memory.
#ifndef IMREC_VOC_XML_READER_H_
#define IMREC_VOC_XML_READER_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace imrec {

/// Reads UTF-8 text without a byte order mark. Attributes, comments, processing instructions and
/// document types are passed over; entities that a document type declares are not expanded.
/// Throws Error(kCorruptData), with the line, where the text is not well-formed: tags that do not
/// match or do not end, text or a second element after the root, depths above kMaxDepth.
class XmlReader {
 public:
  enum class Event {
    kStart,  // <name>
    kEnd,    // </name>; also after the start of <name/>
    kText,   // between tags, or a CDATA section
    kDone,   // the document's end
  };
  static constexpr std::size_t kMaxDepth = 100;

  /// `xml` must outlive the reader.
  explicit XmlReader(std::string_view xml) : xml_(xml) {}

  Event Next();

  /// Of the last event: the element's name, and the line from 1 that it starts on.
  std::string_view name() const { return name_; }
  std::uint64_t line() const { return line_; }

  /// Appends the text of a kText event: the five entities and character references replaced, line
  /// ends of other systems made LF.
  void AppendText(std::string& text) const;

  /// After kStart: passes over all up to the matching kEnd.
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
  std::size_t at_ = 0;
  std::size_t counted_ = 0;  // line ends before this position are in next_line_
  std::uint64_t next_line_ = 1;
  std::uint64_t line_ = 1;
  std::string_view name_;
  std::string_view text_;
  bool raw_text_ = false;  // a CDATA section
  bool closing_ = false;   // the start of <name/> was told, its end is next
  bool root_seen_ = false;
  std::vector<OpenElement> open_;
};

}  // namespace imrec

#endif  // IMREC_VOC_XML_READER_H_
