// Converts corners of boxes to the coordinates of COCO and YOLO.
#ifndef IMREC_READER_TOOL_ANNOTATIONS_BOX_ENDS_H_
#define IMREC_READER_TOOL_ANNOTATIONS_BOX_ENDS_H_

#include <string>

namespace imrec::tool {

/// A box along one axis, as text.
struct CocoEnds {
  std::string start;   // the edge in pixels, from 0
  std::string length;  // in pixels
};
struct YoloEnds {
  std::string centre;  // shares of the image
  std::string length;
};

/// Converts the normalised labels `min` <= `max` on an edge of `extent` pixels (>= 1). The results
/// are the shortest decimals from which voc2lst computes the same floats again, as min = start /
/// extent and max = (start + length) / extent. Labels must be finite; voc2lst clips values outside
/// 0..1.
CocoEnds CocoEndsOf(float min, float max, int extent);

/// Converts labels in 0..1, min <= max. The results are the shortest decimals, of at least six
/// digits, from which voc2lst computes the same floats again, as centre -+ length / 2.
YoloEnds YoloEndsOf(float min, float max);

}  // namespace imrec::tool

#endif  // IMREC_READER_TOOL_ANNOTATIONS_BOX_ENDS_H_
