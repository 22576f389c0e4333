#include "voc/cvat/cvat_file.h"

#include <optional>
#include <set>
#include <utility>

#include <imrec/class_names.h>
#include <imrec/error.h>

#include "recordio/internal/text_lines.h"
#include "voc/annotation_limits.h"
#include "voc/cvat/cvat_shape.h"
#include "voc/set_choice.h"
#include "voc/syntax/flag_text.h"
#include "voc/syntax/number_text.h"
#include "voc/syntax/text_encoding.h"
#include "voc/syntax/xml_field.h"
#include "voc/syntax/xml_reader.h"

namespace imrec {
namespace {

class Parser {
 public:
  Parser(std::string_view xml, const std::string& file, std::string_view set, VocProblems& problems)
      : reader_(xml, XmlReader::DocumentType::kRefuse),
        set_(set, SetChoice::Case::kSame),
        problems_(problems),
        table_(file) {}

  AnnotationTable Parse() {
    while (reader_.Next() != Event::kStart) {
    }
    if (reader_.name() != "annotations") {
      Fail("expected <annotations> at the top, found <" + std::string(reader_.name()) + '>');
    }
    ForEachChild(reader_, [&](std::string_view name) {
      if (name == "meta") {
        ReadMeta();
      } else if (name == "image") {
        ReadImage();
      } else if (name == "track") {
        Fail("the export of a video, whose images are not files; export it as \"CVAT for images\"");
      } else {
        reader_.SkipElement();
      }
    });
    while (reader_.Next() != Event::kDone) {
    }
    set_.Check();
    return std::move(table_);
  }

 private:
  using Event = XmlReader::Event;

  [[noreturn]] void Fail(const std::string& reason) const {
    throw Error(ErrorCode::kCorruptData, reason, {.file = {}, .line = reader_.line()});
  }

  // Reports a problem of the current shape.
  void Report(VocProblemKind kind, const std::string& reason) {
    table_.Report({.kind = kind,
                   .file = table_.file,
                   .line = line_,
                   .item = VocItem::kObject,
                   .id = std::to_string(shapes_),
                   .name = label_,
                   .reason = reason},
                  image_, box_, problems_);
  }

  // Labels are those of tasks, jobs or a project, at different depths.
  void ReadMeta() {
    ForEachChild(reader_, [&](std::string_view name) {
      if (name == "label") {
        ReadLabel();
      } else {
        ReadMeta();
      }
    });
  }

  void ReadLabel() {
    XmlField name{.name = "name"};
    XmlField parent{.name = "parent"};
    ForEachChild(reader_, [&](std::string_view) { ReadOneOf(reader_, {&name, &parent}); });
    const std::string text(TrimClassName(name.text));
    // A label with a parent is the joint of a skeleton. Objects of unusable names are reported.
    if (!parent.text.empty() || !ClassNameFault(text).empty()) return;
    if (known_.insert(text).second) table_.classes.push_back(text);
  }

  void ReadImage() {
    const std::string name = reader_.Attribute("name");
    const std::uint64_t line = reader_.line();
    const std::string subset = reader_.Attribute("subset");
    if (!set_.Takes(subset)) return reader_.SkipElement();
    if (name.empty()) {
      problems_.Add({.kind = VocProblemKind::kBadImage,
                     .file = table_.file,
                     .line = line,
                     .item = VocItem::kImage,
                     .id = reader_.Attribute("id"),
                     .reason = "has no name; left out"});
      return reader_.SkipElement();
    }
    const auto number = table_.AddImage({.name = name, .subset = subset, .size = {}, .line = line},
                                        reader_.Attribute("task_id"));
    if (!number) {
      problems_.Add({.kind = VocProblemKind::kRepeatedName,
                     .file = table_.file,
                     .line = line,
                     .item = VocItem::kImage,
                     .id = name,
                     .reason = "occurs before, in the same subset and task; left out"});
      return reader_.SkipElement();
    }
    image_ = *number;
    shapes_ = 0;
    const ImageSize size = {.width = Extent("width"), .height = Extent("height")};
    if (size.width > 0 && size.height > 0) table_.images[image_].size = size;
    ForEachChild(reader_, [&](std::string_view) { ReadShape(); });
  }

  // A width or height of the current image; 0 if it is absent or wrong.
  int Extent(const char* name) {
    const std::string text = reader_.Attribute(name);
    if (text.empty()) return 0;
    if (const auto value = ParseWholeNumber(text, kMostDeclaredPixels))
      return static_cast<int>(*value);
    table_.Report({.kind = VocProblemKind::kBadField,
                   .file = table_.file,
                   .line = reader_.line(),
                   .item = VocItem::kImage,
                   .id = table_.images[image_].name,
                   .reason = std::string(name) + " is " + Quoted(text) +
                             "; expected a size in pixels; ignored"},
                  image_, std::nullopt, problems_);
    return 0;
  }

  bool Flag(const std::string& name, const std::string& text) {
    if (const auto value = ParseFlag(text)) return *value;
    Report(VocProblemKind::kBadField,
           name + " is " + Quoted(text) + "; expected 0 or 1; read as 0");
    return false;
  }

  void ReadShape() {
    if (reader_.name() == "tag") return reader_.SkipElement();  // a label of the whole image
    ++shapes_;
    line_ = reader_.line();
    label_ = reader_.Attribute("label");
    const CvatShape shape = ReadCvatShape(reader_);
    box_ = shape.box;
    AnnotationTable::Object object;
    object.image = image_;
    object.line = line_;
    object.number = static_cast<std::uint32_t>(shapes_);
    object.occluded = Flag("occluded", reader_.Attribute("occluded"));
    const bool outside = Flag("outside", reader_.Attribute("outside"));
    if (!shape.fault.empty()) Report(shape.kind, shape.fault + "; left out");
    ReadFlags(object);
    if (!shape.fault.empty() || !box_) return;
    object.box = *box_;
    if (outside) {
      Report(VocProblemKind::kShapeWithoutBox, "is marked as outside the frame; left out");
    } else if (label_.empty()) {
      Report(VocProblemKind::kMissingClass, "has no label; left out");
    } else {
      table_.Add(label_, object, problems_);
    }
  }

  // Reads the children of a shape.
  void ReadFlags(AnnotationTable::Object& object) {
    ForEachChild(reader_, [&](std::string_view name) {
      if (name != "attribute") return reader_.SkipElement();
      const std::string attribute = reader_.Attribute("name");
      XmlField value{.name = "attribute"};
      ReadXmlField(reader_, value);
      if (attribute == "difficult") object.difficult = Flag(attribute, value.text);
      if (attribute == "truncated") object.truncated = Flag(attribute, value.text);
      if (attribute == "occluded" && Flag(attribute, value.text)) object.occluded = true;
    });
  }

  XmlReader reader_;
  SetChoice set_;
  VocProblems& problems_;
  AnnotationTable table_;
  std::set<std::string> known_;  // labels
  std::uint32_t image_ = 0;      // the current one
  std::uint64_t shapes_ = 0;     // of the current image
  std::uint64_t line_ = 0;       // of the current shape
  std::string label_;
  std::optional<VocBox> box_;  // that of the current shape, if it is known
};

}  // namespace

AnnotationTable ParseCvat(std::string_view xml, const std::string& file, const std::string& set,
                          VocProblems& problems) {
  std::string storage;
  if (const std::string note = XmlToUtf8(xml, storage); !note.empty()) {
    problems.Add({.kind = VocProblemKind::kEncoding, .file = file, .reason = note});
  }
  try {
    return Parser(xml, file, set, problems).Parse();
  } catch (const Error& error) {
    throw error.Within({.file = file});
  }
}

}  // namespace imrec
