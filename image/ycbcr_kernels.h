// Turning brightness and colour differences into colours, for whatever vector instructions the
// processor has. All targets give the same bits.
#ifndef IMREC_IMAGE_YCBCR_KERNELS_H_
#define IMREC_IMAGE_YCBCR_KERNELS_H_

#include <cstddef>

namespace imrec {

/// JFIF's (ITU-R BT.601), with the differences around 0.
inline constexpr float kRedOfCr = 1.402F;
inline constexpr float kGreenOfCb = -0.344136F;
inline constexpr float kGreenOfCr = -0.714136F;
inline constexpr float kBlueOfCb = 1.772F;

/// Y, Cb and Cr become red, green and blue where they stand, clipped to 0..255.
void YcbcrToRgb(float* y, float* cb, float* cr, std::size_t count);

namespace scalar {

/// The same in plain C++: what the others are held against.
void YcbcrToRgb(float* y, float* cb, float* cr, std::size_t count);

}  // namespace scalar
}  // namespace imrec

#endif  // IMREC_IMAGE_YCBCR_KERNELS_H_
