// The loops of the colour models that use whole levels, like OpenCV's 8-bit images, compiled for
// several sets of vector instructions. All of them give the same bits.
#ifndef IMREC_AUGMENT_COLOR_COLOR_LEVEL_KERNELS_H_
#define IMREC_AUGMENT_COLOR_COLOR_LEVEL_KERNELS_H_

#include "augment/color/color_distortion.h"

namespace imrec {

/// Rounds each level, multiplies it by `gain`, adds `added`, clips to 0..255, and rounds half to
/// even.
void ScaleWholeLevels(std::span<float> levels, float gain, float added);

/// In HSV with 8 bits (H in units of two degrees, 0..180; S and V 0..255), multiplies S by
/// `saturation` and adds `hue` units, -90..90, to H. H is clamped at 0 and does not wrap below it.
void ScaleWholeHsv(RgbPlanes pixels, float saturation, float hue);

/// Adds offsets in HLS with 8 bits (H in units of two degrees; L and S 0..255). Results are clamped
/// and do not wrap.
struct HlsOffsets {
  float hue = 0;
  float lightness = 0;
  float saturation = 0;
};
void AddWholeHls(RgbPlanes pixels, const HlsOffsets& offsets);

namespace scalar {

/// The same in plain C++; tests compare the others with these.
void ScaleWholeLevels(std::span<float> levels, float gain, float added);
void ScaleWholeHsv(RgbPlanes pixels, float saturation, float hue);
void AddWholeHls(RgbPlanes pixels, const HlsOffsets& offsets);

}  // namespace scalar
}  // namespace imrec

#endif  // IMREC_AUGMENT_COLOR_COLOR_LEVEL_KERNELS_H_
