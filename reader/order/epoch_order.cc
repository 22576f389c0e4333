#include "reader/order/epoch_order.h"

#include <bit>

#include <imrec/random.h>

namespace imrec {
namespace {

constexpr std::uint32_t kRounds = 8;
// Makes these counters different from those of the random streams of samples.
constexpr std::uint32_t kOrderTag = static_cast<std::uint32_t>(RandomStage::kOrder) << 24;

constexpr std::uint32_t Mask(int bits) {
  return static_cast<std::uint32_t>((std::uint64_t{1} << bits) - 1);
}

}  // namespace

EpochOrder::EpochOrder(std::uint64_t count, std::uint64_t seed, std::uint32_t epoch,
                       std::uint32_t stream)
    : count_(count), seed_(seed), epoch_(epoch), stream_(stream) {
  const auto bits = static_cast<int>(std::bit_width(count - 1));
  low_bits_ = bits / 2;
  high_bits_ = bits - low_bits_;
}

std::uint64_t EpochOrder::At(std::uint64_t position) const {
  std::uint64_t value = position;
  do {
    value = Permute(value);
  } while (value >= count_);
  return value;
}

std::uint64_t EpochOrder::Permute(std::uint64_t value) const {
  auto low = static_cast<std::uint32_t>(value) & Mask(low_bits_);
  auto high = static_cast<std::uint32_t>(value >> low_bits_);
  for (std::uint32_t round = 0; round < kRounds; round += 2) {
    high ^= Round(low, round) & Mask(high_bits_);
    low ^= Round(high, round + 1) & Mask(low_bits_);
  }
  return std::uint64_t{high} << low_bits_ | low;
}

std::uint32_t EpochOrder::Round(std::uint32_t half, std::uint32_t round) const {
  return Philox4x32(
      {half, kOrderTag | round, stream_, epoch_},
      {static_cast<std::uint32_t>(seed_), static_cast<std::uint32_t>(seed_ >> 32)})[0];
}

}  // namespace imrec
