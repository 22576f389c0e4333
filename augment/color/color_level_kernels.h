// The loops of the colour models that work on whole levels, as the 8-bit images of OpenCV have
// them, for whatever vector instructions the processor has. All targets give the same bits.
#ifndef IMREC_AUGMENT_COLOR_COLOR_LEVEL_KERNELS_H_
#define IMREC_AUGMENT_COLOR_COLOR_LEVEL_KERNELS_H_

#include "augment/color/color_distortion.h"

namespace imrec {

/// Each level, rounded, times `gain`, plus `added`, clipped to 0..255 and rounded, half to even.
void ScaleWholeLevels(std::span<float> levels, float gain, float added);

/// Through HSV in 8 bits (H in units of two degrees, 0..180, S and V 0..255): S times `saturation`,
/// H plus `hue` units, -90..90, clamped without wrapping below 0.
void ScaleWholeHsv(RgbPlanes pixels, float saturation, float hue);

/// Offsets in HLS of 8 bits (H in units of two degrees, L and S 0..255), clamped without wrapping.
struct HlsOffsets {
  float hue = 0;
  float lightness = 0;
  float saturation = 0;
};
void AddWholeHls(RgbPlanes pixels, const HlsOffsets& offsets);

namespace scalar {

/// The same in plain C++: what the others are held against.
void ScaleWholeLevels(std::span<float> levels, float gain, float added);
void ScaleWholeHsv(RgbPlanes pixels, float saturation, float hue);
void AddWholeHls(RgbPlanes pixels, const HlsOffsets& offsets);

}  // namespace scalar
}  // namespace imrec

#endif  // IMREC_AUGMENT_COLOR_COLOR_LEVEL_KERNELS_H_
