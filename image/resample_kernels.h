// The loops of resampling, for whatever vector instructions the processor has. All targets give the
// same bits: sums are made in the same order, without fused multiply-adds.
#ifndef IMREC_IMAGE_RESAMPLE_KERNELS_H_
#define IMREC_IMAGE_RESAMPLE_KERNELS_H_

#include <cstddef>
#include <cstdint>
#include <span>

namespace imrec {

/// Rows of 8-bit samples, `stride` apart, of which the first sums.size() samples are taken.
struct SampleRows {
  const std::uint8_t* first = nullptr;
  std::ptrdiff_t stride = 0;
};

/// sums[i] = weights[0] * first row[i] + weights[1] * second row[i] + ..
void SumRows(SampleRows rows, std::span<const float> weights, std::span<float> sums);

/// Pixels of three interleaved floats, and for each output where it begins and its weights, `taps`
/// each. Four floats are read for each pixel, so one must follow the last.
struct PixelSums {
  const float* pixels = nullptr;
  int origin = 0;              // the number of the first of them
  const int* first = nullptr;  // that of the pixel at which an output's sum begins
  const float* weights = nullptr;
  std::size_t taps = 0;
};

/// Output x is the weighted sum of `taps` pixels from number first[x] on, as planes of `width`.
void SumPixels(const PixelSums& sums, std::size_t width, float* planes);

namespace scalar {

/// The same in plain C++: what the others are held against.
void SumRows(SampleRows rows, std::span<const float> weights, std::span<float> sums);
void SumPixels(const PixelSums& sums, std::size_t width, float* planes);

}  // namespace scalar
}  // namespace imrec

#endif  // IMREC_IMAGE_RESAMPLE_KERNELS_H_
