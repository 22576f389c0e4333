// The loops of colour distortion, for whatever vector instructions the processor has. All targets
// give the same bits.
#ifndef IMREC_AUGMENT_COLOR_COLOR_KERNELS_H_
#define IMREC_AUGMENT_COLOR_COLOR_KERNELS_H_

#include <array>

#include "augment/color/color_distortion.h"

namespace imrec {

using ColorMatrix = std::array<std::array<float, 3>, 3>;

/// Each level times `gain`, plus `added`, clipped to 0..255.
void ScaleLevels(std::span<float> levels, float gain, float added);

/// Scales S of HSV. With V and hue kept, a channel c becomes V - (V - c) * factor; S reaches its
/// limit of 1 when the lowest channel reaches 0.
void ScaleSaturation(RgbPlanes pixels, float factor);

/// Turns hues of HSV by `sixths` of a circle, -3..3; they wrap.
void TurnHue(RgbPlanes pixels, float sixths);

/// Moves each pixel towards its luma (factor below 1) or away from it.
void BlendWithLuma(RgbPlanes pixels, float factor);

/// Each pixel times a matrix, whose rows give red, green and blue.
void MultiplyByMatrix(RgbPlanes pixels, const ColorMatrix& matrix);

namespace scalar {

/// The same in plain C++: what the others are held against.
void ScaleLevels(std::span<float> levels, float gain, float added);
void ScaleSaturation(RgbPlanes pixels, float factor);
void TurnHue(RgbPlanes pixels, float sixths);
void BlendWithLuma(RgbPlanes pixels, float factor);
void MultiplyByMatrix(RgbPlanes pixels, const ColorMatrix& matrix);

}  // namespace scalar
}  // namespace imrec

#endif  // IMREC_AUGMENT_COLOR_COLOR_KERNELS_H_
