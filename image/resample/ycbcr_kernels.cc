#include "image/resample/ycbcr_kernels.h"

#include <algorithm>

#include "image/vector_loop.h"

#ifndef IMREC_IMAGE_YCBCR_CONSTANTS_
#define IMREC_IMAGE_YCBCR_CONSTANTS_
namespace imrec::scalar {

// Factors times 65536, rounded. Those that exceed 16 bits are split into a whole number and a rest.
constexpr int kRed = 91881;
constexpr int kBlue = 116130;
constexpr int kOne = 65536;
constexpr std::int16_t kRedLessOne = kRed - kOne;
constexpr std::int16_t kBlueLessTwo = kBlue - 2 * kOne;
constexpr std::int16_t kGreenOfCb16 = -22554;
constexpr int kGreenOfCr32 = -46802;
constexpr std::int16_t kGreenOfCr16PlusOne = kGreenOfCr32 + kOne;

}  // namespace imrec::scalar
#endif

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "image/resample/ycbcr_kernels.cc"
#include <hwy/foreach_target.h>
// Must come after foreach_target.h. It is included once per target.
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace imrec::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

void YcbcrToRgb(float* y, float* cb, float* cr, std::size_t count) {
  const hn::ScalableTag<float> floats;
  const std::size_t lanes = hn::Lanes(floats);
  const auto times = [&](auto vector, float factor)
                         HWY_ATTR { return hn::Mul(vector, hn::Set(floats, factor)); };
  const auto store = [&](auto level, float* to) HWY_ATTR {
    const auto clipped = hn::Min(hn::Max(level, hn::Zero(floats)), hn::Set(floats, 255.0F));
    hn::StoreU(clipped, floats, to);
  };
  std::size_t i = 0;
  for (; i + lanes <= count; i += lanes) {
    const auto luma = hn::LoadU(floats, y + i);
    const auto blueness = hn::LoadU(floats, cb + i);
    const auto redness = hn::LoadU(floats, cr + i);
    store(hn::Add(luma, times(redness, kRedOfCr)), y + i);
    store(hn::Add(hn::Add(luma, times(blueness, kGreenOfCb)), times(redness, kGreenOfCr)), cb + i);
    store(hn::Add(luma, times(blueness, kBlueOfCb)), cr + i);
  }
  scalar::YcbcrToRgb(y + i, cb + i, cr + i, count - i);
}

// Uses 16-bit arithmetic: x * factor / 65536, rounded, is (MulHigh(2 * x, factor) + 1) / 2.
void ConvertRow(const YcbcrRow& from, std::size_t count, const RgbRow& to) {
  const hn::ScalableTag<std::int16_t> numbers;
  const hn::RebindToUnsigned<decltype(numbers)> bits;
  const hn::Rebind<std::uint8_t, decltype(numbers)> bytes;
  const auto one = hn::Set(numbers, std::int16_t{1});
  const auto middle = hn::Set(numbers, std::int16_t{128});
  const auto rounded = [&](auto doubled, std::int16_t factor) HWY_ATTR {
    const auto high = hn::MulHigh(doubled, hn::Set(numbers, factor));
    return hn::ShiftRight<1>(hn::Add(high, one));
  };
  const auto store = [&](auto level, std::uint8_t* row)
                         HWY_ATTR { hn::StoreU(hn::DemoteTo(bytes, level), bytes, row); };
  const auto convert = [&](std::size_t i) HWY_ATTR {
    const auto load = [&](const std::uint8_t* row)
                          HWY_ATTR { return hn::PromoteTo(numbers, hn::LoadU(bytes, row + i)); };
    const auto y = load(from.y);
    const auto cb = hn::Sub(load(from.cb), middle);
    const auto cr = hn::Sub(load(from.cr), middle);
    const auto twice_cb = hn::Add(cb, cb);
    const auto twice_cr = hn::Add(cr, cr);
    store(hn::Add(hn::Add(y, cr), rounded(twice_cr, scalar::kRedLessOne)), to.red + i);
    store(hn::Add(hn::Add(y, twice_cb), rounded(twice_cb, scalar::kBlueLessTwo)), to.blue + i);
    // Green is the rounded sum of two 32-bit products: the sum of their high halves, and the carry
    // of the sum of their low halves.
    const auto of_cb = hn::Set(numbers, scalar::kGreenOfCb16);
    const auto of_cr = hn::Set(numbers, scalar::kGreenOfCr16PlusOne);
    const auto low_cb = hn::BitCast(bits, hn::Mul(cb, of_cb));
    const auto low_cr = hn::BitCast(bits, hn::Mul(cr, of_cr));
    const auto odd = hn::And(hn::Xor(low_cb, low_cr), hn::Set(bits, std::uint16_t{1}));
    const auto quarter = hn::ShiftRight<1>(hn::Sub(hn::AverageRound(low_cb, low_cr), odd));
    const auto carry = hn::BitCast(
        numbers, hn::ShiftRight<14>(hn::Add(quarter, hn::Set(bits, std::uint16_t{8192}))));
    const auto high = hn::Add(hn::MulHigh(cb, of_cb), hn::MulHigh(cr, of_cr));
    store(hn::Add(hn::Sub(y, cr), hn::Add(high, carry)), to.green + i);
  };
  if (!CoverByVectors(count, hn::Lanes(numbers), convert)) scalar::ConvertRow(from, count, to);
}

void BlendRows(const std::uint8_t* near, const std::uint8_t* far, std::span<std::uint16_t> sums) {
  const hn::ScalableTag<std::uint16_t> words;
  const hn::Rebind<std::uint8_t, decltype(words)> bytes;
  const auto blend = [&](std::size_t i) HWY_ATTR {
    const auto a = hn::PromoteTo(words, hn::LoadU(bytes, near + i));
    const auto b = hn::PromoteTo(words, hn::LoadU(bytes, far + i));
    hn::StoreU(hn::Add(hn::Add(a, b), hn::Add(a, a)), words, sums.data() + i);
  };
  if (!CoverByVectors(sums.size(), hn::Lanes(words), blend)) scalar::BlendRows(near, far, sums);
}

void DoubleColumns(std::span<const std::uint16_t> sums, DoublingBias bias, std::uint8_t* pixels) {
  const hn::ScalableTag<std::uint16_t> words;
  const hn::RebindToSigned<decltype(words)> numbers;
  const hn::Rebind<std::uint8_t, decltype(words)> bytes;
  const auto even_bias = hn::Set(words, bias.even);
  const auto odd_bias = hn::Set(words, bias.odd);
  const auto double_some = [&](std::size_t i) HWY_ATTR {
    const auto sum = hn::LoadU(words, sums.data() + i + 1);
    const auto thrice = hn::Add(sum, hn::Add(sum, sum));
    const auto blend = [&](auto neighbour, auto rounding) HWY_ATTR {
      const auto blended = hn::ShiftRight<4>(hn::Add(hn::Add(thrice, neighbour), rounding));
      return hn::DemoteTo(bytes, hn::BitCast(numbers, blended));
    };
    hn::StoreInterleaved2(blend(hn::LoadU(words, sums.data() + i), even_bias),
                          blend(hn::LoadU(words, sums.data() + i + 2), odd_bias), bytes,
                          pixels + 2 * i);
  };
  if (!CoverByVectors(sums.size() - 2, hn::Lanes(words), double_some)) {
    scalar::DoubleColumns(sums, bias, pixels);
  }
}

}  // namespace imrec::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace imrec {

HWY_EXPORT(YcbcrToRgb);
HWY_EXPORT(ConvertRow);
HWY_EXPORT(BlendRows);
HWY_EXPORT(DoubleColumns);

void YcbcrToRgb(float* y, float* cb, float* cr, std::size_t count) {
  HWY_DYNAMIC_DISPATCH(YcbcrToRgb)(y, cb, cr, count);
}

void ConvertRow(const YcbcrRow& from, std::size_t count, const RgbRow& to) {
  HWY_DYNAMIC_DISPATCH(ConvertRow)(from, count, to);
}

void BlendRows(const std::uint8_t* near, const std::uint8_t* far, std::span<std::uint16_t> sums) {
  HWY_DYNAMIC_DISPATCH(BlendRows)(near, far, sums);
}

void DoubleColumns(std::span<const std::uint16_t> sums, DoublingBias bias, std::uint8_t* pixels) {
  HWY_DYNAMIC_DISPATCH(DoubleColumns)(sums, bias, pixels);
}

namespace scalar {

void YcbcrToRgb(float* y, float* cb, float* cr, std::size_t count) {
  const auto clip = [](float level) { return std::min(std::max(level, 0.0F), 255.0F); };
  for (std::size_t i = 0; i < count; ++i) {
    const float luma = y[i];
    const float blueness = cb[i];
    const float redness = cr[i];
    y[i] = clip(luma + redness * kRedOfCr);
    cb[i] = clip(luma + blueness * kGreenOfCb + redness * kGreenOfCr);
    cr[i] = clip(luma + blueness * kBlueOfCb);
  }
}

void ConvertRow(const YcbcrRow& from, std::size_t count, const RgbRow& to) {
  constexpr int kHalf = kOne / 2;
  const auto clip = [](int level) {
    return static_cast<std::uint8_t>(std::min(std::max(level, 0), 255));
  };
  for (std::size_t i = 0; i < count; ++i) {
    const int y = from.y[i];
    const int cb = from.cb[i] - 128;
    const int cr = from.cr[i] - 128;
    to.red[i] = clip(y + ((kRed * cr + kHalf) >> 16));
    to.green[i] = clip(y + ((kGreenOfCb16 * cb + kGreenOfCr32 * cr + kHalf) >> 16));
    to.blue[i] = clip(y + ((kBlue * cb + kHalf) >> 16));
  }
}

void BlendRows(const std::uint8_t* near, const std::uint8_t* far, std::span<std::uint16_t> sums) {
  for (std::size_t i = 0; i < sums.size(); ++i) {
    sums[i] = static_cast<std::uint16_t>(3 * near[i] + far[i]);
  }
}

void DoubleColumns(std::span<const std::uint16_t> sums, DoublingBias bias, std::uint8_t* pixels) {
  for (std::size_t i = 1; i + 1 < sums.size(); ++i) {
    *pixels++ = static_cast<std::uint8_t>((3 * sums[i] + sums[i - 1] + bias.even) >> 4);
    *pixels++ = static_cast<std::uint8_t>((3 * sums[i] + sums[i + 1] + bias.odd) >> 4);
  }
}

}  // namespace scalar
}  // namespace imrec
#endif  // HWY_ONCE
