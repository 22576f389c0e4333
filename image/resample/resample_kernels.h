// The inner loops of resampling, compiled for several instruction sets. All targets produce
// identical results: sums are computed in the same order, without fused multiply-adds.
#ifndef IMREC_IMAGE_RESAMPLE_RESAMPLE_KERNELS_H_
#define IMREC_IMAGE_RESAMPLE_RESAMPLE_KERNELS_H_

#include <cstddef>
#include <cstdint>
#include <span>

namespace imrec {

/// Rows of 8-bit samples, `stride` samples apart.
struct SampleRows {
  const std::uint8_t* first = nullptr;
  std::ptrdiff_t stride = 0;
};

/// sums[i] = start + weights[0] * row0[i] + weights[1] * row1[i] + ...
void SumRows(SampleRows rows, std::span<const float> weights, float start, std::span<float> sums);

/// levels[i] = start + samples[i], or samples[levels.size() - 1 - i] if `reverse`.
void ConvertSamples(const std::uint8_t* samples, float start, bool reverse,
                    std::span<float> levels);

/// A row of pixels in three planes of 8-bit samples.
struct RgbRow {
  std::uint8_t* red = nullptr;
  std::uint8_t* green = nullptr;
  std::uint8_t* blue = nullptr;
};

/// Converts `count` interleaved RGB pixels to planes.
void Deinterleave(const std::uint8_t* pixels, std::size_t count, const RgbRow& planes);

/// The input of SumLevels(). Does not own what it points to.
struct LevelSums {
  const float* levels = nullptr;   // rows of levels
  std::size_t stride = 0;          // levels from one row to the next
  int origin = 0;                  // the column of the first level of a row
  const int* first = nullptr;      // per output: the column of the first level of its sum
  const float* weights = nullptr;  // `taps` per output
  std::size_t taps = 0;
};

/// The number of scratch floats that SumLevels() needs for rows of `columns` levels.
constexpr std::size_t LevelScratch(std::size_t columns) { return 16 * columns; }

/// Computes `width` >= 1 outputs for each of `rows` rows: output x is the weighted sum of the
/// `taps` levels from column first[x] on. Writes rows * width floats to `plane`.
void SumLevels(const LevelSums& sums, std::size_t rows, std::size_t width, float* scratch,
               float* plane);

namespace scalar {

/// The same functions in plain C++, the reference for tests.
void SumRows(SampleRows rows, std::span<const float> weights, float start, std::span<float> sums);
void ConvertSamples(const std::uint8_t* samples, float start, bool reverse,
                    std::span<float> levels);
void Deinterleave(const std::uint8_t* pixels, std::size_t count, const RgbRow& planes);
void SumLevels(const LevelSums& sums, std::size_t rows, std::size_t width, float* plane);

}  // namespace scalar
}  // namespace imrec

#endif  // IMREC_IMAGE_RESAMPLE_RESAMPLE_KERNELS_H_
