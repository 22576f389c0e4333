// Corners of boxes as VOC annotations write them.
#ifndef IMREC_READER_TOOL_FILES_VOC_CORNER_H_
#define IMREC_READER_TOOL_FILES_VOC_CORNER_H_

#include <string>

namespace imrec::tool {

/// The two ends of a box along one axis, as text.
struct VocEnds {
  std::string min;
  std::string max;
};

/// Pixels of an edge of `extent` pixels (>= 1) for the normalised labels `min` and `max`: VOC
/// counts from 1 and includes both ends. Each is the shortest decimal from which voc2lst
/// (coordinates `edges`) computes the same float again, as min = (x - 1) / extent and max = x /
/// extent; of several the one nearest to the exact value. The two differ in value, since equal ends
/// are taken for a box that nobody drew. Labels must be finite; voc2lst clips those outside 0..1.
VocEnds VocEndsOf(float min, float max, int extent);

}  // namespace imrec::tool

#endif  // IMREC_READER_TOOL_FILES_VOC_CORNER_H_
