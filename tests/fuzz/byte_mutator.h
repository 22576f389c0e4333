// What the mutators of formats have in common: a source of choices, and the mutator of plain bytes.
#ifndef IMREC_TESTS_FUZZ_BYTE_MUTATOR_H_
#define IMREC_TESTS_FUZZ_BYTE_MUTATOR_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <random>
#include <span>
#include <vector>

namespace imrec::fuzz {

using Bytes = std::vector<std::uint8_t>;

/// Makes choices that depend only on the seed.
class Choices {
 public:
  explicit Choices(unsigned seed) : engine_(seed) {}

  /// Returns a number below `count`, which must not be 0.
  std::size_t Below(std::size_t count) { return engine_() % count; }
  /// Returns true once in `count` times.
  bool OneIn(std::size_t count) { return Below(count) == 0; }
  template <typename Items>
  auto& Of(Items& items) {
    return items[Below(items.size())];
  }

 private:
  std::minstd_rand engine_;
};

/// Returns a seed that depends on all bytes of an input (FNV-1a).
inline unsigned HashOf(std::span<const std::byte> bytes) {
  std::uint32_t hash = 2166136261U;
  for (const std::byte byte : bytes) {
    hash = (hash ^ std::to_integer<std::uint32_t>(byte)) * 16777619U;
  }
  return hash;
}

/// Changes `size` bytes at `data`, where there is room for `most`, and returns the new size: the
/// signature of LLVMFuzzerMutate().
using ByteMutator = std::size_t (*)(std::uint8_t* data, std::size_t size, std::size_t most);

/// Applies the mutator, which may add up to `growth` bytes.
inline void MutateBytes(ByteMutator mutate, std::size_t growth, Bytes& bytes) {
  const std::size_t size = bytes.size();
  bytes.resize(size + std::max<std::size_t>(growth, 1));
  bytes.resize(mutate(bytes.data(), size, bytes.size()));
}

/// A mutator of one format: changes `bytes`.
using FormatMutator = void (*)(Bytes& bytes, ByteMutator mutate, Choices& choices);

/// LLVMFuzzerCustomMutator() by the mutator of a format. A result that is too large is cut off.
inline std::size_t MutateInPlace(FormatMutator format, ByteMutator mutate, std::uint8_t* data,
                                 std::size_t size, std::size_t most, unsigned seed) {
  Choices choices(seed);
  Bytes bytes(data, data + size);
  format(bytes, mutate, choices);
  const std::size_t kept = std::min(bytes.size(), most);
  std::copy_n(bytes.begin(), kept, data);
  return kept;
}

}  // namespace imrec::fuzz

/// LibFuzzer's mutator of plain bytes; in the replay program, its own.
extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t most);

#endif  // IMREC_TESTS_FUZZ_BYTE_MUTATOR_H_
