// The rounds of Philox4x32-10, for loops that compute many blocks.
#ifndef IMREC_AUGMENT_INTERNAL_PHILOX_H_
#define IMREC_AUGMENT_INTERNAL_PHILOX_H_

#include <array>
#include <cstdint>

namespace imrec {

/// Same as Philox4x32() of imrec/random.h, which names the source. Inline, so that compilers
/// compute several blocks at a time where their counters do not depend on each other.
constexpr std::array<std::uint32_t, 4> PhiloxBlock(std::array<std::uint32_t, 4> counter,
                                                   std::array<std::uint32_t, 2> key) {
  constexpr int kRounds = 10;
  for (int round = 0; round < kRounds; ++round) {
    const std::uint64_t product0 = std::uint64_t{0xD2511F53} * counter[0];
    const std::uint64_t product1 = std::uint64_t{0xCD9E8D57} * counter[2];
    counter = {static_cast<std::uint32_t>(product1 >> 32) ^ counter[1] ^ key[0],
               static_cast<std::uint32_t>(product1),
               static_cast<std::uint32_t>(product0 >> 32) ^ counter[3] ^ key[1],
               static_cast<std::uint32_t>(product0)};
    key[0] += 0x9E3779B9;  // the Weyl sequence of the keys
    key[1] += 0xBB67AE85;
  }
  return counter;
}

}  // namespace imrec

#endif  // IMREC_AUGMENT_INTERNAL_PHILOX_H_
