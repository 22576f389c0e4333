// Conversion of YCbCr to RGB, compiled for several instruction sets. All targets produce identical
// results.
#ifndef IMREC_IMAGE_RESAMPLE_YCBCR_KERNELS_H_
#define IMREC_IMAGE_RESAMPLE_YCBCR_KERNELS_H_

#include <cstddef>
#include <cstdint>
#include <span>

#include "image/resample/resample_kernels.h"

namespace imrec {

/// The factors of JFIF (ITU-T T.871, based on ITU-R BT.601) for chroma centred at 0.
inline constexpr float kRedOfCr = 1.402F;
inline constexpr float kGreenOfCb = -0.344136F;
inline constexpr float kGreenOfCr = -0.714136F;
inline constexpr float kBlueOfCb = 1.772F;

/// Converts Y, Cb and Cr, with chroma centred at 0, to red, green and blue in place, clipped to
/// 0..255.
void YcbcrToRgb(float* y, float* cb, float* cr, std::size_t count);

/// A row of pixels in three planes of 8-bit samples, with chroma centred at 128.
struct YcbcrRow {
  const std::uint8_t* y = nullptr;
  const std::uint8_t* cb = nullptr;
  const std::uint8_t* cr = nullptr;
};

/// Converts 8-bit pixels with the fixed-point arithmetic of libjpeg (jdcolor.c). The results are
/// identical.
void ConvertRow(const YcbcrRow& from, std::size_t count, const RgbRow& to);

/// sums[i] = 3 * near[i] + far[i]
void BlendRows(const std::uint8_t* near, const std::uint8_t* far, std::span<std::uint16_t> sums);

/// The rounding terms of DoubleColumns(), for even and odd pixels.
struct DoublingBias {
  std::uint16_t even = 0;
  std::uint16_t odd = 0;
};
/// Writes two pixels for each of sums[1] .. sums[n - 2]: (3 * sums[i] + sums[i - 1] + bias.even) /
/// 16 and (3 * sums[i] + sums[i + 1] + bias.odd) / 16.
void DoubleColumns(std::span<const std::uint16_t> sums, DoublingBias bias, std::uint8_t* pixels);

namespace scalar {

/// The same functions in plain C++, the reference for tests.
void YcbcrToRgb(float* y, float* cb, float* cr, std::size_t count);
void ConvertRow(const YcbcrRow& from, std::size_t count, const RgbRow& to);
void BlendRows(const std::uint8_t* near, const std::uint8_t* far, std::span<std::uint16_t> sums);
void DoubleColumns(std::span<const std::uint16_t> sums, DoublingBias bias, std::uint8_t* pixels);

}  // namespace scalar
}  // namespace imrec

#endif  // IMREC_IMAGE_RESAMPLE_YCBCR_KERNELS_H_
