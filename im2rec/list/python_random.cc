#include "im2rec/list/python_random.h"

#include <algorithm>
#include <bit>

namespace imrec {
namespace {

// Mixes adjacent words of the state during seeding.
std::uint32_t Stir(std::uint32_t previous, std::uint32_t factor) {
  return (previous ^ (previous >> 30)) * factor;
}

}  // namespace

PythonRandom::PythonRandom(std::uint64_t seed) {
  const std::array key = {static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32)};
  // Python uses as many words as the number has, but at least one.
  SeedByKey(std::span(key).first(key[1] == 0 ? 1 : 2));
}

void PythonRandom::SeedByNumber(std::uint32_t seed) {
  state_[0] = seed;
  for (std::size_t i = 1; i < kStateSize; ++i) {
    state_[i] = Stir(state_[i - 1], 1812433253U) + static_cast<std::uint32_t>(i);
  }
}

void PythonRandom::SeedByKey(std::span<const std::uint32_t> key) {
  SeedByNumber(19650218U);
  std::size_t i = 1;
  const auto advance = [&] {
    if (++i < kStateSize) return;
    state_[0] = state_[kStateSize - 1];
    i = 1;
  };
  for (std::size_t k = 0; k < std::max(kStateSize, key.size()); ++k) {
    const std::size_t j = k % key.size();
    state_[i] =
        (state_[i] ^ Stir(state_[i - 1], 1664525U)) + key[j] + static_cast<std::uint32_t>(j);
    advance();
  }
  for (std::size_t k = 1; k < kStateSize; ++k) {
    state_[i] = (state_[i] ^ Stir(state_[i - 1], 1566083941U)) - static_cast<std::uint32_t>(i);
    advance();
  }
  state_[0] = 0x80000000U;
  next_ = kStateSize;
}

void PythonRandom::Refill() {
  constexpr std::size_t kShift = 397;
  for (std::size_t i = 0; i < kStateSize; ++i) {
    const std::uint32_t mixed =
        (state_[i] & 0x80000000U) | (state_[(i + 1) % kStateSize] & 0x7fffffffU);
    const std::uint32_t twist = (mixed & 1U) != 0 ? 0x9908b0dfU : 0U;
    state_[i] = state_[(i + kShift) % kStateSize] ^ (mixed >> 1) ^ twist;
  }
  next_ = 0;
}

std::uint32_t PythonRandom::Next() {
  if (next_ == kStateSize) Refill();
  std::uint32_t word = state_[next_++];
  word ^= word >> 11;
  word ^= (word << 7) & 0x9d2c5680U;
  word ^= (word << 15) & 0xefc60000U;
  return word ^ (word >> 18);
}

std::uint64_t PythonRandom::Bits(int bits) {
  if (bits <= 32) return Next() >> (32 - bits);
  const std::uint64_t low = Next();
  return (std::uint64_t{Next() >> (64 - bits)} << 32) | low;
}

std::uint64_t PythonRandom::Below(std::uint64_t limit) {
  const auto bits = static_cast<int>(std::bit_width(limit));
  std::uint64_t number = Bits(bits);
  while (number >= limit) number = Bits(bits);
  return number;
}

}  // namespace imrec
