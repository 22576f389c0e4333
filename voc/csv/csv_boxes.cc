#include "voc/csv/csv_boxes.h"

#include <algorithm>
#include <array>
#include <utility>

#include <imrec/error.h>

#include "recordio/internal/utf8.h"
#include "voc/annotation_limits.h"
#include "voc/boxes.h"
#include "voc/csv/csv_box_values.h"
#include "voc/csv/csv_layout.h"
#include "voc/csv/csv_unit.h"
#include "voc/set_choice.h"
#include "voc/shape_bounds.h"
#include "voc/syntax/csv_reader.h"
#include "voc/syntax/flag_text.h"
#include "voc/syntax/number_text.h"
#include "voc/syntax/text_encoding.h"

namespace imrec {
namespace {

using Values = std::array<std::string, 4>;

class Reader {
 public:
  Reader(std::istream& stream, const std::string& file, const CsvRules& rules,
         VocProblems& problems)
      : csv_(stream, file),
        rules_(rules),
        problems_(problems),
        table_(file),
        set_(rules.set, SetChoice::Case::kAny) {}

  AnnotationTable Read() {
    if (!csv_.Next()) {
      throw Error(ErrorCode::kCorruptData, "is empty; expected a header or a row",
                  {.file = table_.file});
    }
    layout_ = Layout();
    if (!layout_.has_header) AddRow();
    bool has_rows = !layout_.has_header;
    for (; csv_.Next(); has_rows = true) AddRow();
    if (!has_rows) {
      problems_.Add({.kind = VocProblemKind::kMissingAnnotation,
                     .file = table_.file,
                     .line = csv_.line(),
                     .reason = "there is no row after the header"});
    }
    Conclude();
    return std::move(table_);
  }

 private:
  CsvLayout Layout() {
    CsvLayout layout;
    try {
      layout = FindCsvLayout(csv_.fields());
    } catch (const Error& error) {
      throw error.Within({.file = table_.file, .line = csv_.line()});
    }
    if (!rules_.set.empty() && !layout.at(CsvColumn::kSet)) {
      throw Error(ErrorCode::kInvalidArgument, "has no column of sets", {.file = table_.file});
    }
    const bool has_size = layout.form != CsvBoxForm::kCorners;
    if (has_size && rules_.unit == BoxUnit::kPixels &&
        rules_.pixels.value_or(VocCoordinates::kRaw) != VocCoordinates::kRaw) {
      throw Error(
          ErrorCode::kInvalidArgument,
          "--coords edges and minus1 are for the corners xmin, ymin, xmax and ymax, and its "
          "columns are the place and size of a box",
          {.file = table_.file, .line = csv_.line()});
    }
    for (const CsvColumn column : rules_.drop) {
      if (layout.at(column)) continue;
      throw Error(ErrorCode::kInvalidArgument, "has no column of a flag that --drop names",
                  {.file = table_.file, .line = csv_.line()});
    }
    if (rules_.unit) layout.unit = rules_.unit;
    return layout;
  }

  const std::string& Field(CsvColumn column) const { return layout_.Field(csv_.fields(), column); }

  void LeaveOut(VocProblemKind kind, const std::string& reason) {
    Report(kind, reason + "; left out");
  }

  void Report(VocProblemKind kind, const std::string& reason) {
    const std::string& image = Field(CsvColumn::kImage);
    VocProblem problem = {.kind = kind,
                          .file = table_.file,
                          .line = csv_.line(),
                          .item = image.empty() ? VocItem::kNone : VocItem::kImage,
                          .id = image,
                          .reason = reason};
    if (image_) {
      table_.Report(std::move(problem), *image_, std::nullopt, problems_);
    } else {
      problems_.Add(std::move(problem));
    }
  }

  std::optional<double> Number(const std::string& text) const {
    if (const auto number = ParseNumber(text)) return number;
    if (csv_.separator() != ';') return std::nullopt;
    // A comma as decimal point, which only another separator permits.
    std::string point = text;
    std::ranges::replace(point, ',', '.');
    return ParseNumber(point);
  }

  void AddRow() {
    image_.reset();
    if (!HasItsColumns()) {
      LeaveOut(VocProblemKind::kBadField,
               "has " + std::to_string(csv_.fields().size()) +
                   (layout_.has_header
                        ? " columns, but the header has " + std::to_string(layout_.columns)
                        : " columns, unlike the first line"));
      return;
    }
    const Values values = CsvBoxTexts(layout_, csv_.fields());
    if (!layout_.unit) Vote(values);
    if (!set_.Takes(Field(CsvColumn::kSet))) return;
    if (Field(CsvColumn::kImage).empty()) {
      LeaveOut(VocProblemKind::kBadImage, "has no image name");
      return;
    }
    image_ = table_.ImageNamed(Field(CsvColumn::kImage), csv_.line());
    InUtf8(Field(CsvColumn::kImage));  // only reported: files may have the same bytes as name
    ReadSize(table_.images[*image_]);
    const auto empty = std::ranges::count_if(values, &std::string::empty);
    if (empty == 4 && Field(CsvColumn::kClass).empty()) return;  // an image without objects
    AnnotationTable::Object object;
    object.image = *image_;
    object.line = csv_.line();
    object.difficult = Flag(CsvColumn::kDifficult, "difficult");
    object.truncated = Flag(CsvColumn::kTruncated, "truncated");
    object.occluded = Flag(CsvColumn::kOccluded, "occluded");
    const bool drops =
        std::ranges::any_of(rules_.drop, [&](CsvColumn column) { return IsSet(column, object); });
    if (drops) return;
    if (const std::string* label = Label(); label != nullptr && ReadBox(values, object.box)) {
      table_.Add(*label, object, problems_);
    }
  }

  // Rows may have additional separators at the end, but no other columns than the header.
  bool HasItsColumns() const {
    const auto fields = csv_.fields();
    if (!layout_.has_header) return fields.size() == layout_.columns;
    return std::ranges::all_of(fields.subspan(std::min(layout_.columns, fields.size())),
                               &std::string::empty);
  }

  // Rows of all sets count, so that each set is read in the same way.
  void Vote(const Values& texts) {
    std::array<double, 4> box{};
    for (std::size_t i = 0; i < box.size(); ++i) {
      const auto value = Number(texts[i]);
      if (!value) return;
      box[i] = *value;
    }
    vote_.Add(box, csv_.line());
  }

  // The first size of an image is compared with that of the image file, which is used.
  void ReadSize(AnnotationTable::Image& image) {
    const ImageSize size = {.width = Extent(CsvColumn::kImageWidth, "width"),
                            .height = Extent(CsvColumn::kImageHeight, "height")};
    if (size.width == 0 || size.height == 0) return;
    if (image.size.width == 0) image.size = size;
    if (image.size == size || std::exchange(image.sizes_differ, true)) return;
    Report(VocProblemKind::kSizeMismatch, "says " + TextOf(size) + ", but an earlier row says " +
                                              TextOf(image.size) +
                                              "; the size of the image file is used");
  }

  int Extent(CsvColumn column, const std::string& name) {
    const std::string& text = Field(column);
    if (text.empty()) return 0;
    if (const auto value = ParseWholeNumber(text, kMostDeclaredPixels))
      return static_cast<int>(*value);
    Report(VocProblemKind::kBadField,
           name + " is " + Quoted(text) + "; expected a size in pixels; ignored");
    return 0;
  }

  // Returns the value of a flag that may drop the row. Those that the object has are read already.
  bool IsSet(CsvColumn column, const AnnotationTable::Object& object) {
    switch (column) {
      case CsvColumn::kDifficult:
        return object.difficult;
      case CsvColumn::kTruncated:
        return object.truncated;
      case CsvColumn::kOccluded:
        return object.occluded;
      default:
        return Flag(column, column == CsvColumn::kInside ? "IsInside" : "IsDepiction");
    }
  }

  bool Flag(CsvColumn column, const std::string& name) {
    const std::string& text = Field(column);
    if (const auto value = ParseFlag(text)) return *value;
    Report(VocProblemKind::kBadField,
           name + " is " + Quoted(text) + "; expected 0 or 1; read as 0");
    return false;
  }

  // Returns the name of the class, or null if it cannot be used.
  const std::string* Label() {
    const std::string& written = Field(CsvColumn::kClass);
    if (written.empty()) {
      LeaveOut(VocProblemKind::kMissingClass, "has a box, but no class");
      return nullptr;
    }
    const std::string& text = InUtf8(written);
    if (rules_.labels == nullptr) return &text;
    for (const std::string* name : {&written, &text}) {
      if (const std::string* found = rules_.labels->Find(*name)) return found;
      if (rules_.labels->HasName(*name)) return name;
    }
    LeaveOut(VocProblemKind::kMissingClass,
             "the class " + Quoted(text) + " is not in the label map");
    return nullptr;
  }

  // Returns the text, or its conversion, which is reported once.
  const std::string& InUtf8(const std::string& text) {
    if (IsUtf8(text)) return text;
    if (!std::exchange(converts_, true)) {
      problems_.Add({.kind = VocProblemKind::kEncoding,
                     .file = table_.file,
                     .line = csv_.line(),
                     .reason = "not valid UTF-8, read as Windows-1252"});
    }
    converted_ = Windows1252ToUtf8(text);
    return converted_;
  }

  bool ReadBox(const Values& texts, VocBox& box) {
    std::array<double, 4> values{};
    for (std::size_t i = 0; i < texts.size(); ++i) {
      const std::string name(CsvBoxValueName(layout_.form, i));
      const std::optional<double> value = Number(texts[i]);
      if (!value) {
        LeaveOut(VocProblemKind::kMissingBox,
                 name + (texts[i].empty() ? " is empty"
                                          : " is " + Quoted(texts[i]) + "; expected a number"));
        return false;
      }
      if (layout_.unit == BoxUnit::kShares && !IsShare(*value)) {
        LeaveOut(VocProblemKind::kOutsideBox,
                 name + " is " + texts[i] + "; expected a share of the image's size in 0..1");
        return false;
      }
      values[i] = *value;
    }
    box = BoxOfCsvValues(layout_.form, values);
    return true;
  }

  // Decides what the numbers mean, now that all are known.
  void Conclude() {
    try {
      set_.Check();
      table_.unit = layout_.unit ? *layout_.unit : vote_.Decide();
    } catch (const Error& error) {
      throw error.Within({.file = table_.file});
    }
    table_.coordinates = rules_.pixels.value_or(VocCoordinates::kRaw);
    table_.may_count_from_one = table_.unit == BoxUnit::kPixels && !rules_.pixels;
  }

  CsvReader csv_;
  const CsvRules& rules_;
  VocProblems& problems_;
  AnnotationTable table_;
  CsvLayout layout_;
  SetChoice set_;
  CsvUnitVote vote_;
  std::optional<std::uint32_t> image_;  // of the current row, if its name can be used
  bool converts_ = false;
  std::string converted_;
};

}  // namespace

AnnotationTable ReadCsvBoxes(std::istream& stream, const std::string& file, const CsvRules& rules,
                             VocProblems& problems) {
  return Reader(stream, file, rules, problems).Read();
}

}  // namespace imrec
