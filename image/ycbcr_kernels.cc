#include "image/ycbcr_kernels.h"

#include <algorithm>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "image/ycbcr_kernels.cc"
#include <hwy/foreach_target.h>
// The order matters: this one is included once for each target.
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace imrec::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

void YcbcrToRgb(float* y, float* cb, float* cr, std::size_t count) {
  const hn::ScalableTag<float> floats;
  const std::size_t lanes = hn::Lanes(floats);
  const auto times = [&](auto vector, float factor) {
    return hn::Mul(vector, hn::Set(floats, factor));
  };
  const auto store = [&](auto level, float* to) {
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

}  // namespace imrec::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace imrec {

HWY_EXPORT(YcbcrToRgb);

void YcbcrToRgb(float* y, float* cb, float* cr, std::size_t count) {
  HWY_DYNAMIC_DISPATCH(YcbcrToRgb)(y, cb, cr, count);
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

}  // namespace scalar
}  // namespace imrec
#endif  // HWY_ONCE
