// Stores pixels in tensor formats. Compiled for several instruction sets; all targets produce
// identical results.
#ifndef IMREC_IMAGE_TENSOR_TENSOR_KERNELS_H_
#define IMREC_IMAGE_TENSOR_TENSOR_KERNELS_H_

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

#include <imrec/tensor_format.h>

namespace imrec {

/// `count` values of each channel, with their normalisation. Channels are in the order in which
/// they are stored.
struct ChannelRuns {
  std::size_t count = 0;
  std::array<const float*, 3> values = {};
  std::array<float, 3> mean = {};
  std::array<float, 3> scale = {};
};

/// Stores a run at pixel `begin` of an image of `area` pixels. May use non-temporal stores, which
/// locks do not order: call FinishStores() before another thread reads the pixels.
void StorePixels(const ChannelRuns& runs, const TensorFormat& format, std::size_t area,
                 std::size_t begin, std::byte* image);

/// Waits until the stores of this thread are visible to other threads.
void FinishStores();

namespace scalar {

/// The same function in plain C++, the reference for tests.
void StorePixels(const ChannelRuns& runs, const TensorFormat& format, std::size_t area,
                 std::size_t begin, std::byte* image);

}  // namespace scalar

/// Converts to IEEE 754 binary16, rounded to nearest even. Branch-free, so that loops can be
/// vectorised. Adding a number whose lowest bit has the value of the result's lowest bit does the
/// rounding.
inline std::uint16_t HalfOf(float value) {
  const auto bits = std::bit_cast<std::uint32_t>(value);
  const std::uint32_t sign = bits & 0x80000000U;
  const std::uint32_t magnitude = bits ^ sign;
  // Below 2^-14 the spacing of binary16 is 2^-24, the value of the lowest bit of a float in 0.5..1,
  // so adding 0.5 rounds to it.
  const float shifted = std::bit_cast<float>(magnitude) + 0.5F;
  const std::uint32_t subnormal = std::bit_cast<std::uint32_t>(shifted) - 0x3F000000U;
  // Change the exponent bias from 127 to 15; add half a unit in the last place less one, and one
  // more if the last bit is odd.
  const std::uint32_t normal = (magnitude - 0x38000000U + 0xFFFU + (magnitude >> 13 & 1U)) >> 13;
  std::uint32_t half = magnitude < 0x38800000U ? subnormal : normal;
  half = magnitude >= 0x47800000U ? 0x7C00U : half;
  half = magnitude > 0x7F800000U ? 0x7E00U : half;
  return static_cast<std::uint16_t>(half | sign >> 16);
}

}  // namespace imrec

#endif  // IMREC_IMAGE_TENSOR_TENSOR_KERNELS_H_
