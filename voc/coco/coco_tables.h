// Finds the images and categories of a COCO file by id.
#ifndef IMREC_VOC_COCO_COCO_TABLES_H_
#define IMREC_VOC_COCO_COCO_TABLES_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "voc/coco/coco_file.h"

namespace imrec {

/// The classes of the categories. Categories with the same name are one class.
class CocoCategories {
 public:
  /// Reports categories that cannot be used because a class file cannot contain their name, or
  /// because another category has the same id.
  CocoCategories(const CocoFile& file, VocProblems& problems);

  /// The names by ascending id if all ids are integers or strings of digits, otherwise in the order
  /// of the file.
  const std::vector<std::string>& names() const { return names_; }

  /// Returns the name of a category, or null if there is none that can be used.
  const std::string* Find(CocoId id) const;
  /// Returns true if the file has the category, even if it cannot be used.
  bool Has(CocoId id) const { return name_of_.contains(id); }

 private:
  std::vector<std::string> names_;
  std::map<CocoId, std::string> name_of_;  // empty if the category cannot be used
};

/// Removes and reports images that have the id of another image. An image that occurs twice with
/// the same file name is kept once.
void LeaveOutRepeatedImages(CocoFile& file, VocProblems& problems);

/// Reports annotations whose image is not in the file, and annotation ids that occur twice.
/// Requires objects sorted by image.
void ReportStrayObjects(CocoFile& file, VocProblems& problems);

}  // namespace imrec

#endif  // IMREC_VOC_COCO_COCO_TABLES_H_
