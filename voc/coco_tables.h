// The images and categories of a COCO file by their ids.
#ifndef IMREC_VOC_COCO_TABLES_H_
#define IMREC_VOC_COCO_TABLES_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "voc/coco_file.h"

namespace imrec {

/// The classes that the categories make. Categories of the same name are one class.
class CocoCategories {
 public:
  /// Tells which categories cannot be used: of a name that no file can hold, or with an id that
  /// another category has as well.
  CocoCategories(const CocoFile& file, VocProblems& problems);

  /// In ascending order of the ids, if all are integers or strings of digits; else in that of the
  /// file.
  const std::vector<std::string>& names() const { return names_; }

  /// The name of a category, or null; the file may have it all the same, without use.
  const std::string* Find(CocoId id) const;
  bool Has(CocoId id) const { return name_of_.contains(id); }

 private:
  std::vector<std::string> names_;
  std::map<CocoId, std::string> name_of_;  // empty where it cannot be used
};

/// Leaves out, and tells, images with the id of another image. One that is listed twice with the
/// same file name is taken once.
void LeaveOutRepeatedImages(CocoFile& file, VocProblems& problems);

/// Tells annotations of images that the file lacks, and ids of annotations that are used twice.
/// Needs the objects sorted by image.
void ReportStrayObjects(const CocoFile& file, VocProblems& problems);

}  // namespace imrec

#endif  // IMREC_VOC_COCO_TABLES_H_
