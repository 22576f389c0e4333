// A part of a picture as JPEG files hold it: brightness and two colour differences, the latter
// often with fewer samples.
#ifndef IMREC_YCBCR_PART_H_
#define IMREC_YCBCR_PART_H_

#include <array>

#include <imrec/image.h>

namespace imrec {

/// How a plane's samples stand for pixels along one axis.
struct SampleAxis {
  int size = 0;               // samples of the whole picture
  int step = 1;               // pixels to a sample
  bool interpolated = false;  // linearly, for steps of 2; else all pixels have their sample's value

  friend bool operator==(const SampleAxis&, const SampleAxis&) = default;
};

/// One plane of a part.
struct SamplePlane {
  Image samples;       // one channel
  PixelOrigin origin;  // the place of the first in the whole plane
  SampleAxis horizontal;
  SampleAxis vertical;
};

/// Y, Cb and Cr as in JFIF: all of 0..255, no difference at 128. Y has a sample for each pixel; Cb
/// and Cr have the same shape.
struct YcbcrPart {
  std::array<SamplePlane, 3> planes;
};

}  // namespace imrec

#endif  // IMREC_YCBCR_PART_H_
