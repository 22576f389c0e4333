#include "voc/cvat_file.h"

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include <imrec/class_names.h>
#include <imrec/error.h>

#include "recordio/internal/text_lines.h"
#include "voc/annotation_limits.h"
#include "voc/flag_text.h"
#include "voc/number_text.h"
#include "voc/set_choice.h"
#include "voc/shape_bounds.h"
#include "voc/text_encoding.h"
#include "voc/xml_field.h"
#include "voc/xml_reader.h"

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

  void LeaveOut(VocProblemKind kind, const std::string& reason) {
    problems_.Add({.kind = kind,
                   .file = table_.file,
                   .line = line_,
                   .item = VocItem::kObject,
                   .id = std::to_string(shapes_),
                   .name = label_,
                   .reason = reason + "; left out"});
  }

  void ReportField(std::uint64_t line, VocItem item, std::string id, const std::string& reason) {
    problems_.Add({.kind = VocProblemKind::kBadField,
                   .file = table_.file,
                   .line = line,
                   .item = item,
                   .id = std::move(id),
                   .name = item == VocItem::kObject ? label_ : std::string(),
                   .reason = reason});
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
    const ImageSize size = {.width = Extent(name, "width"), .height = Extent(name, "height")};
    const auto number =
        table_.AddImage({.name = name,
                         .subset = subset,
                         .size = size.width > 0 && size.height > 0 ? size : ImageSize{},
                         .line = line},
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
    ForEachChild(reader_, [&](std::string_view) { ReadShape(); });
  }

  // A width or height of the current image; 0 if it is absent or wrong.
  int Extent(const std::string& image, const char* name) {
    const std::string text = reader_.Attribute(name);
    if (text.empty()) return 0;
    if (const auto value = ParseWholeNumber(text, kMostDeclaredPixels))
      return static_cast<int>(*value);
    ReportField(reader_.line(), VocItem::kImage, image,
                std::string(name) + " is " + Quoted(text) + "; expected a size in pixels; ignored");
    return 0;
  }

  bool Flag(const std::string& name, const std::string& text) {
    if (const auto value = ParseFlag(text)) return *value;
    ReportField(line_, VocItem::kObject, std::to_string(shapes_),
                name + " is " + Quoted(text) + "; expected 0 or 1; read as 0");
    return false;
  }

  void ReadShape() {
    const std::string kind(reader_.name());
    if (kind == "tag") return reader_.SkipElement();  // a label of the whole image
    ++shapes_;
    line_ = reader_.line();
    label_ = reader_.Attribute("label");
    AnnotationTable::Object object;
    object.image = image_;
    object.line = line_;
    object.occluded = Flag("occluded", reader_.Attribute("occluded"));
    const bool outside = Flag("outside", reader_.Attribute("outside"));
    // The shape is judged before its children are read, because they replace the attributes.
    const bool has_box = ReadBox(kind, object.box);
    ReadFlags(object);
    if (!has_box) return;
    if (outside) {
      LeaveOut(VocProblemKind::kShapeWithoutBox, "is marked as outside the frame");
    } else if (label_.empty()) {
      LeaveOut(VocProblemKind::kMissingClass, "has no label");
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

  bool ReadBox(const std::string& kind, VocBox& box) {
    if (kind == "box") return ReadPlainBox(box);
    if (kind == "polygon") return ReadPolygon(box);
    if (kind == "mask") return ReadMask(box);
    if (kind == "ellipse") return ReadEllipse(box);
    if (kind == "cuboid") return ReadCuboid(box);
    LeaveOut(VocProblemKind::kShapeWithoutBox, "is a <" + kind + ">, not a box");
    return false;
  }

  bool ReadPlainBox(VocBox& box) {
    const auto values = Numbers<4>({"xtl", "ytl", "xbr", "ybr"});
    if (!values) return false;
    box = BoundsOf(*values);
    return Turn(box);
  }

  bool ReadMask(VocBox& box) {
    const auto values = Numbers<4>({"left", "top", "width", "height"});
    if (!values) return false;
    const auto [left, top, width, height] = *values;
    box = {.xmin = left, .ymin = top, .xmax = left + width, .ymax = top + height};
    return true;
  }

  bool ReadEllipse(VocBox& box) {
    const auto values = Numbers<4>({"cx", "cy", "rx", "ry"});
    const std::optional<double> degrees = Rotation();
    if (!values || !degrees) return false;
    const auto [x, y, radius_x, radius_y] = *values;
    box = BoundsOfEllipse(x, y, radius_x, radius_y, *degrees);
    return true;
  }

  bool ReadCuboid(VocBox& box) {
    const auto values =
        Numbers<16>({"xtl1", "ytl1", "xbl1", "ybl1", "xtr1", "ytr1", "xbr1", "ybr1", "xtl2", "ytl2",
                     "xbl2", "ybl2", "xtr2", "ytr2", "xbr2", "ybr2"});
    if (!values) return false;
    box = BoundsOf(*values);
    return true;
  }

  // "x,y;x,y;x,y"
  bool ReadPolygon(VocBox& box) {
    const std::string text = reader_.Attribute("points");
    points_.clear();
    std::string_view rest = text;
    bool good = true;
    while (good && !rest.empty()) {
      const std::string_view point = rest.substr(0, rest.find(';'));
      rest.remove_prefix(std::min(point.size() + 1, rest.size()));
      const std::size_t comma = std::min(point.find(','), point.size());
      const auto x = ParseNumber(TrimBlanks(point.substr(0, comma)));
      const auto y = ParseNumber(TrimBlanks(point.substr(std::min(comma + 1, point.size()))));
      good = x && y;
      if (good) points_.insert(points_.end(), {*x, *y});
    }
    if (!good || points_.size() < 6) {
      LeaveOut(VocProblemKind::kMissingBox,
               "points are " + Quoted(text) + "; expected at least three x,y");
      return false;
    }
    box = BoundsOf(points_);
    return Turn(box);
  }

  bool Turn(VocBox& box) {
    const std::optional<double> degrees = Rotation();
    if (degrees) box = BoundsOfTurned(box, *degrees);
    return degrees.has_value();
  }

  std::optional<double> Rotation() {
    const std::string text = reader_.Attribute("rotation");
    if (text.empty()) return 0.0;
    const std::optional<double> degrees = ParseNumber(text);
    if (!degrees) {
      LeaveOut(VocProblemKind::kMissingBox, "rotation is " + Quoted(text) + "; expected degrees");
    }
    return degrees;
  }

  template <std::size_t kCount>
  std::optional<std::array<double, kCount>> Numbers(
      const std::array<std::string_view, kCount>& names) {
    std::array<double, kCount> values{};
    for (std::size_t i = 0; i < kCount; ++i) {
      const std::string text = reader_.Attribute(names[i]);
      const std::optional<double> value = ParseNumber(text);
      if (!value) {
        LeaveOut(
            VocProblemKind::kMissingBox,
            std::string(names[i]) +
                (text.empty() ? " is missing" : " is " + Quoted(text) + "; expected a number"));
        return std::nullopt;
      }
      values[i] = *value;
    }
    return values;
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
  std::vector<double> points_;
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
