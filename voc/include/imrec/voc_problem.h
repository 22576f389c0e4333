// What can be wrong with annotations, and how it is told.
#ifndef IMREC_VOC_PROBLEM_H_
#define IMREC_VOC_PROBLEM_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace imrec {

enum class VocProblemKind {
  // The image is left out.
  kMissingAnnotation,     // named by a set, but there is no XML file
  kUnreadableAnnotation,  // no well-formed VOC XML
  kMissingImage,          // no image of that name
  kUnreadableImage,       // no header of a format that imrec reads
  kUnlistablePath,        // a name that no list line can hold
  // The object is left out, or mended (see VocFix).
  kMissingBox,        // no bndbox, or no number in it
  kMissingClass,      // no name
  kUnknownImage,      // of an image that the file lacks
  kUnknownClass,      // a name that the class list lacks
  kInvertedBox,       // xmax < xmin or ymax < ymin
  kEmptyBox,          // no width or no height
  kOutsideBox,        // wholly outside the image
  kPartlyOutsideBox,  // reaches beyond the image by more than a pixel; clipped
  // Noticed.
  kDuplicateObject,  // same class and box as one before
  kSeveralBoxes,     // more than one bndbox in an object; each counts as an object
  kSizeMismatch,     // the XML's image size is not that of the image, which decides
  kBadField,         // text that does not fit its field; taken as absent
  kEncoding,         // not the encoding that the file declares
};
inline constexpr std::size_t kVocProblemKinds = 18;

/// "empty_box", for reports.
std::string_view VocProblemName(VocProblemKind kind);

/// True if such a problem keeps an image, or an object, out of the list.
bool LeavesOutImage(VocProblemKind kind);
bool LeavesOutObject(VocProblemKind kind);

struct VocProblem {
  VocProblemKind kind;
  std::string file;         // the XML file, or the set file
  std::uint64_t line = 0;   // 0: the whole file
  std::int64_t object = 0;  // which <object> of the file, from 1, or COCO's id; 0: none
  std::string name;         // the object's class
  std::string reason;       // what was found, what was done
};

/// `file:line: object 13 (RBC): reason`, as far as these are known.
std::string Describe(const VocProblem& problem);

using VocProblems = std::vector<VocProblem>;

}  // namespace imrec

#endif  // IMREC_VOC_PROBLEM_H_
