#include "voc/coco/coco_items.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <utility>

namespace imrec {
namespace {

using Type = CocoValue::Type;

constexpr std::array<std::string_view, 10> kKeys = {
    "id",   "file_name", "coco_url",    "width", "height",
    "name", "image_id",  "category_id", "bbox",  "iscrowd"};

bool IsIntegerText(std::string_view text) {
  if (text.starts_with('-')) text.remove_prefix(1);
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

// Returns the value if it is a whole number. Some tools write all numbers as floats, such as 12.0.
std::optional<std::int64_t> WholeNumber(const CocoValue& value) {
  constexpr double kExact = 9007199254740992;  // 2^53; all whole numbers up to it are exact
  if (value.type == Type::kInteger) return value.integer;
  if (value.type != Type::kNumber || std::abs(value.number) > kExact ||
      value.number != std::floor(value.number)) {
    return std::nullopt;
  }
  return static_cast<std::int64_t>(value.number);
}

bool IsNumber(const CocoValue& value) {
  return value.type == Type::kInteger || value.type == Type::kNumber;
}

}  // namespace

std::string Describe(const CocoValue& value) {
  switch (value.type) {
    case Type::kNull:
      return "null";
    case Type::kBoolean:
      return value.integer != 0 ? "true" : "false";
    case Type::kInteger:
      return std::to_string(value.integer);
    case Type::kNumber:
      return std::string(value.text.substr(0, 40));
    case Type::kConstant:
      return "NaN or infinite";
    case Type::kString:
      return "the string " + Quoted(value.text);
    case Type::kList:
      return "a list";
    case Type::kObject:
      break;
  }
  return "an object";
}

void CocoItems::Start(CocoSection section, std::uint64_t position) {
  section_ = section;
  image_ = {};
  image_.position = position;
  url_.clear();
  category_ = {};
  category_.position = position;
  object_ = {};
  object_.position = position;
  box_values_ = 0;
  box_numbers_ = 0;
  has_box_ = false;
  seen_ = 0;
  fault_.clear();
  bad_extents_.clear();
}

void CocoItems::Member(std::string_view key, const CocoValue& value) {
  switch (section_) {
    case CocoSection::kImages:
      ImageMember(key, value);
      break;
    case CocoSection::kCategories:
      CategoryMember(key, value);
      break;
    case CocoSection::kAnnotations:
      ObjectMember(key, value);
      break;
    case CocoSection::kOther:
      break;
  }
}

void CocoItems::End() {
  switch (section_) {
    case CocoSection::kImages:
      EndImage();
      break;
    case CocoSection::kCategories:
      EndCategory();
      break;
    case CocoSection::kAnnotations:
      EndObject();
      break;
    case CocoSection::kOther:
      break;
  }
}

void CocoItems::AddStray(CocoSection section, std::uint64_t position, const CocoValue& value) {
  Start(section, position);
  const std::string reason = "is " + Describe(value) + "; expected an object; left out";
  Tell(section == CocoSection::kImages       ? VocProblemKind::kBadImage
       : section == CocoSection::kCategories ? VocProblemKind::kBadCategory
                                             : VocProblemKind::kBadField,
       reason);
}

void CocoItems::ImageMember(std::string_view key, const CocoValue& value) {
  if (key == "id") ReadId(key, value, image_.id);
  if (key == "file_name") ReadText(key, value, image_.name);
  if (key == "coco_url") ReadText(key, value, url_);
  if (key == "width") ReadExtent(key, value, image_.size.width);
  if (key == "height") ReadExtent(key, value, image_.size.height);
}

void CocoItems::EndImage() {
  if (image_.name.empty()) {
    image_.name = url_;
    image_.is_url = true;
  }
  if (fault_.empty() && !image_.id.usable()) Fail("has no id");
  if (fault_.empty() && image_.name.empty()) {
    Fail("has no file_name and no coco_url");
  }
  image_.usable = fault_.empty();
  if (!fault_.empty()) Tell(VocProblemKind::kBadImage, fault_ + "; left out");
  if (!bad_extents_.empty()) Tell(VocProblemKind::kBadField, bad_extents_ + "; ignored");
  // Without a name it cannot be distinguished from images without annotation.
  if (!image_.name.empty()) file_.images.push_back(std::move(image_));
}

void CocoItems::CategoryMember(std::string_view key, const CocoValue& value) {
  if (key == "id") ReadId(key, value, category_.id);
  if (key == "name") ReadText(key, value, category_.name);
}

void CocoItems::EndCategory() {
  if (fault_.empty() && !category_.id.usable()) Fail("has no id");
  category_.usable = fault_.empty();
  if (!fault_.empty()) {
    Tell(VocProblemKind::kBadCategory, fault_ + "; its objects are left out");
  }
  if (category_.id.usable()) file_.categories.push_back(std::move(category_));
}

void CocoItems::ObjectMember(std::string_view key, const CocoValue& value) {
  if (key == "id") {
    // It is used only in messages, so it may be anything.
    ReadId(key, value, object_.id);
  } else if (key == "image_id") {
    ReadId(key, value, object_.image);
  } else if (key == "category_id") {
    ReadId(key, value, object_.category);
  } else if (key == "bbox" && !IsRepeated(key) && value.type != Type::kNull) {
    Fail("bbox is " + Describe(value) + "; expected a list of 4 numbers");
  } else if (key == "iscrowd" && !IsRepeated(key) && value.type != Type::kNull) {
    const std::optional<std::int64_t> crowd =
        value.type == Type::kBoolean ? std::optional(value.integer) : WholeNumber(value);
    object_.crowd = crowd == 1;
    if (!crowd || (*crowd != 0 && *crowd != 1)) {
      Fail("iscrowd is " + Describe(value) + "; expected 0 or 1");
    }
  }
}

void CocoItems::StartBox() {
  if (section_ == CocoSection::kAnnotations && !IsRepeated("bbox")) has_box_ = true;
}

void CocoItems::BoxValue(const CocoValue& value) {
  if (section_ != CocoSection::kAnnotations || !has_box_) return;
  if (IsNumber(value)) {
    ++box_numbers_;
  } else {
    Fail("bbox holds " + Describe(value) + "; expected a list of 4 numbers");
  }
  if (box_values_ < object_.box.size()) object_.box[box_values_] = value.number;
  ++box_values_;
}

void CocoItems::EndObject() {
  if (fault_.empty() && !object_.image.usable()) Fail("has no image_id");
  if (fault_.empty() && !object_.category.usable()) {
    Fail("has no category_id");
  }
  if (fault_.empty() && !has_box_) Fail("has no bbox", VocProblemKind::kMissingBox);
  if (fault_.empty() && box_values_ != object_.box.size()) {
    Fail("bbox has " + std::to_string(box_values_) + " values; expected 4",
         VocProblemKind::kMissingBox);
  }
  if (fault_.empty()) {
    file_.objects.push_back(object_);
  } else {
    Tell(fault_kind_, fault_ + "; left out");
  }
}

void CocoItems::ReadId(std::string_view key, const CocoValue& value, CocoId& id) {
  if (IsRepeated(key)) {
    if (&id == &object_.image) id = {};  // which one is meant is unknown
    return;
  }
  const std::optional<std::int64_t> whole = WholeNumber(value);
  if (whole) {
    id = {.kind = CocoId::Kind::kInteger, .value = *whole};
  } else if (value.type == Type::kNumber && IsIntegerText(value.text)) {
    id = file_.texts.Add(std::string(value.text));
  } else if (value.type == Type::kString) {
    id = file_.texts.Add('"' + std::string(value.text) + '"');
  } else if (&id != &object_.id) {
    Fail(std::string(key) + " is " + Describe(value) + "; expected an integer or a string");
  }
}

// Null counts as absent, because another member may contain the text.
void CocoItems::ReadText(std::string_view key, const CocoValue& value, std::string& text) {
  if (IsRepeated(key) || value.type == Type::kNull) return;
  if (value.type == Type::kString) {
    text = value.text;
    return;
  }
  // A coco_url may not be needed, so it may be anything.
  if (&text == &url_) return;
  Fail(std::string(key) + " is " + Describe(value) + "; expected a string");
}

void CocoItems::ReadExtent(std::string_view key, const CocoValue& value, int& extent) {
  if (IsRepeated(key) || value.type == Type::kNull) return;
  const std::optional<std::int64_t> whole = WholeNumber(value);
  if (whole && *whole >= 0 && *whole <= 1'000'000'000) {
    extent = static_cast<int>(*whole);
  } else if (bad_extents_.empty()) {
    bad_extents_ = std::string(key) + " is " + Describe(value) + "; expected a number of pixels";
  }
}

// Returns true, and fails the item, if a member that is used occurs twice and is therefore
// ambiguous.
bool CocoItems::IsRepeated(std::string_view key) {
  const auto number = static_cast<unsigned>(std::ranges::find(kKeys, key) - kKeys.begin());
  const bool repeated = (seen_ >> number & 1U) != 0;
  seen_ |= 1U << number;
  if (repeated) Fail("has " + std::string(key) + " twice");
  return repeated;
}

void CocoItems::Fail(std::string reason, VocProblemKind kind) {
  if (!fault_.empty()) return;
  fault_kind_ = kind;
  fault_ = std::move(reason);
}

void CocoItems::Tell(VocProblemKind kind, std::string reason) {
  VocProblem problem{.kind = kind, .file = file_.path, .reason = std::move(reason)};
  if (section_ == CocoSection::kImages) {
    problem.item = VocItem::kImage;
    problem.id = file_.NameOf(image_.id, image_.position);
    problem.name = image_.name;
  } else if (section_ == CocoSection::kCategories) {
    problem.item = VocItem::kCategory;
    problem.id = file_.NameOf(category_.id, category_.position);
    problem.name = category_.name;
  } else {
    problem.item = VocItem::kAnnotation;
    problem.id = file_.NameOf(object_.id, object_.position);
  }
  const CocoId image = section_ == CocoSection::kImages ? image_.id : object_.image;
  const bool has_box = box_values_ == object_.box.size() && box_numbers_ == box_values_;
  const std::optional<std::size_t> position = problems_.Add(std::move(problem));
  if (!position || !image.usable()) return;
  file_.places.push_back({.problem = *position,
                          .image = image,
                          .box = has_box ? std::optional(object_.bounds()) : std::nullopt});
}

}  // namespace imrec
