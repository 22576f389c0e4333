// The code of jpeg_inverse_dct.h, for inlining. Included once per target.
#if defined(IMREC_IMAGE_JPEG_JPEG_INVERSE_DCT_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef IMREC_IMAGE_JPEG_JPEG_INVERSE_DCT_INL_H_
#undef IMREC_IMAGE_JPEG_JPEG_INVERSE_DCT_INL_H_
#else
#define IMREC_IMAGE_JPEG_JPEG_INVERSE_DCT_INL_H_
#endif

#include <algorithm>
#include <cstdlib>
#include <cstring>

#include <hwy/highway.h>

#include "image/jpeg/jpeg_inverse_dct.h"

HWY_BEFORE_NAMESPACE();
namespace imrec::jpeg::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// NOLINTBEGIN(modernize-avoid-c-arrays): functions of std::array are not compiled for the target
using DctLanes = hn::CappedTag<std::int32_t, 8>;
using DctVector = hn::Vec<DctLanes>;
constexpr std::size_t kDctLanes = hn::MaxLanes(DctLanes());
constexpr std::size_t kDctParts = 8 / kDctLanes;

// The constants of jidctint.c and jidctred.c, times 8192.
constexpr int kDctBits = 13;
constexpr int kPass1Bits = 2;
// Sums of two numbers below twice this have 16 bits, and so have the outputs of the first pass for
// a flat block.
constexpr int kSmallDct = kMaxQuant;
// libjpeg's function for one sample of a block takes larger values modulo 8192.
constexpr int kSmallLevel = 4088;

// The values of `a` and the factor have 16 bits: kSmallDct is such that sums of two have no more.
HWY_INLINE DctVector Times(DctVector a, DctVector factor) {
#if HWY_ARCH_X86 && HWY_TARGET != HWY_SCALAR
  // An instruction that multiplies and adds pairs of 16-bit numbers, here with 0 as every second
  // factor, takes half the time of a 32-bit multiplication.
  const DctLanes lanes;
  const hn::Repartition<std::int16_t, DctLanes> words;
  auto unused = hn::Zero(lanes);
  return hn::ReorderWidenMulAccumulate(lanes, hn::BitCast(words, a), hn::BitCast(words, factor),
                                       hn::Zero(lanes), unused);
#else
  return hn::Mul(a, factor);
#endif
}
HWY_INLINE DctVector Times(DctVector a, std::int32_t factor) {
  return Times(a, hn::Set(DctLanes(), factor));
}

template <int kBits>
HWY_INLINE DctVector Descale(DctVector a) {
  return hn::ShiftRight<kBits>(hn::Add(a, hn::Set(DctLanes(), 1 << (kBits - 1))));
}

// The one-dimensional transforms. Each replaces the first values by the outputs, shifted right.
template <int kShift>
HWY_INLINE void Transform8(DctVector v[8]) {
  const auto z1 = Times(hn::Add(v[2], v[6]), 4433);
  const auto even2 = hn::Sub(z1, Times(v[6], 15137));
  const auto even3 = hn::Add(z1, Times(v[2], 6270));
  const auto even0 = hn::ShiftLeft<kDctBits>(hn::Add(v[0], v[4]));
  const auto even1 = hn::ShiftLeft<kDctBits>(hn::Sub(v[0], v[4]));
  const auto tmp10 = hn::Add(even0, even3);
  const auto tmp13 = hn::Sub(even0, even3);
  const auto tmp11 = hn::Add(even1, even2);
  const auto tmp12 = hn::Sub(even1, even2);
  const auto sum3 = hn::Add(v[7], v[3]);
  const auto sum4 = hn::Add(v[5], v[1]);
  // jidctint.c's 9633 * (sum3 + sum4) is part of these two factors, because a sum of four has more
  // bits.
  const auto s3 = hn::Sub(Times(sum4, 9633), Times(sum3, 16069 - 9633));
  const auto s4 = hn::Add(Times(sum3, 9633), Times(sum4, 9633 - 3196));
  const auto s1 = Times(hn::Add(v[7], v[1]), 7373);
  const auto s2 = Times(hn::Add(v[5], v[3]), 20995);
  const auto odd0 = hn::Add(Times(v[7], 2446), hn::Sub(s3, s1));
  const auto odd1 = hn::Add(Times(v[5], 16819), hn::Sub(s4, s2));
  const auto odd2 = hn::Add(Times(v[3], 25172), hn::Sub(s3, s2));
  const auto odd3 = hn::Add(Times(v[1], 12299), hn::Sub(s4, s1));
  v[0] = Descale<kShift>(hn::Add(tmp10, odd3));
  v[7] = Descale<kShift>(hn::Sub(tmp10, odd3));
  v[1] = Descale<kShift>(hn::Add(tmp11, odd2));
  v[6] = Descale<kShift>(hn::Sub(tmp11, odd2));
  v[2] = Descale<kShift>(hn::Add(tmp12, odd1));
  v[5] = Descale<kShift>(hn::Sub(tmp12, odd1));
  v[3] = Descale<kShift>(hn::Add(tmp13, odd0));
  v[4] = Descale<kShift>(hn::Sub(tmp13, odd0));
}

template <int kShift>
HWY_INLINE void Transform4(DctVector v[8]) {
  const auto even0 = hn::ShiftLeft<kDctBits + 1>(v[0]);
  const auto even2 = hn::Sub(Times(v[2], 15137), Times(v[6], 6270));
  const auto tmp10 = hn::Add(even0, even2);
  const auto tmp12 = hn::Sub(even0, even2);
  const auto odd0 = hn::Add(hn::Sub(Times(v[5], 11893), Times(v[7], 1730)),
                            hn::Sub(Times(v[1], 8697), Times(v[3], 17799)));
  const auto odd2 = hn::Sub(hn::Add(Times(v[3], 7373), Times(v[1], 20995)),
                            hn::Add(Times(v[7], 4176), Times(v[5], 4926)));
  v[0] = Descale<kShift + 1>(hn::Add(tmp10, odd2));
  v[3] = Descale<kShift + 1>(hn::Sub(tmp10, odd2));
  v[1] = Descale<kShift + 1>(hn::Add(tmp12, odd0));
  v[2] = Descale<kShift + 1>(hn::Sub(tmp12, odd0));
}

template <int kShift>
HWY_INLINE void Transform2(DctVector v[8]) {
  const auto even = hn::ShiftLeft<kDctBits + 2>(v[0]);
  const auto odd = hn::Add(hn::Sub(Times(v[5], 6967), Times(v[7], 5906)),
                           hn::Sub(Times(v[1], 29692), Times(v[3], 10426)));
  v[0] = Descale<kShift + 2>(hn::Add(even, odd));
  v[1] = Descale<kShift + 2>(hn::Sub(even, odd));
}

template <int kSize, int kShift>
HWY_INLINE void Transform(DctVector v[kDctParts][8]) {
  for (std::size_t part = 0; part < kDctParts; ++part) {
    if constexpr (kSize == 8) Transform8<kShift>(v[part]);
    if constexpr (kSize == 4) Transform4<kShift>(v[part]);
    if constexpr (kSize == 2) Transform2<kShift>(v[part]);
  }
}

// Transposes 8x8 numbers: v[part] are the columns from kDctLanes * part on of eight rows.
HWY_INLINE void TransposeSquare(DctVector v[kDctParts][8]) {
  [[maybe_unused]] const DctLanes lanes;
  DctVector out[kDctParts][8];
#if HWY_TARGET == HWY_SCALAR
  for (std::size_t r = 0; r < 8; ++r) {
    for (std::size_t c = 0; c < 8; ++c) out[c][r] = v[r][c];
  }
#else
  const hn::Repartition<std::int64_t, DctLanes> pairs;
  // Transposes the 4x4 blocks of four rows.
  const auto turn = [&](const DctVector* rows, DctVector* turned) HWY_ATTR {
    const auto even_low = hn::BitCast(pairs, hn::InterleaveLower(lanes, rows[0], rows[1]));
    const auto odd_low = hn::BitCast(pairs, hn::InterleaveLower(lanes, rows[2], rows[3]));
    const auto even_high = hn::BitCast(pairs, hn::InterleaveUpper(lanes, rows[0], rows[1]));
    const auto odd_high = hn::BitCast(pairs, hn::InterleaveUpper(lanes, rows[2], rows[3]));
    turned[0] = hn::BitCast(lanes, hn::InterleaveLower(pairs, even_low, odd_low));
    turned[1] = hn::BitCast(lanes, hn::InterleaveUpper(pairs, even_low, odd_low));
    turned[2] = hn::BitCast(lanes, hn::InterleaveLower(pairs, even_high, odd_high));
    turned[3] = hn::BitCast(lanes, hn::InterleaveUpper(pairs, even_high, odd_high));
  };
  if constexpr (kDctLanes == 4) {
    turn(v[0], out[0]);
    turn(v[0] + 4, out[1]);
    turn(v[1], out[0] + 4);
    turn(v[1] + 4, out[1] + 4);
  } else {
    DctVector low[4];
    DctVector high[4];
    turn(v[0], low);
    turn(v[0] + 4, high);
    for (std::size_t r = 0; r < 4; ++r) {
      out[0][r] = hn::ConcatLowerLower(lanes, high[r], low[r]);
      out[0][r + 4] = hn::ConcatUpperUpper(lanes, high[r], low[r]);
    }
  }
#endif
  for (std::size_t part = 0; part < kDctParts; ++part) {
    for (std::size_t r = 0; r < 8; ++r) v[part][r] = out[part][r];
  }
}

#if HWY_TARGET != HWY_SCALAR
// Returns two columns with 128 added, as numbers of 16 bits.
HWY_INLINE auto PackColumns(const DctVector two[2]) {
  const hn::Repartition<std::int16_t, DctLanes> words;
  return hn::SaturatedAdd(hn::ReorderDemote2To(words, two[0], two[1]),
                          hn::Set(words, std::int16_t{128}));
}

// Stores two rows of eight samples, and advances `samples` by two rows.
template <typename Vector>
HWY_INLINE void StoreTwoRows(Vector two_rows, std::uint8_t*& samples, std::ptrdiff_t stride) {
  const hn::Full128<std::uint64_t> rows;
  const auto both = hn::BitCast(rows, two_rows);
  const std::uint64_t first = hn::GetLane(both);
  const std::uint64_t second = hn::GetLane(hn::UpperHalf(hn::Half<decltype(rows)>(), both));
  std::memcpy(samples, &first, 8);
  std::memcpy(samples + stride, &second, 8);
  samples += 2 * stride;
}

#if HWY_MAX_BYTES >= 32
// Stores eight columns of eight samples, less 128, as rows.
HWY_INLINE void StoreColumns(const DctVector columns[8], std::uint8_t* samples,
                             std::ptrdiff_t stride) {
  const hn::Repartition<std::int16_t, DctLanes> words;
  const hn::Rebind<std::uint8_t, decltype(words)> bytes;
  const hn::Repartition<std::uint16_t, decltype(bytes)> pairs;
  const hn::Repartition<std::uint32_t, decltype(bytes)> fours;
  // Two columns are packed as four samples of the first, four of the second, and so on.
  alignas(16) static constexpr std::uint8_t kPairs[16] = {0, 4,  1, 5,  2,  6,  3,  7,
                                                          8, 12, 9, 13, 10, 14, 11, 15};
  const auto order = hn::LoadU(bytes, kPairs);
  const auto pack = [&](const DctVector* two) HWY_ATTR {
    return hn::BitCast(pairs, hn::TableLookupBytes(hn::DemoteTo(bytes, PackColumns(two)), order));
  };
  const auto a = pack(columns);
  const auto b = pack(columns + 2);
  const auto c = pack(columns + 4);
  const auto d = pack(columns + 6);
  const auto left_low = hn::BitCast(fours, hn::InterleaveLower(pairs, a, b));
  const auto left_high = hn::BitCast(fours, hn::InterleaveUpper(pairs, a, b));
  const auto right_low = hn::BitCast(fours, hn::InterleaveLower(pairs, c, d));
  const auto right_high = hn::BitCast(fours, hn::InterleaveUpper(pairs, c, d));
  StoreTwoRows(hn::InterleaveLower(fours, left_low, right_low), samples, stride);
  StoreTwoRows(hn::InterleaveUpper(fours, left_low, right_low), samples, stride);
  StoreTwoRows(hn::InterleaveLower(fours, left_high, right_high), samples, stride);
  StoreTwoRows(hn::InterleaveUpper(fours, left_high, right_high), samples, stride);
}
#else
// Stores eight columns of four samples, less 128, as rows.
HWY_INLINE void StoreColumns(const DctVector columns[8], std::uint8_t* samples,
                             std::ptrdiff_t stride) {
  const hn::Repartition<std::uint8_t, DctLanes> bytes;
  alignas(16) static constexpr std::uint8_t kTurned[16] = {0, 4, 8,  12, 1, 5, 9,  13,
                                                           2, 6, 10, 14, 3, 7, 11, 15};
  const auto order = hn::LoadU(bytes, kTurned);
  const auto pack = [&](const DctVector* two) HWY_ATTR {
    return hn::DemoteTo(hn::Half<decltype(bytes)>(), PackColumns(two));
  };
  // Four samples of each of four rows.
  const auto turn = [&](const DctVector* four) HWY_ATTR {
    const auto packed = hn::Combine(bytes, pack(four + 2), pack(four));
    return hn::BitCast(DctLanes(), hn::TableLookupBytes(packed, order));
  };
  const auto left = turn(columns);
  const auto right = turn(columns + 4);
  StoreTwoRows(hn::InterleaveLower(DctLanes(), left, right), samples, stride);
  StoreTwoRows(hn::InterleaveUpper(DctLanes(), left, right), samples, stride);
}
#endif
#endif

// Returns true if all numbers are below `end`, apart from their sign.
HWY_INLINE bool AreBelow(int end, const DctVector v[kDctParts][8], std::size_t rows) {
  const DctLanes lanes;
  auto most = hn::Zero(lanes);
  for (std::size_t part = 0; part < kDctParts; ++part) {
    for (std::size_t r = 0; r < rows; ++r) most = hn::Max(most, hn::Abs(v[part][r]));
  }
  return hn::AllTrue(lanes, hn::Lt(most, hn::Set(lanes, end)));
}

template <int kSize>
HWY_INLINE bool Invert(const CoefficientBlock& block, const QuantTable& quant,
                       std::uint8_t* samples, std::ptrdiff_t stride) {
  const DctLanes lanes;
  const hn::Rebind<std::int16_t, DctLanes> words;
  const hn::Rebind<std::uint8_t, DctLanes> bytes;
  DctVector v[kDctParts][8];
  for (std::size_t part = 0; part < kDctParts; ++part) {
    for (std::size_t r = 0; r < 8; ++r) {
      const std::size_t at = 8 * r + kDctLanes * part;
      v[part][r] = Times(hn::PromoteTo(lanes, hn::LoadU(words, block.values.data() + at)),
                         hn::LoadU(lanes, quant.data() + at));
    }
  }
  bool small = AreBelow(kSmallDct, v, 8);
  Transform<kSize, kDctBits - kPass1Bits>(v);
  small &= AreBelow(2 * kSmallDct, v, kSize);
  TransposeSquare(v);
  Transform<kSize, kDctBits + kPass1Bits + 3>(v);
#if HWY_TARGET != HWY_SCALAR
  if constexpr (kSize == 8) {
    const auto rows = static_cast<std::ptrdiff_t>(kDctLanes);
    for (const auto& columns : v) {
      StoreColumns(columns, samples, stride);
      samples += rows * stride;
    }
    return small;
  }
#endif
  TransposeSquare(v);
  const auto middle = hn::Set(lanes, 128);
  for (std::size_t r = 0; r < kSize; ++r, samples += stride) {
    if constexpr (kSize == 8) {
      for (std::size_t part = 0; part < kDctParts; ++part) {
        hn::StoreU(hn::DemoteTo(bytes, hn::Add(v[part][r], middle)), bytes,
                   samples + kDctLanes * part);
      }
    } else {
      HWY_ALIGN std::uint8_t row[8];
      for (std::size_t part = 0; part < kDctParts; ++part) {
        hn::StoreU(hn::DemoteTo(bytes, hn::Add(v[part][r], middle)), bytes, row + kDctLanes * part);
      }
      std::memcpy(samples, row, kSize);
    }
  }
  return small;
}

// The samples of a block whose only coefficient is `level`, with its factor.
HWY_INLINE bool FillFlat(int level, int size, std::uint8_t* samples, std::ptrdiff_t stride) {
  const auto sample = static_cast<std::uint8_t>(std::clamp(((level + 4) >> 3) + 128, 0, 255));
  for (int r = 0; r < size; ++r, samples += stride) {
    if (size == 8) {
      std::memset(samples, sample, 8);  // of a fixed size, so that it is a single store
    } else {
      std::memset(samples, sample, static_cast<std::size_t>(size));
    }
  }
  return std::abs(level) < (size == 1 ? kSmallLevel : kSmallDct);
}

HWY_INLINE bool InverseDctOf(const CoefficientBlock& block, const QuantTable& quant, int size,
                             std::uint8_t* samples, std::ptrdiff_t stride) {
  if (size == 8) return Invert<8>(block, quant, samples, stride);
  if (size == 4) return Invert<4>(block, quant, samples, stride);
  if (size == 2) return Invert<2>(block, quant, samples, stride);
  return FillFlat(block.values[0] * quant[0], 1, samples, stride);
}
// NOLINTEND(modernize-avoid-c-arrays)

}  // namespace imrec::jpeg::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
#endif
