// The loops of resampling, for whatever vector instructions the processor has. All targets give the
// same bits: sums are made in the same order, without fused multiply-adds.
#ifndef IMREC_IMAGE_RESAMPLE_RESAMPLE_KERNELS_H_
#define IMREC_IMAGE_RESAMPLE_RESAMPLE_KERNELS_H_

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

/// A row of pixels in planes of 8 bits.
struct RgbRow {
  std::uint8_t* red = nullptr;
  std::uint8_t* green = nullptr;
  std::uint8_t* blue = nullptr;
};

/// Interleaved pixels to planes.
void Deinterleave(const std::uint8_t* pixels, std::size_t count, const RgbRow& planes);

/// Rows of levels, and for each output (there is one at least) where its sum begins and its
/// weights, `taps` each.
struct LevelSums {
  const float* levels = nullptr;
  std::size_t stride = 0;      // from row to row
  int origin = 0;              // the number of the first level of a row
  const int* first = nullptr;  // that of the level at which an output's sum begins
  const float* weights = nullptr;
  std::size_t taps = 0;
};

/// Floats of scratch that SumLevels() wants for rows of so many levels.
constexpr std::size_t LevelScratch(std::size_t columns) { return 16 * columns; }

/// Output x of each of `rows` rows is the weighted sum of `taps` levels from number first[x] on: a
/// plane of rows * width floats.
void SumLevels(const LevelSums& sums, std::size_t rows, std::size_t width, float* scratch,
               float* plane);

namespace scalar {

/// The same in plain C++: what the others are held against.
void SumRows(SampleRows rows, std::span<const float> weights, float start, std::span<float> sums);
void Deinterleave(const std::uint8_t* pixels, std::size_t count, const RgbRow& planes);
void SumLevels(const LevelSums& sums, std::size_t rows, std::size_t width, float* plane);

}  // namespace scalar
}  // namespace imrec

#endif  // IMREC_IMAGE_RESAMPLE_RESAMPLE_KERNELS_H_
