#include "voc/yolo/yolo_label.h"

#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include <imrec/class_names.h>

#include "recordio/internal/text_lines.h"
#include "voc/shape_bounds.h"
#include "voc/syntax/number_text.h"

namespace imrec {
namespace {

constexpr std::size_t kBoxValues = 5;  // with the class
constexpr std::size_t kMinPolygonValues = 7;
constexpr std::uint32_t kHighestClass = (1U << 24U) - 1;  // that a label can hold

void SplitAtBlanks(std::string_view line, std::vector<std::string_view>& words) {
  constexpr std::string_view kBlank = " \t\v\f";
  words.clear();
  for (std::size_t at = 0; (at = line.find_first_not_of(kBlank, at)) != std::string_view::npos;) {
    const std::size_t end = std::min(line.find_first_of(kBlank, at), line.size());
    words.push_back(line.substr(at, end - at));
    at = end;
  }
}

class Parser {
 public:
  Parser(const std::string& file, const LabelMap& names, YoloKeyPoints key_points,
         VocProblems& problems)
      : file_(file), names_(names), key_points_(key_points), problems_(problems) {}

  VocAnnotation Parse(std::string_view text) {
    annotation_.unit = BoxUnit::kShares;
    for (TextLines lines(text); lines.Next();) {
      std::string_view rest = lines.line();
      // Old programs end lines with CR alone; their files are one line for others.
      for (std::uint64_t number = lines.number(); !rest.empty(); ++number) {
        const std::size_t end = std::min(rest.find('\r'), rest.size());
        ReadLine(rest.substr(0, end), number);
        rest.remove_prefix(std::min(end + 1, rest.size()));
      }
    }
    return std::move(annotation_);
  }

 private:
  void ReadLine(std::string_view line, std::uint64_t number) {
    SplitAtBlanks(line, words_);
    if (words_.empty()) return;
    object_ = {};
    object_.id = std::to_string(++objects_);
    object_.line = number;
    if (ReadClass() && ReadBox()) annotation_.objects.push_back(object_);
  }

  bool LeaveOut(VocProblemKind kind, const std::string& reason) {
    problems_.Add({.kind = kind,
                   .file = file_,
                   .line = object_.line,
                   .item = VocItem::kObject,
                   .id = object_.id,
                   .name = object_.name,
                   .reason = reason + "; left out"});
    return false;
  }

  bool ReadClass() {
    const std::optional<std::uint32_t> number = ParseWholeNumber(words_[0], kHighestClass);
    if (!number) {
      const bool has_comma = words_[0].find(',') != std::string_view::npos;
      return LeaveOut(VocProblemKind::kMissingClass,
                      "the class is " + Quoted(words_[0]) + "; expected a whole number" +
                          (has_comma ? ", and blanks between values" : ""));
    }
    const std::string* name = names_.Find(std::to_string(*number));
    if (name == nullptr) {
      return LeaveOut(VocProblemKind::kMissingClass,
                      "class " + std::to_string(*number) + " is out of range; there are " +
                          std::to_string(names_.size()) + " names, from 0");
    }
    // A name that cannot be used was reported once.
    if (!ClassNameFault(*name).empty()) {
      return LeaveOut(VocProblemKind::kMissingClass,
                      "class " + std::to_string(*number) + " has a name that cannot be used");
    }
    object_.name = *name;
    return true;
  }

  bool ReadBox() {
    const std::size_t count = words_.size();
    const std::size_t with_points = kBoxValues + key_points_.count * key_points_.values;
    const bool is_pose = key_points_.count > 0 && count == with_points;
    const bool is_box = is_pose || count == kBoxValues || count == kBoxValues + 1;
    if (!is_box && (count < kMinPolygonValues || count % 2 == 0)) {
      return LeaveOut(VocProblemKind::kMissingBox, ShapeFault(count));
    }
    // What follows a box is not read: a confidence or key points.
    const std::size_t used = is_box ? kBoxValues : count;
    values_.clear();
    for (std::size_t i = 1; i < used; ++i) {
      const std::optional<double> value = ParseNumber(words_[i]);
      if (!value) {
        return LeaveOut(VocProblemKind::kMissingBox, "value " + std::to_string(i + 1) + " is " +
                                                         Quoted(words_[i]) + "; expected a number");
      }
      if (!IsShare(*value)) {
        return LeaveOut(VocProblemKind::kOutsideBox,
                        "value " + std::to_string(i + 1) + " is " + std::string(words_[i]) +
                            "; expected a share of the image's size in 0..1");
      }
      values_.push_back(*value);
    }
    object_.box =
        is_box ? CentredBox(values_[0], values_[1], values_[2], values_[3]) : BoundsOf(values_);
    return true;
  }

  std::string ShapeFault(std::size_t count) const {
    const std::string has = "has " + std::to_string(count) + " value" + (count == 1 ? "" : "s");
    if (words_[0].find(',') != std::string_view::npos)
      return has + "; expected blanks between them";
    if (count < kMinPolygonValues) {
      return has + "; expected a class and x, y, width, height, or a polygon";
    }
    return has + (key_points_.count > 0 ? ", which kpt_shape and a polygon do not give"
                                        : ", which are neither a box nor a polygon; key points "
                                          "need kpt_shape in data.yaml");
  }

  const std::string& file_;
  const LabelMap& names_;
  YoloKeyPoints key_points_;
  VocProblems& problems_;
  VocAnnotation annotation_;
  VocObject object_;
  std::uint64_t objects_ = 0;
  std::vector<std::string_view> words_;
  std::vector<double> values_;
};

}  // namespace

VocAnnotation ParseYoloLabel(std::string_view text, const std::string& file, const LabelMap& names,
                             YoloKeyPoints key_points, VocProblems& problems) {
  return Parser(file, names, key_points, problems).Parse(text);
}

}  // namespace imrec
