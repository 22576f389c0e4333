#include <charconv>
#include <cmath>
#include <optional>
#include <system_error>

#include <imrec/error.h>
#include <imrec/text_lines.h>
#include <imrec/voc_annotation.h>
#include <tinyxml2.h>

#include "voc/text_encoding.h"

namespace imrec {
namespace {

using tinyxml2::XMLElement;

std::uint64_t LineOf(const XMLElement& element) {
  return static_cast<std::uint64_t>(element.GetLineNum());
}

// The element's text, trimmed; empty if there is none.
std::string_view TextOf(const XMLElement& element) {
  const char* text = element.GetText();
  return text == nullptr ? std::string_view() : TrimBlanks(text);
}

std::string_view ChildText(const XMLElement& parent, const char* name) {
  const XMLElement* child = parent.FirstChildElement(name);
  return child == nullptr ? std::string_view() : TextOf(*child);
}

std::optional<double> ParseNumber(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  double value = 0;
  const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (status != std::errc() || end != text.data() + text.size() || !std::isfinite(value)) {
    return std::nullopt;
  }
  return value;
}

class Parser {
 public:
  Parser(const std::string& file, VocProblems& problems) : file_(file), problems_(problems) {}

  VocAnnotation Parse(const XMLElement& root) {
    VocAnnotation annotation;
    annotation.filename = ChildText(root, "filename");
    if (const XMLElement* size = root.FirstChildElement("size")) {
      annotation.size = {.width = ParseExtent(*size, "width"),
                         .height = ParseExtent(*size, "height")};
    }
    int number = 0;
    for (const XMLElement* object = root.FirstChildElement("object"); object != nullptr;
         object = object->NextSiblingElement("object")) {
      AddObject(*object, ++number, annotation.objects);
    }
    return annotation;
  }

 private:
  void Report(VocProblemKind kind, const XMLElement& where, const VocObject& object,
              std::string reason) {
    problems_.push_back({.kind = kind,
                         .file = file_,
                         .line = LineOf(where),
                         .object = object.number,
                         .name = object.name,
                         .reason = std::move(reason)});
  }

  // A width or height; 0 if it is missing, empty or no sensible number.
  int ParseExtent(const XMLElement& size, const char* name) {
    const std::string_view text = ChildText(size, name);
    if (text.empty()) return 0;
    const std::optional<double> value = ParseNumber(text);
    if (value && *value >= 0 && *value <= 1'000'000'000) return static_cast<int>(*value);
    Report(VocProblemKind::kBadField, *size.FirstChildElement(name), {},
           std::string(name) + " '" + std::string(text) + "' is no size; ignored");
    return 0;
  }

  bool ParseFlag(const XMLElement& parent, const char* name, const VocObject& object) {
    const std::string_view text = ChildText(parent, name);
    if (text.empty() || text == "0") return false;
    if (text == "1" || text == "true" || text == "True" || text == "yes" || text == "Yes") {
      return true;
    }
    if (text == "false" || text == "False" || text == "no" || text == "No") return false;
    if (const std::optional<double> value = ParseNumber(text)) return *value != 0;
    Report(VocProblemKind::kBadField, *parent.FirstChildElement(name), object,
           std::string(name) + " '" + std::string(text) + "' is not 0 or 1; taken as 0");
    return false;
  }

  // Nothing, and a problem, unless all four corners are numbers.
  std::optional<VocBox> ParseBox(const XMLElement& bndbox, const VocObject& object) {
    VocBox box;
    struct Corner {
      const char* name;
      double& value;
    };
    for (const Corner corner : {Corner{"xmin", box.xmin}, Corner{"ymin", box.ymin},
                                Corner{"xmax", box.xmax}, Corner{"ymax", box.ymax}}) {
      const std::string_view text = ChildText(bndbox, corner.name);
      const std::optional<double> value = ParseNumber(text);
      if (!value) {
        Report(VocProblemKind::kMissingBox, bndbox, object,
               std::string(corner.name) +
                   (text.empty() ? " is missing" : " '" + std::string(text) + "' is no number") +
                   "; left out");
        return std::nullopt;
      }
      corner.value = *value;
    }
    return box;
  }

  void AddObject(const XMLElement& element, int number, std::vector<VocObject>& objects) {
    VocObject object;
    object.number = number;
    object.line = LineOf(element);
    object.name = ChildText(element, "name");
    if (object.name.empty()) {
      Report(VocProblemKind::kMissingClass, element, object, "has no name; left out");
      return;
    }
    object.difficult = ParseFlag(element, "difficult", object);
    object.truncated = ParseFlag(element, "truncated", object);
    object.occluded = ParseFlag(element, "occluded", object);
    const XMLElement* bndbox = element.FirstChildElement("bndbox");
    if (bndbox == nullptr) {
      Report(VocProblemKind::kMissingBox, element, object, "has no bndbox; left out");
      return;
    }
    int boxes = 0;
    for (; bndbox != nullptr; bndbox = bndbox->NextSiblingElement("bndbox"), ++boxes) {
      object.line = LineOf(*bndbox);
      const std::optional<VocBox> box = ParseBox(*bndbox, object);
      if (!box) continue;
      object.box = *box;
      objects.push_back(object);
    }
    if (boxes > 1) {
      Report(VocProblemKind::kSeveralBoxes, element, object,
             "has " + std::to_string(boxes) + " boxes; each is taken as an object");
    }
  }

  const std::string& file_;
  VocProblems& problems_;
};

[[noreturn]] void FailAtLine(const std::string& reason, const std::string& file, int line) {
  ErrorContext where{.file = file};
  if (line > 0) where.line = static_cast<std::uint64_t>(line);
  throw Error(ErrorCode::kCorruptData, reason, where);
}

}  // namespace

VocAnnotation ParseVocAnnotation(std::string_view xml, const std::string& file,
                                 VocProblems& problems) {
  if (xml.size() > kMaxAnnotationBytes) {
    throw Error(ErrorCode::kLimitExceeded, "larger than any annotation (64 MiB)", {.file = file});
  }
  const Utf8Text utf8 = XmlToUtf8(xml);
  if (!utf8.note.empty()) {
    problems.push_back(
        {.kind = VocProblemKind::kEncoding, .file = file, .name = {}, .reason = utf8.note});
  }
  // tinyxml2 expands no entities of the document's own and bounds its depth.
  tinyxml2::XMLDocument document;
  if (document.Parse(utf8.text.data(), utf8.text.size()) != tinyxml2::XML_SUCCESS) {
    const std::string reason = document.ErrorID() == tinyxml2::XML_ERROR_EMPTY_DOCUMENT
                                   ? "empty"
                                   : std::string("not well-formed XML (") +
                                         tinyxml2::XMLDocument::ErrorIDToName(document.ErrorID()) +
                                         ')';
    FailAtLine(reason, file, document.ErrorLineNum());
  }
  const XMLElement* root = document.RootElement();
  if (root == nullptr || std::string_view(root->Name()) != "annotation") {
    const std::string found = root == nullptr ? "nothing" : '<' + std::string(root->Name()) + '>';
    FailAtLine("expected <annotation> at the top, found " + found, file,
               root == nullptr ? 0 : root->GetLineNum());
  }
  return Parser(file, problems).Parse(*root);
}

}  // namespace imrec
