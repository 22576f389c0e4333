#include "image/tensor/tensor_kernels.h"

#include <algorithm>
#include <type_traits>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "image/tensor/tensor_kernels.cc"
#include <hwy/cache_control.h>
#include <hwy/foreach_target.h>
// Must come after foreach_target.h. It is included once per target.
#include <hwy/highway.h>

// This code is compiled once per target. The compiler vectorises the plain loops.
HWY_BEFORE_NAMESPACE();
namespace imrec::HWY_NAMESPACE {

// For each pixel type, how a value in 0..255 is stored.
struct Float32 {
  using Value = float;
  static HWY_INLINE Value Store(float value, float mean, float scale) {
    return (value - mean) * scale;
  }
};
struct Float16 {
  using Value = std::uint16_t;
  static HWY_INLINE Value Store(float value, float mean, float scale) {
    return HalfOf((value - mean) * scale);
  }
};
struct Uint8 {
  using Value = std::uint8_t;
  static HWY_INLINE Value Store(float value, float /*mean*/, float /*scale*/) {
    // NOLINTNEXTLINE(bugprone-incorrect-roundings): of values >= 0, as the vectors are rounded
    return static_cast<Value>(static_cast<std::int32_t>(std::clamp(value, 0.0F, 255.0F) + 0.5F));
  }
};

namespace hn = hwy::HWY_NAMESPACE;

// Uses non-temporal stores, because a batch does not fit in the caches and is read much later.
void StreamFloats(const float* from, std::size_t count, float mean, float scale, float* to) {
  const hn::ScalableTag<float> floats;
  const std::size_t lanes = hn::Lanes(floats);
  const std::size_t misplaced = reinterpret_cast<std::uintptr_t>(to) / sizeof(float) % lanes;
  const std::size_t head = std::min(count, (lanes - misplaced) % lanes);
  std::size_t i = head;
  const auto normal = [=](float value) { return Float32::Store(value, mean, scale); };
  std::transform(from, from + head, to, normal);
  const auto means = hn::Set(floats, mean);
  const auto scales = hn::Set(floats, scale);
  for (; i + lanes <= count; i += lanes) {
    hn::Stream(hn::Mul(hn::Sub(hn::LoadU(floats, from + i), means), scales), floats, to + i);
  }
  std::transform(from + i, from + count, to + i, normal);
}

// Calls `store(i)`, which stores `step` values from the i-th on, for all of `count` values. The
// last step overlaps the one before it. Returns the number of values stored: `count`, or 0 if these
// are fewer than a step.
template <typename Function>
HWY_INLINE std::size_t ForEachStep(std::size_t count, std::size_t step, const Function& store) {
  if (count < step) return 0;
  for (std::size_t i = 0; i + step <= count; i += step) store(i);
  if (count % step != 0) store(count - step);
  return count;
}

#if HWY_ARCH_X86 && HWY_TARGET <= HWY_AVX2
// Uses the conversion instruction, which rounds the same way. Returns the number of values stored.
std::size_t StoreHalves(const float* from, std::size_t count, float mean, float scale,
                        std::uint16_t* to) {
  const hn::ScalableTag<float> floats;
  const hn::Rebind<hwy::float16_t, decltype(floats)> halves;
  const hn::Rebind<std::uint16_t, decltype(floats)> words;
  return ForEachStep(count, hn::Lanes(floats), [=](std::size_t i) HWY_ATTR {
    const auto normal = hn::Mul(hn::Sub(hn::LoadU(floats, from + i), hn::Set(floats, mean)),
                                hn::Set(floats, scale));
    hn::StoreU(hn::BitCast(words, hn::DemoteTo(halves, normal)), words, to + i);
  });
}
#endif

#if HWY_TARGET != HWY_SCALAR
using ByteFloats = hn::ScalableTag<float>;
using RoundedBytes = hn::Rebind<std::uint8_t, ByteFloats>;
using RoundedIntegers = hn::Rebind<std::int32_t, ByteFloats>;

// The conversion to fewer bits saturates: no value has to be clamped before.
HWY_INLINE hn::Vec<RoundedIntegers> RoundedLevels(const float* from) {
  const ByteFloats floats;
  return hn::ConvertTo(RoundedIntegers(), hn::Add(hn::LoadU(floats, from), hn::Set(floats, 0.5F)));
}

HWY_INLINE hn::Vec<RoundedBytes> Rounded(const float* from) {
  return hn::DemoteTo(RoundedBytes(), RoundedLevels(from));
}

// Both return the number of pixels stored.
#if HWY_ARCH_X86
// Two vectors share the steps to fewer bits.
std::size_t StoreBytes(const float* from, std::size_t count, std::uint8_t* to) {
  const hn::Repartition<std::int16_t, RoundedIntegers> words;
  const hn::Rebind<std::uint8_t, decltype(words)> bytes;
  const hn::Repartition<std::uint32_t, decltype(bytes)> fours;
  const std::size_t lanes = hn::Lanes(ByteFloats());
  // The two vectors come out in turns of four values.
  // NOLINTNEXTLINE(modernize-avoid-c-arrays): std::array is not compiled for the target
  HWY_ALIGN std::uint32_t turns[hn::MaxLanes(fours)];
  const std::size_t half = hn::Lanes(fours) / 2;
  for (std::uint32_t i = 0; i < half; ++i) {
    turns[i] = 2 * i;
    turns[half + i] = 2 * i + 1;
  }
  const auto order = hn::SetTableIndices(fours, turns);
  return ForEachStep(count, 2 * lanes, [=](std::size_t i) HWY_ATTR {
    const auto both =
        hn::ReorderDemote2To(words, RoundedLevels(from + i), RoundedLevels(from + i + lanes));
    const auto mixed = hn::BitCast(fours, hn::DemoteTo(bytes, both));
    hn::StoreU(hn::BitCast(bytes, hn::TableLookupLanes(mixed, order)), bytes, to + i);
  });
}
#else
std::size_t StoreBytes(const float* from, std::size_t count, std::uint8_t* to) {
  return ForEachStep(count, hn::Lanes(ByteFloats()), [=](std::size_t i) HWY_ATTR {
    hn::StoreU(Rounded(from + i), RoundedBytes(), to + i);
  });
}
#endif

std::size_t StoreInterleavedBytes(const ChannelRuns& runs, std::uint8_t* to) {
  return ForEachStep(runs.count, hn::Lanes(ByteFloats()), [&](std::size_t i) HWY_ATTR {
    hn::StoreInterleaved3(Rounded(runs.values[0] + i), Rounded(runs.values[1] + i),
                          Rounded(runs.values[2] + i), RoundedBytes(), to + 3 * i);
  });
}
#endif

template <typename Type>
HWY_INLINE void StorePlanes(const ChannelRuns& runs, std::size_t area,
                            typename Type::Value* HWY_RESTRICT to) {
  for (std::size_t c = 0; c < 3; ++c) {
    const float* HWY_RESTRICT from = runs.values[c];
    const float mean = runs.mean[c];
    const float scale = runs.scale[c];
    if constexpr (std::is_same_v<Type, Float32>) {
      StreamFloats(from, runs.count, mean, scale, to + c * area);
      continue;
    }
    std::size_t i = 0;
#if HWY_ARCH_X86 && HWY_TARGET <= HWY_AVX2
    if constexpr (std::is_same_v<Type, Float16>) {
      i = StoreHalves(from, runs.count, mean, scale, to + c * area);
    }
#endif
#if HWY_TARGET != HWY_SCALAR
    if constexpr (std::is_same_v<Type, Uint8>) i = StoreBytes(from, runs.count, to + c * area);
#endif
    for (; i < runs.count; ++i) {
      to[c * area + i] = Type::Store(from[i], mean, scale);
    }
  }
}

template <typename Type>
HWY_INLINE void StoreInterleaved(const ChannelRuns& runs, typename Type::Value* HWY_RESTRICT to) {
  std::size_t i = 0;
#if HWY_TARGET != HWY_SCALAR
  if constexpr (std::is_same_v<Type, Uint8>) i = StoreInterleavedBytes(runs, to);
#endif
  for (; i < runs.count; ++i) {
    for (std::size_t c = 0; c < 3; ++c) {
      to[3 * i + c] = Type::Store(runs.values[c][i], runs.mean[c], runs.scale[c]);
    }
  }
}

template <typename Type>
HWY_INLINE void StoreAs(const ChannelRuns& runs, PixelLayout layout, std::size_t area,
                        std::size_t begin, std::byte* image) {
  auto* const to = reinterpret_cast<typename Type::Value*>(image);
  if (layout == PixelLayout::kNchw) {
    StorePlanes<Type>(runs, area, to + begin);
  } else {
    StoreInterleaved<Type>(runs, to + 3 * begin);
  }
}

void StorePixels(const ChannelRuns& runs, const TensorFormat& format, std::size_t area,
                 std::size_t begin, std::byte* image) {
  switch (format.type) {
    case PixelType::kFloat32:
      return StoreAs<Float32>(runs, format.layout, area, begin, image);
    case PixelType::kFloat16:
      return StoreAs<Float16>(runs, format.layout, area, begin, image);
    case PixelType::kUint8:
      return StoreAs<Uint8>(runs, format.layout, area, begin, image);
  }
}

}  // namespace imrec::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace imrec {

HWY_EXPORT(StorePixels);

void StorePixels(const ChannelRuns& runs, const TensorFormat& format, std::size_t area,
                 std::size_t begin, std::byte* image) {
  HWY_DYNAMIC_DISPATCH(StorePixels)(runs, format, area, begin, image);
}

void FinishStores() { hwy::FlushStream(); }

namespace scalar {

void StorePixels(const ChannelRuns& runs, const TensorFormat& format, std::size_t area,
                 std::size_t begin, std::byte* image) {
  const bool planar = format.layout == PixelLayout::kNchw;
  for (std::size_t c = 0; c < 3; ++c) {
    for (std::size_t i = 0; i < runs.count; ++i) {
      const std::size_t at = planar ? c * area + begin + i : 3 * (begin + i) + c;
      const float level = runs.values[c][i];
      const float normal = (level - runs.mean[c]) * runs.scale[c];
      switch (format.type) {
        case PixelType::kFloat32:
          reinterpret_cast<float*>(image)[at] = normal;
          break;
        case PixelType::kFloat16:
          reinterpret_cast<std::uint16_t*>(image)[at] = HalfOf(normal);
          break;
        case PixelType::kUint8:
          image[at] = static_cast<std::byte>(std::clamp(level, 0.0F, 255.0F) + 0.5F);
          break;
      }
    }
  }
}

}  // namespace scalar
}  // namespace imrec
#endif  // HWY_ONCE
