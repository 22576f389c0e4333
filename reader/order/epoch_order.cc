#include "reader/order/epoch_order.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>

#include <imrec/random.h>

#include "augment/internal/philox.h"

namespace imrec {
namespace {

constexpr std::uint32_t kRounds = 8;
// Makes these counters different from those of the random streams of samples.
constexpr std::uint32_t kOrderTag = static_cast<std::uint32_t>(RandomStage::kOrder) << 24;

// Values that are permuted together; compilers make vector instructions of loops over them.
constexpr std::size_t kChunk = 64;
using Halves = std::array<std::uint32_t, kChunk>;

constexpr std::uint32_t Mask(int bits) {
  return static_cast<std::uint32_t>((std::uint64_t{1} << bits) - 1);
}

// One round of the network: changes one half of each value by a function of the other half.
void Mix(std::size_t count, const Halves& from, Halves& to, std::uint32_t mask,
         const std::array<std::uint32_t, 3>& counter, const std::array<std::uint32_t, 2>& key) {
  for (std::size_t i = 0; i < count; ++i) {
    to[i] ^= PhiloxBlock({from[i], counter[0], counter[1], counter[2]}, key)[0] & mask;
  }
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
  Replace({&position, 1});
  return position;
}

void EpochOrder::Replace(std::span<std::uint64_t> positions) const {
  for (; !positions.empty(); positions = positions.subspan(std::min(kChunk, positions.size()))) {
    ReplaceChunk(positions.first(std::min(kChunk, positions.size())));
  }
}

void EpochOrder::ReplaceChunk(std::span<std::uint64_t> positions) const {
  Permute(positions);
  // Those out of range are permuted again, until none is left.
  std::array<std::uint64_t, kChunk> values;
  std::array<std::uint64_t*, kChunk> places;
  for (;;) {
    std::size_t count = 0;
    for (std::uint64_t& position : positions) {
      if (position < count_) continue;
      values[count] = position;
      places[count++] = &position;
    }
    if (count == 0) return;
    Permute(std::span(values).first(count));
    for (std::size_t i = 0; i < count; ++i) *places[i] = values[i];
  }
}

void EpochOrder::Permute(std::span<std::uint64_t> values) const {
  const std::array<std::uint32_t, 2> key{static_cast<std::uint32_t>(seed_),
                                         static_cast<std::uint32_t>(seed_ >> 32)};
  Halves low;
  Halves high;
  for (std::size_t i = 0; i < values.size(); ++i) {
    low[i] = static_cast<std::uint32_t>(values[i]) & Mask(low_bits_);
    high[i] = static_cast<std::uint32_t>(values[i] >> low_bits_);
  }
  for (std::uint32_t round = 0; round < kRounds; round += 2) {
    Mix(values.size(), low, high, Mask(high_bits_), {kOrderTag | round, stream_, epoch_}, key);
    Mix(values.size(), high, low, Mask(low_bits_), {kOrderTag | (round + 1), stream_, epoch_}, key);
  }
  for (std::size_t i = 0; i < values.size(); ++i) {
    values[i] = std::uint64_t{high[i]} << low_bits_ | low[i];
  }
}

}  // namespace imrec
