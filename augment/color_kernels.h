// The loops of colour distortion, for whatever vector instructions the processor has. All targets
// give the same bits.
#ifndef IMREC_AUGMENT_COLOR_KERNELS_H_
#define IMREC_AUGMENT_COLOR_KERNELS_H_

#include <imrec/color_distortion.h>

namespace imrec {

/// Each level times `gain`, plus `added`, clipped to 0..255.
void ScaleLevels(std::span<float> levels, float gain, float added);

/// Scales S of HSV. With V and hue kept, a channel c becomes V - (V - c) * factor; S reaches its
/// limit of 1 when the lowest channel reaches 0.
void ScaleSaturation(RgbPlanes pixels, float factor);

/// Turns hues of HSV by `sixths` of a circle, -3..3; they wrap.
void TurnHue(RgbPlanes pixels, float sixths);

namespace scalar {

/// The same in plain C++: what the others are held against.
void ScaleLevels(std::span<float> levels, float gain, float added);
void ScaleSaturation(RgbPlanes pixels, float factor);
void TurnHue(RgbPlanes pixels, float sixths);

}  // namespace scalar
}  // namespace imrec

#endif  // IMREC_AUGMENT_COLOR_KERNELS_H_
