#include "image/resample_kernels.h"

#include <algorithm>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "image/resample_kernels.cc"
#include <hwy/foreach_target.h>
// The order matters: this one is included once for each target.
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace imrec::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

void SumRows(SampleRows rows, std::span<const float> weights, std::span<float> sums) {
  const hn::ScalableTag<float> floats;
  const hn::Rebind<std::int32_t, decltype(floats)> integers;
  const hn::Rebind<std::uint8_t, decltype(floats)> bytes;
  const std::size_t lanes = hn::Lanes(floats);
  std::size_t i = 0;
  for (; i + lanes <= sums.size(); i += lanes) {
    auto sum = hn::Zero(floats);
    const std::uint8_t* row = rows.first + i;
    for (const float weight : weights) {
      const auto samples = hn::ConvertTo(floats, hn::PromoteTo(integers, hn::LoadU(bytes, row)));
      sum = hn::Add(sum, hn::Mul(hn::Set(floats, weight), samples));
      row += rows.stride;
    }
    hn::StoreU(sum, floats, sums.data() + i);
  }
  // What is left must not be read in whole vectors: the image may end there.
  scalar::SumRows({.first = rows.first + i, .stride = rows.stride}, weights, sums.subspan(i));
}

void SumPixels(const PixelSums& sums, std::size_t width, float* planes) {
#if HWY_TARGET == HWY_SCALAR
  scalar::SumPixels(sums, width, planes);
#else
  const hn::FixedTag<float, 4> pixel;
  const hn::ScalableTag<float> floats;
  const std::size_t lanes = hn::Lanes(floats);
  constexpr std::size_t kBlock = 64;
  HWY_ALIGN float block[4 * kBlock];
  for (std::size_t begin = 0; begin < width; begin += kBlock) {
    const std::size_t count = std::min(kBlock, width - begin);
    for (std::size_t x = 0; x < count; ++x) {
      const float* from = sums.pixels + 3 * (sums.first[begin + x] - sums.origin);
      const float* weights = sums.weights + (begin + x) * sums.taps;
      auto sum = hn::Zero(pixel);
      for (std::size_t tap = 0; tap < sums.taps; ++tap) {
        sum = hn::Add(sum, hn::Mul(hn::Set(pixel, weights[tap]), hn::LoadU(pixel, from + 3 * tap)));
      }
      hn::Store(sum, pixel, block + 4 * x);
    }
    std::size_t x = 0;
    for (; x + lanes <= count; x += lanes) {
      hn::Vec<decltype(floats)> red;
      hn::Vec<decltype(floats)> green;
      hn::Vec<decltype(floats)> blue;
      hn::Vec<decltype(floats)> unused;
      hn::LoadInterleaved4(floats, block + 4 * x, red, green, blue, unused);
      hn::StoreU(red, floats, planes + begin + x);
      hn::StoreU(green, floats, planes + width + begin + x);
      hn::StoreU(blue, floats, planes + 2 * width + begin + x);
    }
    for (; x < count; ++x) {
      for (std::size_t c = 0; c < 3; ++c) planes[c * width + begin + x] = block[4 * x + c];
    }
  }
#endif
}

}  // namespace imrec::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace imrec {

HWY_EXPORT(SumRows);
HWY_EXPORT(SumPixels);

void SumRows(SampleRows rows, std::span<const float> weights, std::span<float> sums) {
  HWY_DYNAMIC_DISPATCH(SumRows)(rows, weights, sums);
}

void SumPixels(const PixelSums& sums, std::size_t width, float* planes) {
  HWY_DYNAMIC_DISPATCH(SumPixels)(sums, width, planes);
}

namespace scalar {

void SumRows(SampleRows rows, std::span<const float> weights, std::span<float> sums) {
  for (std::size_t i = 0; i < sums.size(); ++i) {
    float sum = 0;
    const std::uint8_t* sample = rows.first + i;
    for (const float weight : weights) {
      sum += weight * static_cast<float>(*sample);
      sample += rows.stride;
    }
    sums[i] = sum;
  }
}

void SumPixels(const PixelSums& sums, std::size_t width, float* planes) {
  for (std::size_t x = 0; x < width; ++x) {
    const float* from = sums.pixels + 3 * (sums.first[x] - sums.origin);
    const float* weights = sums.weights + x * sums.taps;
    for (std::size_t c = 0; c < 3; ++c) {
      float sum = 0;
      for (std::size_t tap = 0; tap < sums.taps; ++tap) sum += weights[tap] * from[3 * tap + c];
      planes[c * width + x] = sum;
    }
  }
}

}  // namespace scalar
}  // namespace imrec
#endif  // HWY_ONCE
