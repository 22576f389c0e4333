// A part of an image as JPEG files store it: a luma plane and two chroma planes, which often have
// fewer samples.
#ifndef IMREC_IMAGE_INTERNAL_YCBCR_PART_H_
#define IMREC_IMAGE_INTERNAL_YCBCR_PART_H_

#include <array>

#include <imrec/image.h>

namespace imrec {

/// How the samples of a plane map to pixels along one axis.
struct SampleAxis {
  int size = 0;               // samples of the whole image
  int step = 1;               // pixels per sample
  bool interpolated = false;  // pixels are interpolated linearly (step 2 only); otherwise each
                              // pixel has the value of its sample

  friend bool operator==(const SampleAxis&, const SampleAxis&) = default;
};

/// One plane of a part.
struct SamplePlane {
  Image samples;       // one channel
  PixelOrigin origin;  // position of the first sample in the plane of the whole image
  SampleAxis horizontal;
  SampleAxis vertical;
};

/// The planes Y, Cb and Cr as in JFIF (ITU-T T.871): full range 0..255, with zero chroma at 128. Y
/// has one sample per pixel. Cb and Cr have the same shape.
struct YcbcrPart {
  std::array<SamplePlane, 3> planes;
};

}  // namespace imrec

#endif  // IMREC_IMAGE_INTERNAL_YCBCR_PART_H_
