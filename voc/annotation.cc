#include <imrec/voc_annotation.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>
#include <system_error>
#include <utility>

#include <imrec/class_names.h>
#include <imrec/error.h>
#include <imrec/text_lines.h>

#include "voc/text_encoding.h"
#include "voc/xml_reader.h"

namespace imrec {
namespace {

std::optional<double> ParseNumber(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  double value = 0;
  const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (status != std::errc() || end != text.data() + text.size() || !std::isfinite(value)) {
    return std::nullopt;
  }
  return value;
}

// An element that holds text; there should be one, but there may be none or several.
struct Field {
  const char* name;
  std::string text = {};   // trimmed; empty if the file does not say
  std::string other = {};  // another value that it has as well
  std::uint64_t line = 0;

  void Clear() {
    text.clear();
    other.clear();
  }
  bool contradicts() const { return !other.empty(); }
  std::string both() const { return Quoted(text) + " and " + Quoted(other); }
};

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
    ForEachChild([&](std::string_view name) {
      if (name == "object") {
        AddObject();
      } else if (name == "size") {
        ReadFields({&width_, &height_});
      } else if (name == "filename") {
        Read(filename_);
      } else {
        reader_.SkipElement();
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

  // Of the object that is read just now.
  struct Boxes {
    std::vector<std::pair<VocBox, std::uint64_t>> good;  // with their lines
    std::vector<BadBox> bad;                             // the first ones
    std::uint64_t more_bad = 0;

    std::uint64_t count() const { return good.size() + bad.size() + more_bad; }
  };

  // Calls `child(name)` at each child of the element that has just started; it must read the whole
  // child.
  template <typename Child>
  void ForEachChild(const Child& child) {
    for (Event event; (event = reader_.Next()) != Event::kEnd;) {
      if (event == Event::kStart) child(reader_.name());
    }
  }

  // Reads the element that has just started; children that it should not have are passed over.
  void Read(Field& field) {
    const std::uint64_t line = reader_.line();
    text_.clear();
    for (Event event; (event = reader_.Next()) != Event::kEnd;) {
      if (event == Event::kText) reader_.AppendText(text_);
      if (event == Event::kStart) reader_.SkipElement();
    }
    const std::string_view text = TrimBlanks(text_);
    if (text.empty() || text == field.text) return;
    if (field.text.empty()) {
      field.text = text;
      field.line = line;
    } else {
      field.other = text;
    }
  }

  void ReadFields(std::initializer_list<Field*> fields) {
    ForEachChild([&](std::string_view name) {
      const auto* const field =
          std::ranges::find_if(fields, [&](const Field* f) { return name == f->name; });
      if (field == fields.end()) {
        reader_.SkipElement();
      } else {
        Read(**field);
      }
    });
  }

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

  // A width or height; 0 if it is missing, empty or no sensible number.
  int Extent(const Field& field) {
    if (field.text.empty()) return 0;
    const std::optional<double> value = ParseNumber(field.text);
    const std::string name = field.name;
    if (field.contradicts()) {
      Report(VocProblemKind::kBadField, field.line, {},
             name + " is there twice, " + field.both() + "; ignored");
    } else if (value && *value >= 0 && *value <= 1'000'000'000 && *value == std::floor(*value)) {
      return static_cast<int>(*value);
    } else {
      Report(VocProblemKind::kBadField, field.line, {},
             name + ' ' + Quoted(field.text) + " is no size; ignored");
    }
    return 0;
  }

  bool Flag(const Field& field, const VocObject& object) {
    const std::string& text = field.text;
    const auto is = [&](std::initializer_list<std::string_view> words) {
      return std::ranges::find(words, text) != words.end();
    };
    const std::optional<double> value = ParseNumber(text);
    if (field.contradicts()) {
      Report(VocProblemKind::kBadField, field.line, object,
             std::string(field.name) + " is there twice, " + field.both() + "; taken as 0");
    } else if (text.empty() || is({"false", "False", "FALSE", "no", "No"})) {
      return false;
    } else if (is({"true", "True", "TRUE", "yes", "Yes"})) {
      return true;
    } else if (value) {
      return *value != 0;
    } else {
      Report(VocProblemKind::kBadField, field.line, object,
             std::string(field.name) + ' ' + Quoted(text) + " is not 0 or 1; taken as 0");
    }
    return false;
  }

  void ReadBox(Boxes& boxes) {
    const std::uint64_t line = reader_.line();
    for (Field& corner : corners_) corner.Clear();
    ReadFields({&corners_[0], &corners_[1], &corners_[2], &corners_[3]});
    std::array<double, 4> values;
    for (std::size_t i = 0; i < corners_.size(); ++i) {
      const std::optional<double> value = ParseNumber(corners_[i].text);
      if (!value || corners_[i].contradicts()) {
        AddBadBox(corners_[i], line, boxes);
        return;
      }
      values[i] = *value;
    }
    boxes.good.push_back(
        {{.xmin = values[0], .ymin = values[1], .xmax = values[2], .ymax = values[3]}, line});
  }

  static void AddBadBox(const Field& corner, std::uint64_t line, Boxes& boxes) {
    if (boxes.bad.size() == VocProblems::kKept) {
      ++boxes.more_bad;
      return;
    }
    const std::string reason = corner.contradicts()  ? " is there twice, " + corner.both()
                               : corner.text.empty() ? " is missing"
                                                     : ' ' + Quoted(corner.text) + " is no number";
    boxes.bad.push_back({.line = line, .reason = corner.name + reason + "; left out"});
  }

  void AddObject() {
    VocObject object;
    object.id = std::to_string(++objects_);
    object.line = reader_.line();
    for (Field* field : {&name_, &difficult_, &truncated_, &occluded_}) field->Clear();
    Boxes boxes;
    ForEachChild([&](std::string_view name) {
      if (name == "bndbox") {
        ReadBox(boxes);
        return;
      }
      for (Field* field : {&name_, &difficult_, &truncated_, &occluded_}) {
        if (name == field->name) {
          Read(*field);
          return;
        }
      }
      reader_.SkipElement();
    });
    if (!NameObject(object)) return;
    object.difficult = Flag(difficult_, object);
    object.truncated = Flag(truncated_, object);
    object.occluded = Flag(occluded_, object);
    AddBoxes(boxes, object);
  }

  // False, and a problem, if it has no name that a class can have.
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
             "has " + std::to_string(boxes.count()) + " boxes; each is taken as an object");
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
  std::string text_;
  Field filename_{.name = "filename"};
  Field width_{.name = "width"};
  Field height_{.name = "height"};
  Field name_{.name = "name"};
  Field difficult_{.name = "difficult"};
  Field truncated_{.name = "truncated"};
  Field occluded_{.name = "occluded"};
  std::array<Field, 4> corners_{Field{.name = "xmin"}, Field{.name = "ymin"}, Field{.name = "xmax"},
                                Field{.name = "ymax"}};
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
