// From the members of a COCO file's items to checked items.
#ifndef IMREC_VOC_COCO_ITEMS_H_
#define IMREC_VOC_COCO_ITEMS_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "voc/coco_file.h"

namespace imrec {

/// The value of a member. Lists and objects are named only.
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

/// "null", "12.5", "a list", ..
std::string Describe(const CocoValue& value);

enum class CocoSection { kOther, kImages, kCategories, kAnnotations };

/// Receives the items of the three lists member by member, in any order, and adds the good ones to
/// the file. Of each bad one it tells what is wrong first.
class CocoItems {
 public:
  /// Both must outlive this.
  CocoItems(CocoFile& file, VocProblems& problems) : file_(file), problems_(problems) {}

  void Start(CocoSection section, std::uint64_t position);
  void Member(std::string_view key, const CocoValue& value);
  /// The member bbox is a list; BoxValue() tells what is in it.
  void StartBox();
  void BoxValue(const CocoValue& value);
  void End();

  /// Instead of an item there is something else in the list.
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
  // The first reason is told; `kind` is for annotations.
  void Fail(std::string reason, VocProblemKind kind = VocProblemKind::kBadField);
  void Tell(VocProblemKind kind, std::string reason);

  CocoFile& file_;
  VocProblems& problems_;

  // The item that is read just now.
  CocoSection section_ = CocoSection::kOther;
  CocoImage image_;
  std::string url_;
  CocoCategory category_;
  CocoObject object_;
  std::size_t box_values_ = 0;
  bool has_box_ = false;
  unsigned seen_ = 0;  // which members, by their bits
  VocProblemKind fault_kind_ = VocProblemKind::kBadField;
  std::string fault_;        // the first reason to leave the item out; empty: none
  std::string bad_extents_;  // of an image that is used all the same
};

}  // namespace imrec

#endif  // IMREC_VOC_COCO_ITEMS_H_
