#include "voc/labelme/labelme_file.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include <imrec/class_names.h>
#include <imrec/error.h>
#include <nlohmann/json.hpp>

#include "voc/annotation_limits.h"
#include "voc/shape_bounds.h"
#include "voc/syntax/json_source.h"

namespace imrec {
namespace {

using Json = nlohmann::json;

Json ParseJson(std::istream& stream, const std::string& file) {
  JsonSource source(stream);
  const auto fail = [&](const std::string& reason) {
    throw Error(ErrorCode::kCorruptData, reason,
                {.file = file, .offset = source.offset() > 0 ? source.offset() - 1 : 0});
  };
  std::uint64_t values = 0;
  // Drops the values that may be large and are not needed: images and masks as text.
  const auto keeps = [&](int depth, Json::parse_event_t event, Json& parsed) {
    using Event = Json::parse_event_t;
    const bool constant = source.TakeConstant();
    const bool is_value =
        event == Event::value || event == Event::array_start || event == Event::object_start;
    if (is_value && ++values > kMaxLabelMeValues) {
      fail("has more values than an annotation (" + std::to_string(kMaxLabelMeValues) + ")");
    }
    if ((event == Event::array_start || event == Event::object_start) &&
        std::cmp_greater_equal(depth, kMaxNesting)) {
      fail("nested too deeply, in more than " + std::to_string(kMaxNesting) + " levels");
    }
    if (event == Event::value && constant && parsed.is_number()) {
      parsed = std::numeric_limits<double>::quiet_NaN();
    }
    return event != Event::key || (parsed != "imageData" && parsed != "mask");
  };
  try {
    return Json::parse(source.begin(), source.end(), keeps);
  } catch (const Json::exception& error) {
    // Without the library's own "[json.exception.parse_error.101] ".
    const std::string_view text = error.what();
    const std::size_t start = text.starts_with('[') ? text.find("] ") + 2 : 0;
    fail("not well-formed JSON: " + std::string(text.substr(start)));
  }
  return {};
}

// A value for messages. Its text may be long or, if it is a list, nested.
std::string TextOf(const Json& value) {
  if (value.is_array()) return "a list";
  if (value.is_object()) return "an object";
  if (value.is_number_float() && !std::isfinite(value.get<double>())) return "NaN or infinite";
  return Quoted(value.is_string() ? value.get_ref<const std::string&>() : value.dump());
}

const Json* Member(const Json& object, const char* name) {
  const auto found = object.find(name);
  return found == object.end() || found->is_null() ? nullptr : &*found;
}

class Parser {
 public:
  Parser(const std::string& file, bool merge_groups, VocProblems& problems)
      : file_(file), merge_groups_(merge_groups), problems_(problems) {}

  VocAnnotation Parse(const Json& document) {
    const Json* shapes = document.is_object() ? Member(document, "shapes") : nullptr;
    if (shapes == nullptr || !shapes->is_array()) {
      throw Error(ErrorCode::kCorruptData, "no LabelMe annotation: expected a list \"shapes\"",
                  {.file = file_});
    }
    if (const Json* path = Member(document, "imagePath"); path != nullptr && path->is_string()) {
      annotation_.filename = *path;
    }
    annotation_.size = {.width = Extent(document, "imageWidth"),
                        .height = Extent(document, "imageHeight")};
    for (const Json& shape : *shapes) AddShape(shape);
    return std::move(annotation_);
  }

 private:
  // A size that is absent or wrong is that of the image.
  int Extent(const Json& document, const char* name) {
    constexpr double kMost = 1'000'000'000;
    const Json* value = Member(document, name);
    if (value == nullptr) return 0;
    const double number = value->is_number() ? value->get<double>() : -1;
    if (number >= 0 && number <= kMost && number == std::floor(number)) {
      return static_cast<int>(number);
    }
    problems_.Add({.kind = VocProblemKind::kBadField,
                   .file = file_,
                   .reason = std::string(name) + " is " + TextOf(*value) +
                             "; expected a size in pixels; ignored"});
    return 0;
  }

  bool Flag(const Json& flags, const char* name) {
    const Json* value = Member(flags, name);
    if (value == nullptr) return false;
    if (value->is_boolean()) return *value;
    for (const int flag : {0, 1}) {
      if (*value == flag) return flag == 1;
    }
    ReportField(std::string(name) + " is " + TextOf(*value) +
                "; expected true or false; read as false");
    return false;
  }

  void ReportField(const std::string& reason) {
    problems_.Add({.kind = VocProblemKind::kBadField,
                   .file = file_,
                   .item = VocItem::kObject,
                   .id = object_.id,
                   .name = object_.name,
                   .reason = reason});
  }

  void LeaveOut(VocProblemKind kind, const std::string& reason) {
    problems_.Add({.kind = kind,
                   .file = file_,
                   .item = VocItem::kObject,
                   .id = object_.id,
                   .name = object_.name,
                   .reason = reason + "; left out"});
  }

  void AddShape(const Json& shape) {
    object_ = {};
    object_.id = std::to_string(++shapes_);
    if (!shape.is_object()) return LeaveOut(VocProblemKind::kMissingBox, "is no JSON object");
    if (!ReadLabel(shape) || !ReadPoints(shape) || !ReadType(shape) || !ReadBox()) return;
    if (const Json* flags = Member(shape, "flags"); flags != nullptr && flags->is_object()) {
      object_.difficult = Flag(*flags, "difficult");
      object_.truncated = Flag(*flags, "truncated");
      object_.occluded = Flag(*flags, "occluded");
    }
    if (const std::optional<std::string> group = GroupOf(shape)) {
      AddToGroup(*group);
    } else {
      annotation_.objects.push_back(object_);
    }
  }

  // The group whose objects are merged, if any.
  std::optional<std::string> GroupOf(const Json& shape) {
    const Json* group = merge_groups_ ? Member(shape, "group_id") : nullptr;
    if (group == nullptr) return std::nullopt;
    if (group->is_number_integer() || group->is_string()) return group->dump();
    ReportField("group_id is " + TextOf(*group) + "; expected a whole number; not merged");
    return std::nullopt;
  }

  bool ReadLabel(const Json& shape) {
    const Json* label = Member(shape, "label");
    if (label == nullptr || !label->is_string()) {
      LeaveOut(VocProblemKind::kMissingClass,
               label == nullptr ? "has no label"
                                : "the label is " + TextOf(*label) + "; expected a string");
      return false;
    }
    const std::string text = *label;
    object_.name = TrimClassName(text);
    const std::string fault = ClassNameFault(object_.name);
    if (fault.empty()) return true;
    LeaveOut(VocProblemKind::kBadClass, "the label " + Quoted(text) + ' ' + fault);
    return false;
  }

  // Early versions did not write the type, and read its absence as a polygon.
  bool ReadType(const Json& shape) {
    const Json* type = Member(shape, "shape_type");
    if (type != nullptr && !type->is_string()) {
      LeaveOut(VocProblemKind::kShapeWithoutBox,
               "the type of the shape is " + TextOf(*type) + "; expected a string");
      return false;
    }
    type_ = type == nullptr ? "polygon" : type->get_ref<const std::string&>();
    return true;
  }

  bool ReadPoints(const Json& shape) {
    points_.clear();
    const Json* points = Member(shape, "points");
    bool good = points != nullptr && points->is_array();
    for (std::size_t i = 0; good && i < points->size(); ++i) {
      const Json& point = (*points)[i];
      good = point.is_array() && point.size() == 2 && point[0].is_number() && point[1].is_number();
      for (std::size_t axis = 0; good && axis < 2; ++axis) points_.push_back(point[axis]);
    }
    good = good && std::ranges::all_of(points_, [](double value) { return std::isfinite(value); });
    if (!good) LeaveOut(VocProblemKind::kMissingBox, "points are not a list of pairs of numbers");
    return good;
  }

  bool ReadBox() {
    struct Kind {
      std::string_view type;
      std::size_t fewest;  // points
    };
    static constexpr std::array kKinds = {Kind{"rectangle", 2}, Kind{"polygon", 3},
                                          Kind{"circle", 2}, Kind{"oriented_rectangle", 3},
                                          Kind{"mask", 2}};
    const auto* const kind = std::ranges::find(kKinds, std::string_view(type_), &Kind::type);
    if (kind == kKinds.end()) {
      LeaveOut(VocProblemKind::kShapeWithoutBox,
               "is a shape of type " + Quoted(type_) + ", not a box");
      return false;
    }
    const std::size_t points = points_.size() / 2;
    if (points < kind->fewest || (type_ == "circle" && points != 2)) {
      LeaveOut(VocProblemKind::kMissingBox, "is a " + type_ + " of " + std::to_string(points) +
                                                " point" + (points == 1 ? "" : "s"));
      return false;
    }
    if (type_ == "circle") {
      const double radius = std::hypot(points_[2] - points_[0], points_[3] - points_[1]);
      object_.box = CentredBox(points_[0], points_[1], 2 * radius, 2 * radius);
    } else {
      object_.box = BoundsOf(points_);
    }
    return true;
  }

  void AddToGroup(const std::string& group) {
    const auto [first, is_new] =
        groups_.try_emplace({group, object_.name}, annotation_.objects.size());
    if (is_new) {
      annotation_.objects.push_back(object_);
      return;
    }
    VocObject& merged = annotation_.objects[first->second];
    merged.box = {.xmin = std::min(merged.box.xmin, object_.box.xmin),
                  .ymin = std::min(merged.box.ymin, object_.box.ymin),
                  .xmax = std::max(merged.box.xmax, object_.box.xmax),
                  .ymax = std::max(merged.box.ymax, object_.box.ymax)};
    merged.difficult |= object_.difficult;
    merged.truncated |= object_.truncated;
    merged.occluded |= object_.occluded;
  }

  const std::string& file_;
  bool merge_groups_;
  VocProblems& problems_;
  VocAnnotation annotation_;
  VocObject object_;
  std::uint64_t shapes_ = 0;
  std::string type_;
  std::vector<double> points_;
  std::map<std::pair<std::string, std::string>, std::size_t> groups_;  // positions in objects
};

}  // namespace

VocAnnotation ParseLabelMe(std::istream& stream, const std::string& file, bool merge_groups,
                           VocProblems& problems) {
  return Parser(file, merge_groups, problems).Parse(ParseJson(stream, file));
}

}  // namespace imrec
