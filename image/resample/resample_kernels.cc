#include "image/resample/resample_kernels.h"

#include <algorithm>

#include "image/vector_loop.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "image/resample/resample_kernels.cc"
#include <hwy/foreach_target.h>
// Must come after foreach_target.h. It is included once per target.
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace imrec::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

void SumRows(SampleRows rows, std::span<const float> weights, float start, std::span<float> sums) {
  const hn::ScalableTag<float> floats;
  const hn::Rebind<std::int32_t, decltype(floats)> integers;
  const hn::Rebind<std::uint8_t, decltype(floats)> bytes;
  const auto add_up = [&](std::size_t i) HWY_ATTR {
    auto sum = hn::Set(floats, start);
    const std::uint8_t* row = rows.first + i;
    for (const float weight : weights) {
      const auto samples = hn::ConvertTo(floats, hn::PromoteTo(integers, hn::LoadU(bytes, row)));
      sum = hn::Add(sum, hn::Mul(hn::Set(floats, weight), samples));
      row += rows.stride;
    }
    hn::StoreU(sum, floats, sums.data() + i);
  };
  if (!CoverByVectors(sums.size(), hn::Lanes(floats), add_up)) {
    scalar::SumRows(rows, weights, start, sums);
  }
}

void ConvertSamples(const std::uint8_t* samples, float start, bool reverse,
                    std::span<float> levels) {
  const hn::ScalableTag<float> floats;
  const hn::Rebind<std::int32_t, decltype(floats)> integers;
  const hn::Rebind<std::uint8_t, decltype(floats)> bytes;
  const std::size_t lanes = hn::Lanes(floats);
  const std::size_t count = levels.size();
  const auto convert = [&](std::size_t i) HWY_ATTR {
    const std::uint8_t* from = samples + (reverse ? count - lanes - i : i);
    const auto level =
        hn::Add(hn::Set(floats, start),
                hn::ConvertTo(floats, hn::PromoteTo(integers, hn::LoadU(bytes, from))));
    hn::StoreU(reverse ? hn::Reverse(floats, level) : level, floats, levels.data() + i);
  };
  if (!CoverByVectors(count, lanes, convert)) {
    scalar::ConvertSamples(samples, start, reverse, levels);
  }
}

void Deinterleave(const std::uint8_t* pixels, std::size_t count, const RgbRow& planes) {
  const hn::ScalableTag<std::uint8_t> bytes;
  const auto separate = [&](std::size_t i) HWY_ATTR {
    hn::Vec<decltype(bytes)> red;
    hn::Vec<decltype(bytes)> green;
    hn::Vec<decltype(bytes)> blue;
    hn::LoadInterleaved3(bytes, pixels + 3 * i, red, green, blue);
    hn::StoreU(red, bytes, planes.red + i);
    hn::StoreU(green, bytes, planes.green + i);
    hn::StoreU(blue, bytes, planes.blue + i);
  };
  if (!CoverByVectors(count, hn::Lanes(bytes), separate)) {
    scalar::Deinterleave(pixels, count, planes);
  }
}

#if HWY_TARGET != HWY_SCALAR
// NOLINTBEGIN(modernize-avoid-c-arrays): functions of std::array are not compiled for the target
// Each lane of a vector is one row; as many rows as there are lanes are processed at a time.
using Rows = hn::CappedTag<float, 16>;
constexpr std::size_t kLanes = hn::MaxLanes(Rows());

using RowVector = hn::Vec<Rows>;

// Transposes the 4x4 blocks of four rows.
HWY_INLINE void TransposeInBlocks(RowVector lines[4]) {
  const Rows floats;
  const hn::Repartition<double, Rows> pairs;
  const auto even_low = hn::BitCast(pairs, hn::InterleaveLower(floats, lines[0], lines[1]));
  const auto odd_low = hn::BitCast(pairs, hn::InterleaveLower(floats, lines[2], lines[3]));
  const auto even_high = hn::BitCast(pairs, hn::InterleaveUpper(floats, lines[0], lines[1]));
  const auto odd_high = hn::BitCast(pairs, hn::InterleaveUpper(floats, lines[2], lines[3]));
  lines[0] = hn::BitCast(floats, hn::InterleaveLower(pairs, even_low, odd_low));
  lines[1] = hn::BitCast(floats, hn::InterleaveUpper(pairs, even_low, odd_low));
  lines[2] = hn::BitCast(floats, hn::InterleaveLower(pairs, even_high, odd_high));
  lines[3] = hn::BitCast(floats, hn::InterleaveUpper(pairs, even_high, odd_high));
}

// Transposes kLanes rows of kLanes lanes.
HWY_INLINE void Transpose(RowVector square[kLanes]) {
  const Rows floats;
  for (std::size_t r = 0; r < kLanes; r += 4) TransposeInBlocks(square + r);
  // Row r of each four now contains, in its blocks, parts of the columns r, r + 4, ...
  RowVector out[kLanes];
  for (std::size_t r = 0; r < 4; ++r) {
    if constexpr (kLanes == 4) {
      out[r] = square[r];
    } else if constexpr (kLanes == 8) {
      out[r] = hn::ConcatLowerLower(floats, square[r + 4], square[r]);
      out[r + 4] = hn::ConcatUpperUpper(floats, square[r + 4], square[r]);
    } else {
      const auto a = hn::ConcatLowerLower(floats, square[r + 8], square[r]);
      const auto b = hn::ConcatLowerLower(floats, square[r + 12], square[r + 4]);
      const auto c = hn::ConcatUpperUpper(floats, square[r + 8], square[r]);
      const auto d = hn::ConcatUpperUpper(floats, square[r + 12], square[r + 4]);
      out[r] = hn::OddEvenBlocks(hn::SwapAdjacentBlocks(b), a);
      out[r + 4] = hn::OddEvenBlocks(b, hn::SwapAdjacentBlocks(a));
      out[r + 8] = hn::OddEvenBlocks(hn::SwapAdjacentBlocks(d), c);
      out[r + 12] = hn::OddEvenBlocks(d, hn::SwapAdjacentBlocks(c));
    }
  }
  for (std::size_t r = 0; r < kLanes; ++r) square[r] = out[r];
}

// Converts rows, `stride` levels apart, to columns of kLanes levels. If there are fewer than kLanes
// rows, the last one is repeated.
HWY_INLINE void ToColumns(const float* levels, std::size_t stride, std::size_t rows,
                          std::size_t columns, float* to) {
  const Rows floats;
  const auto turn = [&](std::size_t x) HWY_ATTR {
    RowVector square[kLanes];
    for (std::size_t r = 0; r < kLanes; ++r) {
      square[r] = hn::LoadU(floats, levels + std::min(r, rows - 1) * stride + x);
    }
    Transpose(square);
    for (std::size_t r = 0; r < kLanes; ++r) hn::StoreU(square[r], floats, to + (x + r) * kLanes);
  };
  if (CoverByVectors(columns, kLanes, turn)) return;
  for (std::size_t x = 0; x < columns; ++x) {
    for (std::size_t r = 0; r < kLanes; ++r) {
      to[x * kLanes + r] = levels[std::min(r, rows - 1) * stride + x];
    }
  }
}

// Converts `count` columns of kLanes levels back to rows, `stride` levels apart.
HWY_INLINE void ToRows(const float* columns, std::size_t count, std::size_t rows,
                       std::size_t stride, float* to) {
  const Rows floats;
  const auto turn = [&](std::size_t x) HWY_ATTR {
    RowVector square[kLanes];
    for (std::size_t r = 0; r < kLanes; ++r) {
      square[r] = hn::LoadU(floats, columns + (x + r) * kLanes);
    }
    Transpose(square);
    for (std::size_t r = 0; r < rows; ++r) hn::StoreU(square[r], floats, to + r * stride + x);
  };
  if (CoverByVectors(count, kLanes, turn)) return;
  for (std::size_t x = 0; x < count; ++x) {
    for (std::size_t r = 0; r < rows; ++r) to[r * stride + x] = columns[x * kLanes + r];
  }
}
// NOLINTEND(modernize-avoid-c-arrays)
#endif

void SumLevels(const LevelSums& sums, std::size_t rows, std::size_t width, float* scratch,
               float* plane) {
#if HWY_TARGET == HWY_SCALAR
  static_cast<void>(scratch);
  scalar::SumLevels(sums, rows, width, plane);
#else
  const Rows lanes;
  constexpr std::size_t kBlock = 32;
  // NOLINTNEXTLINE(modernize-avoid-c-arrays): as above
  HWY_ALIGN float block[kBlock * kLanes];
  // Process the outputs in blocks, so that the columns that a block needs stay in the L1 cache.
  const std::size_t count = std::min(kBlock, width);
  for (std::size_t end = count; end < width + kBlock; end += kBlock) {
    // The last block has full length too; it may overlap the previous one.
    const std::size_t begin = std::min(end, width) - count;
    const auto [lowest, highest] =
        std::minmax_element(sums.first + begin, sums.first + begin + count);
    const auto first_column = static_cast<std::size_t>(*lowest - sums.origin);
    const std::size_t columns = static_cast<std::size_t>(*highest - *lowest) + sums.taps;
    for (std::size_t row = 0; row < rows; row += kLanes) {
      const std::size_t present = std::min(kLanes, rows - row);
      ToColumns(sums.levels + row * sums.stride + first_column, sums.stride, present, columns,
                scratch);
      for (std::size_t x = 0; x < count; ++x) {
        const float* from =
            scratch + kLanes * static_cast<std::size_t>(sums.first[begin + x] - *lowest);
        const float* weights = sums.weights + (begin + x) * sums.taps;
        auto sum = hn::Zero(lanes);
        for (std::size_t tap = 0; tap < sums.taps; ++tap) {
          sum = hn::Add(
              sum, hn::Mul(hn::Set(lanes, weights[tap]), hn::LoadU(lanes, from + kLanes * tap)));
        }
        hn::Store(sum, lanes, block + kLanes * x);
      }
      ToRows(block, count, present, width, plane + row * width + begin);
    }
  }
#endif
}

}  // namespace imrec::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace imrec {

HWY_EXPORT(SumRows);
HWY_EXPORT(ConvertSamples);
HWY_EXPORT(Deinterleave);
HWY_EXPORT(SumLevels);

void SumRows(SampleRows rows, std::span<const float> weights, float start, std::span<float> sums) {
  HWY_DYNAMIC_DISPATCH(SumRows)(rows, weights, start, sums);
}

void ConvertSamples(const std::uint8_t* samples, float start, bool reverse,
                    std::span<float> levels) {
  HWY_DYNAMIC_DISPATCH(ConvertSamples)(samples, start, reverse, levels);
}

void Deinterleave(const std::uint8_t* pixels, std::size_t count, const RgbRow& planes) {
  HWY_DYNAMIC_DISPATCH(Deinterleave)(pixels, count, planes);
}

void SumLevels(const LevelSums& sums, std::size_t rows, std::size_t width, float* scratch,
               float* plane) {
  HWY_DYNAMIC_DISPATCH(SumLevels)(sums, rows, width, scratch, plane);
}

namespace scalar {

void SumRows(SampleRows rows, std::span<const float> weights, float start, std::span<float> sums) {
  for (std::size_t i = 0; i < sums.size(); ++i) {
    float sum = start;
    const std::uint8_t* sample = rows.first + i;
    for (const float weight : weights) {
      sum += weight * static_cast<float>(*sample);
      sample += rows.stride;
    }
    sums[i] = sum;
  }
}

void ConvertSamples(const std::uint8_t* samples, float start, bool reverse,
                    std::span<float> levels) {
  const std::size_t count = levels.size();
  for (std::size_t i = 0; i < count; ++i) {
    levels[i] = start + static_cast<float>(samples[reverse ? count - 1 - i : i]);
  }
}

void Deinterleave(const std::uint8_t* pixels, std::size_t count, const RgbRow& planes) {
  for (std::size_t i = 0; i < count; ++i) {
    planes.red[i] = pixels[3 * i];
    planes.green[i] = pixels[3 * i + 1];
    planes.blue[i] = pixels[3 * i + 2];
  }
}

void SumLevels(const LevelSums& sums, std::size_t rows, std::size_t width, float* plane) {
  for (std::size_t row = 0; row < rows; ++row) {
    for (std::size_t x = 0; x < width; ++x) {
      const float* from = sums.levels + row * sums.stride + (sums.first[x] - sums.origin);
      const float* weights = sums.weights + x * sums.taps;
      float sum = 0;
      for (std::size_t tap = 0; tap < sums.taps; ++tap) sum += weights[tap] * from[tap];
      plane[row * width + x] = sum;
    }
  }
}

}  // namespace scalar
}  // namespace imrec
#endif  // HWY_ONCE
