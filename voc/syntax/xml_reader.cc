#include "voc/syntax/xml_reader.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <utility>

#include <imrec/error.h>
#include <imrec/voc_problem.h>

#include "recordio/internal/text_lines.h"
#include "voc/annotation_limits.h"

namespace imrec {
namespace {

void AppendUtf8(std::uint32_t code, std::string& text) {
  const auto tail = [&](unsigned shift) {
    text += static_cast<char>(0x80 | ((code >> shift) & 0x3F));
  };
  if (code < 0x80) {
    text += static_cast<char>(code);
  } else if (code < 0x800) {
    text += static_cast<char>(0xC0 | (code >> 6));
    tail(0);
  } else if (code < 0x10000) {
    text += static_cast<char>(0xE0 | (code >> 12));
    tail(6);
    tail(0);
  } else {
    text += static_cast<char>(0xF0 | (code >> 18));
    tail(12);
    tail(6);
    tail(0);
  }
}

// Returns the character of `&NAME;`, or nullopt if the name is unknown.
std::optional<std::uint32_t> CodeOf(std::string_view name) {
  constexpr std::array<std::pair<std::string_view, char>, 5> kNamed = {
      {{"lt", '<'}, {"gt", '>'}, {"amp", '&'}, {"quot", '"'}, {"apos", '\''}}};
  for (const auto& [known, character] : kNamed) {
    if (name == known) return static_cast<std::uint32_t>(character);
  }
  if (!name.starts_with('#')) return std::nullopt;
  name.remove_prefix(1);
  const int base = name.starts_with('x') ? 16 : 10;
  if (base == 16) name.remove_prefix(1);
  std::uint32_t code = 0;
  const auto [end, status] = std::from_chars(name.data(), name.data() + name.size(), code, base);
  if (status != std::errc() || end != name.data() + name.size()) return std::nullopt;
  const bool is_character = code > 0 && code < 0x110000 && (code < 0xD800 || code > 0xDFFF);
  return is_character ? std::optional(code) : std::nullopt;
}

// Appends text of a document. `special` are the characters that may mean others: line ends and
// references.
void AppendDecoded(std::string_view raw, std::string_view special_characters, std::string& text) {
  for (std::size_t i = 0; i < raw.size();) {
    const std::size_t special = std::min(raw.find_first_of(special_characters, i), raw.size());
    text.append(raw.substr(i, special - i));
    i = special;
    if (i == raw.size()) return;
    if (raw[i] == '\r') {
      text += '\n';
      i += raw.substr(i).starts_with("\r\n") ? 2 : 1;
      continue;
    }
    const std::size_t end = raw.substr(i, 16).find(';');
    const std::optional<std::uint32_t> code =
        end == std::string_view::npos ? std::nullopt : CodeOf(raw.substr(i + 1, end - 1));
    if (code) {
      AppendUtf8(*code, text);
      i += end + 1;
    } else {
      text += '&';
      ++i;
    }
  }
}

bool StartsName(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == ':' || byte >= 0x80;
}

}  // namespace

XmlReader::Event XmlReader::Next() {
  if (closing_) return Close();
  while (at_ < xml_.size()) {
    CountLinesTo(at_);
    line_ = next_line_;
    if (xml_[at_] != '<') {
      const Event event = Text();
      if (event == Event::kText) return event;
    } else if (At("<!--")) {
      PassOver("-->", "a comment");
    } else if (At("<![CDATA[")) {
      return CharacterData();
    } else if (At("<?")) {
      PassOver("?>", "a processing instruction");
    } else if (At("<!")) {
      if (document_type_ == DocumentType::kRefuse) Fail("a document type, which is not accepted");
      PassOverDeclaration();
    } else {
      return At("</") ? EndTag() : StartTag();
    }
  }
  return Finish();
}

void XmlReader::SkipElement() {
  const std::size_t depth = open_.size();
  while (open_.size() >= depth) Next();
}

// Returns kDone for white space outside the root, which is not an event.
XmlReader::Event XmlReader::Text() {
  text_ = xml_.substr(at_, xml_.find('<', at_) - at_);
  raw_text_ = false;
  if (text_.find('\0') != std::string_view::npos) Fail("holds a NUL byte");
  if (open_.empty() && !TrimBlanks(text_).empty()) {
    Fail(root_seen_ ? "text after the end of the root element" : "text before any element");
  }
  at_ += text_.size();
  return open_.empty() ? Event::kDone : Event::kText;
}

XmlReader::Event XmlReader::CharacterData() {
  if (open_.empty()) Fail("a CDATA section outside the root element");
  constexpr std::string_view kStart = "<![CDATA[";
  const std::size_t start = at_ + kStart.size();
  PassOver("]]>", "a CDATA section");
  text_ = xml_.substr(start, at_ - 3 - start);
  raw_text_ = true;
  return Event::kText;
}

XmlReader::Event XmlReader::StartTag() {
  const std::size_t end = TagEnd();
  std::string_view tag = xml_.substr(at_ + 1, end - at_ - 1);
  closing_ = tag.ends_with('/');
  if (closing_) tag.remove_suffix(1);
  name_ = tag.substr(0, tag.find_first_of(" \t\r\n"));
  attributes_ = tag.substr(name_.size());
  if (name_.empty() || !StartsName(name_.front())) Fail("'<' that starts no tag");
  if (open_.empty() && root_seen_) {
    Fail("a second root element, <" + std::string(name_.substr(0, 40)) + '>');
  }
  if (open_.size() == kMaxNesting) Fail("elements nested too deeply");
  root_seen_ = true;
  open_.push_back({.name = name_, .line = line_});
  at_ = end + 1;
  return Event::kStart;
}

XmlReader::Event XmlReader::EndTag() {
  const std::size_t end = TagEnd();
  name_ = TrimBlanks(xml_.substr(at_ + 2, end - at_ - 2));
  const std::string found = "</" + std::string(name_.substr(0, 40)) + '>';
  if (open_.empty()) Fail(found + " ends no element");
  if (open_.back().name != name_) {
    Fail(found + " ends <" + std::string(open_.back().name.substr(0, 40)) + "> of line " +
         std::to_string(open_.back().line));
  }
  at_ = end + 1;
  open_.pop_back();
  return Event::kEnd;
}

XmlReader::Event XmlReader::Close() {
  closing_ = false;
  name_ = open_.back().name;
  open_.pop_back();
  return Event::kEnd;
}

XmlReader::Event XmlReader::Finish() const {
  if (!open_.empty()) {
    Fail("ends inside <" + std::string(open_.back().name.substr(0, 40)) + "> of line " +
         std::to_string(open_.back().line));
  }
  if (!root_seen_) throw Error(ErrorCode::kCorruptData, "empty");
  return Event::kDone;
}

void XmlReader::PassOver(std::string_view end, const char* what) {
  const std::size_t found = xml_.find(end, at_);
  if (found == std::string_view::npos) Fail(std::string(what) + " without end");
  at_ = found + end.size();
}

// <!DOCTYPE name [ declarations, with '>' in them ]>
void XmlReader::PassOverDeclaration() {
  std::size_t brackets = 0;
  for (std::size_t i = at_; i < xml_.size(); ++i) {
    const char c = xml_[i];
    if (xml_.substr(i).starts_with("<!--")) {
      i = std::min(xml_.find("-->", i), xml_.size());
    } else if (c == '"' || c == '\'') {
      i = std::min(xml_.find(c, i + 1), xml_.size());
    } else if (c == '[') {
      ++brackets;
    } else if (c == ']' && brackets > 0) {
      --brackets;
    } else if (c == '>' && brackets == 0) {
      at_ = i + 1;
      return;
    }
  }
  Fail("a declaration without end");
}

// Returns the position of the '>' of the tag at at_, ignoring those in attribute values.
std::size_t XmlReader::TagEnd() const {
  std::size_t i = at_ + 1;
  while (true) {
    i = xml_.find_first_of("<>\"'", i);
    if (i == std::string_view::npos || xml_[i] == '<') Fail("a tag without end");
    if (xml_[i] == '>') return i;
    i = xml_.find(xml_[i], i + 1);
    if (i == std::string_view::npos) Fail("an attribute without end");
    ++i;
  }
}

void XmlReader::CountLinesTo(std::size_t position) {
  const std::string_view passed = xml_.substr(counted_, position - counted_);
  next_line_ += static_cast<std::uint64_t>(std::ranges::count(passed, '\n'));
  counted_ = position;
}

void XmlReader::AppendText(std::string& text) const {
  AppendDecoded(text_, raw_text_ ? "\r" : "\r&", text);
}

std::string XmlReader::Attribute(std::string_view name) const {
  constexpr std::string_view kBlank = " \t\r\n";
  std::string value;
  for (std::string_view rest = attributes_;;) {
    const std::size_t equals = rest.find('=');
    if (equals == std::string_view::npos) return value;
    const std::string_view found = TrimBlanks(rest.substr(0, equals));
    const std::size_t open = rest.find_first_not_of(kBlank, equals + 1);
    if (open == std::string_view::npos || (rest[open] != '"' && rest[open] != '\'')) {
      Fail("an attribute without quotes");
    }
    // A quote that precedes a '=' pairs otherwise than TagEnd() has found.
    const std::size_t close = rest.find(rest[open], open + 1);
    if (close == std::string_view::npos) Fail("an attribute without end");
    if (found == name) {
      AppendDecoded(rest.substr(open + 1, close - open - 1), "\r&", value);
      return value;
    }
    rest.remove_prefix(close + 1);
  }
}

void XmlReader::Fail(const std::string& reason) const {
  throw Error(ErrorCode::kCorruptData, "not well-formed XML: " + reason,
              {.file = {}, .line = line_});
}

}  // namespace imrec
