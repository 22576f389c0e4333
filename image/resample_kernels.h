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

/// sums[i] = start + weights[0] * first row[i] + weights[1] * second row[i] + ..
void SumRows(SampleRows rows, std::span<const float> weights, float start, std::span<float> sums);

/// Rows of pixels, of one float or three interleaved, and for each output (there is one at least)
/// where its sum begins and its weights, `taps` each.
struct PixelSums {
  const float* pixels = nullptr;
  std::size_t stride = 0;      // floats from row to row; one more than the row has can be read
  std::size_t columns = 0;     // pixels of a row
  int origin = 0;              // the number of the first of them
  const int* first = nullptr;  // that of the pixel at which an output's sum begins
  const float* weights = nullptr;
  std::size_t taps = 0;
};

/// Floats of scratch that SumPixels() and SumLevels() want for rows of so many pixels.
constexpr std::size_t PixelScratch(std::size_t columns) { return 16 * columns; }

/// Output x of each of `rows` rows is the weighted sum of `taps` pixels from number first[x] on. A
/// plane of rows * width floats for each channel.
void SumPixels(const PixelSums& sums, std::size_t rows, std::size_t width, float* scratch,
               float* planes);

/// The same for pixels of one float.
void SumLevels(const PixelSums& sums, std::size_t rows, std::size_t width, float* scratch,
               float* plane);

namespace scalar {

/// The same in plain C++: what the others are held against.
void SumRows(SampleRows rows, std::span<const float> weights, float start, std::span<float> sums);
void SumPixels(const PixelSums& sums, std::size_t rows, std::size_t width, float* planes);
void SumLevels(const PixelSums& sums, std::size_t rows, std::size_t width, float* plane);

}  // namespace scalar
}  // namespace imrec

#endif  // IMREC_IMAGE_RESAMPLE_KERNELS_H_
