// Storing pixels in the formats of tensors, for whatever vector instructions the processor has. All
// targets give the same bits.
#ifndef IMREC_IMAGE_TENSOR_TENSOR_KERNELS_H_
#define IMREC_IMAGE_TENSOR_TENSOR_KERNELS_H_

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

#include <imrec/tensor_format.h>

namespace imrec {

/// As many values of each channel, in the order in which they are stored.
struct ChannelRuns {
  std::size_t count = 0;
  std::array<const float*, 3> values = {};
  std::array<float, 3> mean = {};
  std::array<float, 3> scale = {};
};

/// Stores a run at pixel `begin` of an image of `area` pixels, past the caches where that serves:
/// such stores are ordered with those of a lock by FinishStores() alone.
void StorePixels(const ChannelRuns& runs, const TensorFormat& format, std::size_t area,
                 std::size_t begin, std::byte* image);

void FinishStores();

namespace scalar {

/// The same in plain C++: what the other is held against.
void StorePixels(const ChannelRuns& runs, const TensorFormat& format, std::size_t area,
                 std::size_t begin, std::byte* image);

}  // namespace scalar

// Without branches on the value, so that loops over it can be vectorised; the trick of adding a
// number whose lowest bit is that of the result does the rounding.
inline std::uint16_t HalfOf(float value) {
  const auto bits = std::bit_cast<std::uint32_t>(value);
  const std::uint32_t sign = bits & 0x80000000U;
  const std::uint32_t magnitude = bits ^ sign;
  // Below 2^-14 the step is 2^-24: adding 0.5 puts that step at the lowest bit of a float.
  const float shifted = std::bit_cast<float>(magnitude) + 0.5F;
  const std::uint32_t subnormal = std::bit_cast<std::uint32_t>(shifted) - 0x3F000000U;
  // Exponent bias 127 to 15, half of the last place less one, and one more if the last bit is odd.
  const std::uint32_t normal = (magnitude - 0x38000000U + 0xFFFU + (magnitude >> 13 & 1U)) >> 13;
  std::uint32_t half = magnitude < 0x38800000U ? subnormal : normal;
  half = magnitude >= 0x47800000U ? 0x7C00U : half;
  half = magnitude > 0x7F800000U ? 0x7E00U : half;
  return static_cast<std::uint16_t>(half | sign >> 16);
}

}  // namespace imrec

#endif  // IMREC_IMAGE_TENSOR_TENSOR_KERNELS_H_
