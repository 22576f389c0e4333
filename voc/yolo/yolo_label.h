// Parses one label file of YOLO.
#ifndef IMREC_VOC_YOLO_YOLO_LABEL_H_
#define IMREC_VOC_YOLO_YOLO_LABEL_H_

#include <cstddef>
#include <string>
#include <string_view>

#include "voc/annotation.h"
#include "voc/classes/label_map.h"

namespace imrec {

/// The key points of each object, `kpt_shape` in data.yaml.
struct YoloKeyPoints {
  std::size_t count = 0;   // 0: none
  std::size_t values = 0;  // per point, 2 or 3
};

/// Parses the lines of a label file, each by itself:
/// - class and x centre, y centre, width, height; a sixth value, the confidence of a prediction, is
///   ignored;
/// - class, box and key points, if the number of values is that of `key_points`;
/// - class and the corners of a polygon, at least three, whose bounds are the box.
/// All are shares of the image's size. Empty lines are ignored; a text without lines has no
/// objects. `names` are by class number.
///
/// Omits an object if its line is of another shape, its class has no name, or a value is not within
/// 0..1 (with the tolerance of ultralytics, 0.01). Reports each in `problems` with the line.
VocAnnotation ParseYoloLabel(std::string_view text, const std::string& file, const LabelMap& names,
                             YoloKeyPoints key_points, VocProblems& problems);

}  // namespace imrec

#endif  // IMREC_VOC_YOLO_YOLO_LABEL_H_
