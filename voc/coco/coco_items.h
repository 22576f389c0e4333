// Builds checked items from the members of JSON objects in a COCO file.
#ifndef IMREC_VOC_COCO_COCO_ITEMS_H_
#define IMREC_VOC_COCO_COCO_ITEMS_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "voc/coco/coco_file.h"

namespace imrec {

/// The value of a member. The contents of lists and objects are not included.
struct CocoValue {
  enum class Type {
    kNull,
    kBoolean,
    kInteger,
    kNumber,    // with a fraction or exponent, or too large for an int64_t
    kConstant,  // NaN, Infinity or -Infinity
    kString,
    kList,
    kObject,
  };

  Type type = Type::kNull;
  std::int64_t integer = 0;    // kInteger; 0 or 1 for kBoolean
  double number = 0;           // kInteger, kNumber
  std::string_view text = {};  // kString; kNumber as written
};

/// Returns a description for messages: "null", "12.5", "a list" and so on.
std::string Describe(const CocoValue& value);

enum class CocoSection { kOther, kImages, kCategories, kAnnotations };

/// Receives the items of the three lists member by member, in any order. Adds valid items to the
/// file, and reports the first problem of each invalid one.
class CocoItems {
 public:
  /// Both must outlive this object.
  CocoItems(CocoFile& file, VocProblems& problems) : file_(file), problems_(problems) {}

  void Start(CocoSection section, std::uint64_t position);
  void Member(std::string_view key, const CocoValue& value);
  /// The member bbox is a list, whose values are passed to BoxValue().
  void StartBox();
  void BoxValue(const CocoValue& value);
  void End();

  /// The list contains `value`, which is not a JSON object.
  void AddStray(CocoSection section, std::uint64_t position, const CocoValue& value);

 private:
  void ImageMember(std::string_view key, const CocoValue& value);
  void CategoryMember(std::string_view key, const CocoValue& value);
  void ObjectMember(std::string_view key, const CocoValue& value);
  void EndImage();
  void EndCategory();
  void EndObject();
  void CheckBox();

  void ReadId(std::string_view key, const CocoValue& value, CocoId& id);
  void ReadText(std::string_view key, const CocoValue& value, std::string& text);
  void ReadExtent(std::string_view key, const CocoValue& value, int& extent);
  bool IsRepeated(std::string_view key);
  // Only the first reason is reported; `kind` is used for annotations.
  void Fail(std::string reason, VocProblemKind kind = VocProblemKind::kBadField);
  void Tell(VocProblemKind kind, std::string reason);

  CocoFile& file_;
  VocProblems& problems_;

  // The current item.
  CocoSection section_ = CocoSection::kOther;
  CocoImage image_;
  std::string url_;
  CocoCategory category_;
  CocoObject object_;
  std::size_t box_values_ = 0;
  std::size_t box_numbers_ = 0;  // those of the values that are numbers
  bool has_box_ = false;
  unsigned seen_ = 0;  // the members that have occurred, one bit each
  VocProblemKind fault_kind_ = VocProblemKind::kBadField;
  std::string fault_;        // the first reason to omit the item; empty if there is none
  std::string bad_extents_;  // invalid width or height of an image that is still used
};

}  // namespace imrec

#endif  // IMREC_VOC_COCO_COCO_ITEMS_H_
