// The loops of colour distortion, compiled for several sets of vector instructions. All of them
// give the same bits.
#ifndef IMREC_AUGMENT_COLOR_COLOR_KERNELS_H_
#define IMREC_AUGMENT_COLOR_COLOR_KERNELS_H_

#include <array>

#include "augment/color/color_distortion.h"

namespace imrec {

using ColorMatrix = std::array<std::array<float, 3>, 3>;

/// Multiplies each level by `gain`, adds `added`, and clips to 0..255.
void ScaleLevels(std::span<float> levels, float gain, float added);

/// Scales S of HSV. With V and hue kept, a channel c becomes V - (V - c) * factor; S reaches its
/// limit of 1 when the lowest channel reaches 0.
void ScaleSaturation(RgbPlanes pixels, float factor);

/// Rotates the hue of HSV by `sixths` of a circle, -3..3; hues wrap.
void TurnHue(RgbPlanes pixels, float sixths);

/// Moves each pixel towards its luma (factor below 1) or away from it.
void BlendWithLuma(RgbPlanes pixels, float factor);

/// Multiplies each pixel by a matrix, whose rows give red, green and blue.
void MultiplyByMatrix(RgbPlanes pixels, const ColorMatrix& matrix);

namespace scalar {

/// The same in plain C++; tests compare the others with these.
void ScaleLevels(std::span<float> levels, float gain, float added);
void ScaleSaturation(RgbPlanes pixels, float factor);
void TurnHue(RgbPlanes pixels, float sixths);
void BlendWithLuma(RgbPlanes pixels, float factor);
void MultiplyByMatrix(RgbPlanes pixels, const ColorMatrix& matrix);

}  // namespace scalar
}  // namespace imrec

#endif  // IMREC_AUGMENT_COLOR_COLOR_KERNELS_H_
