// The objects of one image, as every annotation format delivers them.
#ifndef IMREC_VOC_ANNOTATION_H_
#define IMREC_VOC_ANNOTATION_H_

#include <cstdint>
#include <string>
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

/// The objects of one image.
struct VocAnnotation {
  std::string filename;  // as written, UTF-8; may be empty or a path
  ImageSize size;        // 0 x 0 if the file does not contain it
  std::vector<VocObject> objects;
  BoxUnit unit = BoxUnit::kPixels;
};

}  // namespace imrec

#endif  // IMREC_VOC_ANNOTATION_H_
