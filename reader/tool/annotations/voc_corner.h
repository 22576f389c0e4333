// Converts corners of boxes to VOC's coordinates.
#ifndef IMREC_READER_TOOL_ANNOTATIONS_VOC_CORNER_H_
#define IMREC_READER_TOOL_ANNOTATIONS_VOC_CORNER_H_

#include <string>

namespace imrec::tool {

/// The two ends of a box along one axis, as text.
struct VocEnds {
  std::string min;
  std::string max;
};

/// Converts the normalised labels `min` and `max` to pixels on an edge of `extent` pixels (>= 1);
/// VOC counts from 1 and includes both ends. Each result is the shortest decimal from which voc2lst
/// (coordinates `edges`) computes the same float again, as min = (x - 1) / extent and max = x /
/// extent; if there are several, the one nearest to the exact value. The two results differ,
/// because voc2lst treats equal ends as a box without area. Labels must be finite; voc2lst clips
/// values outside 0..1.
VocEnds VocEndsOf(float min, float max, int extent);

}  // namespace imrec::tool

#endif  // IMREC_READER_TOOL_ANNOTATIONS_VOC_CORNER_H_
