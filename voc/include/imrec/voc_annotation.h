// One PASCAL VOC annotation file, read from its XML.
#ifndef IMREC_VOC_ANNOTATION_H_
#define IMREC_VOC_ANNOTATION_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <imrec/image.h>
#include <imrec/voc_problem.h>

namespace imrec {

/// A box as the file has it: pixels, by VOC's rule counted from 1 with both ends included.
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
  VocItem item = VocItem::kObject;  // what the file calls it, and
  std::string id;                   // which: its number among the <object>s, from 1, or COCO's id
  std::uint64_t line = 0;           // of its box, or of the object; 0 in JSON
};

struct VocAnnotation {
  std::string filename;  // as written, UTF-8; may be empty or a path
  ImageSize size;        // 0 x 0 where the file does not say
  std::vector<VocObject> objects;
};

/// Files above this are refused.
inline constexpr std::size_t kMaxAnnotationBytes = std::size_t{64} << 20;

/// Parses an annotation as people's tools write them: children in any order, missing and empty
/// fields, coordinates with fractions, several boxes in an object, a byte order mark, other
/// encodings than UTF-8. Only direct children of an object count, so the boxes of body parts are
/// passed over. Objects without a box or a usable name are left out, and of a field that is there
/// twice neither value is taken if they differ. Each of these is told in `problems` under the name
/// `file`. Needs little memory besides the text and the objects. Throws Error(kCorruptData) with
/// the line if this is no VOC XML.
VocAnnotation ParseVocAnnotation(std::string_view xml, const std::string& file,
                                 VocProblems& problems);

}  // namespace imrec

#endif  // IMREC_VOC_ANNOTATION_H_
