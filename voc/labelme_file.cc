#include "voc/labelme_file.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include <imrec/class_names.h>
#include <imrec/error.h>
#include <nlohmann/json.hpp>

#include "voc/json_source.h"
#include "voc/shape_bounds.h"

namespace imrec {
namespace {

using Json = nlohmann::json;

// Drops the values that may be large and are not needed: images and masks as text.
bool Keeps(int /*depth*/, Json::parse_event_t event, Json& parsed) {
  return event != Json::parse_event_t::key || (parsed != "imageData" && parsed != "mask");
}

Json ParseJson(std::istream& stream, const std::string& file) {
  JsonSource source(stream);
  try {
    return Json::parse(source.begin(), source.end(), Keeps);
  } catch (const Json::parse_error& error) {
    // Without the library's own "[json.exception.parse_error.101] ".
    const std::string_view text = error.what();
    const std::size_t start = text.starts_with('[') ? text.find("] ") + 2 : 0;
    throw Error(ErrorCode::kCorruptData, "not well-formed JSON: " + std::string(text.substr(start)),
                {.file = file, .offset = error.byte > 0 ? error.byte - 1 : 0});
  }
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
  // A size that is absent or of another type is that of the image.
  static int Extent(const Json& document, const char* name) {
    constexpr double kMost = 1'000'000'000;
    const Json* value = Member(document, name);
    if (value == nullptr || !value->is_number()) return 0;
    const double number = *value;
    return number >= 0 && number <= kMost ? static_cast<int>(number) : 0;
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
    if (!ReadLabel(shape) || !ReadPoints(shape) || !ReadBox(TypeOf(shape))) return;
    const Json* flags = Member(shape, "flags");
    const auto flag = [&](const char* name) {
      const Json* value = flags != nullptr && flags->is_object() ? Member(*flags, name) : nullptr;
      return value != nullptr && *value == true;
    };
    object_.difficult = flag("difficult");
    object_.truncated = flag("truncated");
    object_.occluded = flag("occluded");
    const Json* group = Member(shape, "group_id");
    if (merge_groups_ && group != nullptr) {
      AddToGroup(group->dump());
    } else {
      annotation_.objects.push_back(object_);
    }
  }

  bool ReadLabel(const Json& shape) {
    const Json* label = Member(shape, "label");
    if (label == nullptr || !label->is_string()) {
      LeaveOut(VocProblemKind::kMissingClass,
               label == nullptr ? "has no label"
                                : "the label is " + Quoted(label->dump()) + "; expected a string");
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
  static std::string TypeOf(const Json& shape) {
    const Json* type = Member(shape, "shape_type");
    if (type == nullptr) return "polygon";
    return type->is_string() ? type->get<std::string>() : type->dump();
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
    if (!good) LeaveOut(VocProblemKind::kMissingBox, "points are no list of pairs of numbers");
    return good;
  }

  bool ReadBox(const std::string& type) {
    struct Kind {
      std::string_view type;
      std::size_t fewest;  // points
    };
    static constexpr std::array kKinds = {Kind{"rectangle", 2}, Kind{"polygon", 3},
                                          Kind{"circle", 2}, Kind{"oriented_rectangle", 3},
                                          Kind{"mask", 2}};
    const auto kind = std::ranges::find(kKinds, std::string_view(type), &Kind::type);
    if (kind == kKinds.end()) {
      LeaveOut(VocProblemKind::kShapeWithoutBox,
               "is a shape of type " + Quoted(type) + ", not a box");
      return false;
    }
    const std::size_t points = points_.size() / 2;
    if (points < kind->fewest || (type == "circle" && points != 2)) {
      LeaveOut(VocProblemKind::kMissingBox, "is a " + type + " of " + std::to_string(points) +
                                                " point" + (points == 1 ? "" : "s"));
      return false;
    }
    if (type == "circle") {
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
  std::vector<double> points_;
  std::map<std::pair<std::string, std::string>, std::size_t> groups_;  // positions in objects
};

}  // namespace

VocAnnotation ParseLabelMe(std::istream& stream, const std::string& file, bool merge_groups,
                           VocProblems& problems) {
  return Parser(file, merge_groups, problems).Parse(ParseJson(stream, file));
}

}  // namespace imrec
