// Converts data sets in any annotation format to detection lists, as voc_list.h does for VOC.
#ifndef IMREC_ANNOTATION_LIST_H_
#define IMREC_ANNOTATION_LIST_H_

#include <cstdint>
#include <filesystem>
#include <functional>
#include <istream>
#include <string>
#include <string_view>
#include <vector>

#include <imrec/export.h>
#include <imrec/voc_list.h>

namespace imrec {

/// A data set, as a user names it. What each format takes is described in docs/voc2lst.md.
struct AnnotationInput {
  std::vector<std::filesystem::path> paths = {};  // files or folders
  std::istream* stream = nullptr;                 // COCO, CSV, Open Images: instead of a file
  std::filesystem::path annotations = {};         // folder of annotation files, if not below a path
  std::filesystem::path images = {};     // folder of images, if not that of the annotations
  std::filesystem::path label_map = {};  // the names of class numbers or codes; see docs/voc2lst.md
  /// How numbers are read: a value that the format accepts, or empty for its usual one.
  std::string coordinates = {};
  /// Open Images: boxes with one of these flags are omitted: "occluded", "truncated", "group",
  /// "depiction", "inside".
  std::vector<std::string> drop = {};
  bool merge_groups = false;  // LabelMe: shapes of the same group and label are one object
};

/// Returns the names of the formats that MakeAnnotationList() reads: "voc", "coco" and so on.
IMREC_EXPORT std::vector<std::string> AnnotationFormatNames();

/// Makes a list from a data set in the format of that name and the headers of its images, as
/// MakeVocList(). The option `coordinates` has an effect on VOC only; `set` on formats with sets.
///
/// Throws Error(kInvalidArgument) if there is no such format, or if the input has something that is
/// unknown to the format; Error(kCorruptData) if a file that describes the whole set is malformed;
/// and Error if it or a folder cannot be read.
IMREC_EXPORT VocList MakeAnnotationList(
    std::string_view format, const AnnotationInput& input, const VocListOptions& options,
    const std::function<void(std::uint64_t, std::uint64_t)>& on_progress = {});

}  // namespace imrec

#endif  // IMREC_ANNOTATION_LIST_H_
