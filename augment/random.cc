#include <imrec/random.h>

#include "augment/internal/philox.h"

namespace imrec {
namespace {

constexpr std::uint32_t High(std::uint64_t product) {
  return static_cast<std::uint32_t>(product >> 32);
}
constexpr std::uint32_t Low(std::uint64_t product) { return static_cast<std::uint32_t>(product); }

}  // namespace

std::array<std::uint32_t, 4> Philox4x32(std::array<std::uint32_t, 4> counter,
                                        std::array<std::uint32_t, 2> key) {
  return PhiloxBlock(counter, key);
}

RandomStream::RandomStream(const SampleKey& key, RandomStage stage, std::uint8_t index)
    // Every field has its own bits, so all streams are different.
    : counter_{0,
               static_cast<std::uint32_t>(stage) << 24 | std::uint32_t{index} << 16 |
                   (High(key.ordinal) & 0xFFFFU),
               Low(key.ordinal), key.epoch},
      key_{Low(key.seed), High(key.seed)} {}

std::uint64_t RandomStream::Next64() {
  if (used_ == 4) {
    block_ = Philox4x32(counter_, key_);
    ++counter_[0];
    used_ = 0;
  }
  const auto at = static_cast<std::size_t>(used_);
  used_ += 2;
  return std::uint64_t{block_[at + 1]} << 32 | block_[at];
}

double RandomStream::Uniform() {
  constexpr double kScale = 1.0 / static_cast<double>(std::uint64_t{1} << 53);
  return static_cast<double>(Next64() >> 11) * kScale;
}

std::uint64_t RandomStream::Below(std::uint64_t count) {
  // With 53 random bits, the bias is below 2^-21 for the counts allowed here.
  return static_cast<std::uint64_t>(Uniform() * static_cast<double>(count));
}

}  // namespace imrec
