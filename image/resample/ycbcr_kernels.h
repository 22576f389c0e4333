// Turning brightness and colour differences into colours, for whatever vector instructions the
// processor has. All targets give the same bits.
#ifndef IMREC_IMAGE_RESAMPLE_YCBCR_KERNELS_H_
#define IMREC_IMAGE_RESAMPLE_YCBCR_KERNELS_H_

#include <cstddef>
#include <cstdint>
#include <span>

#include "image/resample/resample_kernels.h"

namespace imrec {

/// JFIF's (ITU-R BT.601), with the differences around 0.
inline constexpr float kRedOfCr = 1.402F;
inline constexpr float kGreenOfCb = -0.344136F;
inline constexpr float kGreenOfCr = -0.714136F;
inline constexpr float kBlueOfCb = 1.772F;

/// Y, Cb and Cr become red, green and blue where they stand, clipped to 0..255.
void YcbcrToRgb(float* y, float* cb, float* cr, std::size_t count);

/// A row of pixels of 8 bits, in planes.
struct YcbcrRow {
  const std::uint8_t* y = nullptr;
  const std::uint8_t* cb = nullptr;
  const std::uint8_t* cr = nullptr;
};

/// The same for 8 bits, with the differences around 128, in the fixed-point arithmetic of libjpeg
/// (jdcolor.c): the same bits as its.
void ConvertRow(const YcbcrRow& from, std::size_t count, const RgbRow& to);

/// sums[i] = 3 * near[i] + far[i]
void BlendRows(const std::uint8_t* near, const std::uint8_t* far, std::span<std::uint16_t> sums);

/// Twice as many pixels as there are sums but for the first and the last, which are neighbours
/// only: (3 * sum + the one before + even) / 16, then (3 * sum + the one behind + odd) / 16.
struct DoublingBias {
  std::uint16_t even = 0;
  std::uint16_t odd = 0;
};
void DoubleColumns(std::span<const std::uint16_t> sums, DoublingBias bias, std::uint8_t* pixels);

namespace scalar {

/// The same in plain C++: what the others are held against.
void YcbcrToRgb(float* y, float* cb, float* cr, std::size_t count);
void ConvertRow(const YcbcrRow& from, std::size_t count, const RgbRow& to);
void BlendRows(const std::uint8_t* near, const std::uint8_t* far, std::span<std::uint16_t> sums);
void DoubleColumns(std::span<const std::uint16_t> sums, DoublingBias bias, std::uint8_t* pixels);

}  // namespace scalar
}  // namespace imrec

#endif  // IMREC_IMAGE_RESAMPLE_YCBCR_KERNELS_H_
