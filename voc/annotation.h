// The annotation of one image, and the parser of PASCAL VOC's (XML).
#ifndef IMREC_VOC_ANNOTATION_H_
#define IMREC_VOC_ANNOTATION_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <imrec/image.h>
#include <imrec/voc_problem.h>

namespace imrec {

/// What the coordinates of a box count.
enum class BoxUnit {
  kPixels,  // see VocCoordinates
  kShares,  // of the width and height of the image; 0 and 1 are its edges
};

/// A box as written in the file, or the box around the shape that is written there.
struct VocBox {
  double xmin = 0;
  double ymin = 0;
  double xmax = 0;
  double ymax = 0;
};

struct VocObject {
  std::string name;
  VocBox box;
  bool difficult = false;
  bool truncated = false;
  bool occluded = false;
  VocItem item = VocItem::kObject;  // the kind of item in the file
  std::string id;                   // the number of the <object>, from 1, or the COCO id
  std::uint64_t line = 0;           // of its box, or of the object; 0 for JSON
};

/// The objects of one image, in any annotation format.

struct VocAnnotation {
  std::string filename;  // as written, UTF-8; may be empty or a path
  ImageSize size;        // 0 x 0 if the file does not contain it
  std::vector<VocObject> objects;
  BoxUnit unit = BoxUnit::kPixels;
};

/// Parses an annotation. Accepts what annotation tools write: children in any order, missing and
/// empty fields, fractional coordinates, several boxes per object, a byte order mark, and encodings
/// other than UTF-8. Only direct children of an object are used, so the boxes of body parts are
/// ignored.
///
/// Omits objects without a box or a usable name. If a field occurs twice with different values,
/// ignores both. Reports each of these in `problems`, with the file name `file`. Throws
/// Error(kCorruptData) with the line if the text is not VOC XML, and Error(kLimitExceeded) if it is
/// longer than kMaxAnnotationBytes.
VocAnnotation ParseVocAnnotation(std::string_view xml, const std::string& file,
                                 VocProblems& problems);

}  // namespace imrec

#endif  // IMREC_VOC_ANNOTATION_H_
