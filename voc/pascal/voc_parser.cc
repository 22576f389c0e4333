#include "voc/pascal/voc_parser.h"

#include <array>
#include <cmath>
#include <optional>
#include <utility>

#include <imrec/class_names.h>
#include <imrec/error.h>

#include "voc/annotation_limits.h"
#include "voc/syntax/flag_text.h"
#include "voc/syntax/text_encoding.h"
#include "voc/syntax/xml_field.h"
#include "voc/syntax/xml_reader.h"

namespace imrec {
namespace {

class Parser {
 public:
  Parser(std::string_view xml, const std::string& file, VocProblems& problems)
      : reader_(xml), file_(file), problems_(problems) {}

  VocAnnotation Parse() {
    while (reader_.Next() != Event::kStart) {
    }
    if (reader_.name() != "annotation") {
      throw Error(ErrorCode::kCorruptData,
                  "expected <annotation> at the top, found <" + std::string(reader_.name()) + '>',
                  {.file = {}, .line = reader_.line()});
    }
    ForEachChild(reader_, [&](std::string_view name) {
      if (name == "object") {
        AddObject();
      } else if (name == "size") {
        ForEachChild(reader_, [&](std::string_view) { ReadOneOf(reader_, {&width_, &height_}); });
      } else {
        ReadOneOf(reader_, {&filename_});
      }
    });
    while (reader_.Next() != Event::kDone) {
    }
    annotation_.size = {.width = Extent(width_), .height = Extent(height_)};
    annotation_.filename = FileName();
    return std::move(annotation_);
  }

 private:
  using Event = XmlReader::Event;

  struct BadBox {
    std::uint64_t line;
    std::string reason;
  };

  // The boxes of the current object.
  struct Boxes {
    std::vector<std::pair<VocBox, std::uint64_t>> good;  // with their lines
    std::vector<BadBox> bad;                             // the first ones
    std::uint64_t more_bad = 0;

    std::uint64_t count() const { return good.size() + bad.size() + more_bad; }
  };

  void Report(VocProblemKind kind, std::uint64_t line, const VocObject& object,
              std::string reason) {
    problems_.Add({.kind = kind,
                   .file = file_,
                   .line = line,
                   .item = object.id.empty() ? VocItem::kNone : VocItem::kObject,
                   .id = object.id,
                   .name = object.name,
                   .reason = std::move(reason)});
  }

  std::string FileName() {
    if (!filename_.contradicts()) return filename_.text;
    Report(VocProblemKind::kBadField, filename_.line, {},
           "there are two file names, " + filename_.both() + "; both ignored");
    return {};
  }

  // Returns a width or height, or 0 if it is missing, empty or not a valid number.
  int Extent(const XmlField& field) {
    if (field.text.empty()) return 0;
    const std::optional<double> value = field.number();
    const std::string name = field.name;
    if (field.contradicts()) {
      Report(VocProblemKind::kBadField, field.line, {},
             name + " occurs twice, with " + field.both() + "; ignored");
    } else if (value && *value >= 0 && *value <= 1'000'000'000 && *value == std::floor(*value)) {
      return static_cast<int>(*value);
    } else {
      Report(VocProblemKind::kBadField, field.line, {},
             name + ' ' + Quoted(field.text) + " is not a size; ignored");
    }
    return 0;
  }

  bool Flag(const XmlField& field, const VocObject& object) {
    if (field.contradicts()) {
      Report(VocProblemKind::kBadField, field.line, object,
             std::string(field.name) + " occurs twice, with " + field.both() + "; read as 0");
      return false;
    }
    if (const auto value = ParseFlag(field.text)) return *value;
    Report(VocProblemKind::kBadField, field.line, object,
           std::string(field.name) + ' ' + Quoted(field.text) + " is not 0 or 1; read as 0");
    return false;
  }

  void ReadBox(Boxes& boxes) {
    const std::uint64_t line = reader_.line();
    for (XmlField& corner : corners_) corner.Clear();
    auto& [xmin, ymin, xmax, ymax] = corners_;
    const std::initializer_list<XmlField*> fields = {&xmin, &ymin, &xmax, &ymax};
    ForEachChild(reader_, [&](std::string_view) { ReadOneOf(reader_, fields); });
    std::array<double, 4> values;
    for (std::size_t i = 0; i < corners_.size(); ++i) {
      const std::optional<double> value = corners_[i].number();
      if (!value || corners_[i].contradicts()) {
        AddBadBox(corners_[i], line, boxes);
        return;
      }
      values[i] = *value;
    }
    boxes.good.push_back(
        {{.xmin = values[0], .ymin = values[1], .xmax = values[2], .ymax = values[3]}, line});
  }

  static void AddBadBox(const XmlField& corner, std::uint64_t line, Boxes& boxes) {
    if (boxes.bad.size() == VocProblems::kKept) {
      ++boxes.more_bad;
      return;
    }
    const std::string reason = corner.contradicts() ? " occurs twice, with " + corner.both()
                               : corner.text.empty()
                                   ? " is missing"
                                   : ' ' + Quoted(corner.text) + " is not a number";
    boxes.bad.push_back({.line = line, .reason = corner.name + reason + "; left out"});
  }

  void AddObject() {
    VocObject object;
    object.id = std::to_string(++objects_);
    object.line = reader_.line();
    for (XmlField* field : {&name_, &difficult_, &truncated_, &occluded_}) field->Clear();
    Boxes boxes;
    ForEachChild(reader_, [&](std::string_view name) {
      if (name == "bndbox") {
        ReadBox(boxes);
      } else {
        ReadOneOf(reader_, {&name_, &difficult_, &truncated_, &occluded_});
      }
    });
    if (!NameObject(object)) return;
    object.difficult = Flag(difficult_, object);
    object.truncated = Flag(truncated_, object);
    object.occluded = Flag(occluded_, object);
    AddBoxes(boxes, object);
  }

  // Sets the name. Returns false and reports a problem if it cannot be the name of a class.
  bool NameObject(VocObject& object) {
    if (name_.text.empty()) {
      Report(VocProblemKind::kMissingClass, object.line, object, "has no name; left out");
      return false;
    }
    if (name_.contradicts()) {
      Report(VocProblemKind::kMissingClass, name_.line, object,
             "has two names, " + name_.both() + "; left out");
      return false;
    }
    const std::string_view name = TrimClassName(name_.text);
    if (const std::string fault = ClassNameFault(name); !fault.empty()) {
      Report(VocProblemKind::kBadClass, name_.line, object,
             "the name " + Quoted(name_.text) + ' ' + fault + "; left out");
      return false;
    }
    object.name = name;
    return true;
  }

  void AddBoxes(const Boxes& boxes, VocObject& object) {
    if (boxes.count() == 0) {
      Report(VocProblemKind::kMissingBox, object.line, object, "has no bndbox; left out");
      return;
    }
    for (const BadBox& bad : boxes.bad) {
      Report(VocProblemKind::kMissingBox, bad.line, object, bad.reason);
    }
    problems_.AddUnnamed(VocProblemKind::kMissingBox, boxes.more_bad);
    if (boxes.count() > 1) {
      Report(VocProblemKind::kSeveralBoxes, object.line, object,
             "has " + std::to_string(boxes.count()) + " boxes; each is read as an object");
    }
    for (const auto& [box, line] : boxes.good) {
      object.box = box;
      object.line = line;
      annotation_.objects.push_back(object);
    }
  }

  XmlReader reader_;
  const std::string& file_;
  VocProblems& problems_;
  VocAnnotation annotation_;
  std::uint64_t objects_ = 0;
  XmlField filename_{.name = "filename"};
  XmlField width_{.name = "width"};
  XmlField height_{.name = "height"};
  XmlField name_{.name = "name"};
  XmlField difficult_{.name = "difficult"};
  XmlField truncated_{.name = "truncated"};
  XmlField occluded_{.name = "occluded"};
  std::array<XmlField, 4> corners_{XmlField{.name = "xmin"}, XmlField{.name = "ymin"},
                                   XmlField{.name = "xmax"}, XmlField{.name = "ymax"}};
};

}  // namespace

VocAnnotation ParseVocAnnotation(std::string_view xml, const std::string& file,
                                 VocProblems& problems) {
  if (xml.size() > kMaxAnnotationBytes) {
    throw Error(ErrorCode::kLimitExceeded, "larger than any annotation (64 MiB)", {.file = file});
  }
  std::string storage;
  if (const std::string note = XmlToUtf8(xml, storage); !note.empty()) {
    problems.Add({.kind = VocProblemKind::kEncoding, .file = file, .reason = note});
  }
  try {
    return Parser(xml, file, problems).Parse();
  } catch (const Error& error) {
    throw error.Within({.file = file});
  }
}

}  // namespace imrec
