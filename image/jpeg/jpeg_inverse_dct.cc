#include "image/jpeg/jpeg_inverse_dct.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "image/jpeg/jpeg_inverse_dct.cc"
#include <hwy/foreach_target.h>
// Must come after foreach_target.h. It is included once per target.
#include <hwy/highway.h>

#include "image/jpeg/jpeg_inverse_dct-inl.h"

HWY_BEFORE_NAMESPACE();
namespace imrec::jpeg::HWY_NAMESPACE {

bool InverseDct(const CoefficientBlock& block, const QuantTable& quant, int size,
                std::uint8_t* samples, std::ptrdiff_t stride) {
  return InverseDctOf(block, quant, size, samples, stride);
}

}  // namespace imrec::jpeg::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace imrec::jpeg {

HWY_EXPORT(InverseDct);

bool InverseDct(const CoefficientBlock& block, const QuantTable& quant, int size,
                std::uint8_t* samples, std::ptrdiff_t stride) {
  return HWY_DYNAMIC_DISPATCH(InverseDct)(block, quant, size, samples, stride);
}

}  // namespace imrec::jpeg
#endif  // HWY_ONCE
