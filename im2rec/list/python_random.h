// The random numbers of Python's `random` module, for shuffling lists as im2rec.py does.
#ifndef IMREC_IM2REC_LIST_PYTHON_RANDOM_H_
#define IMREC_IM2REC_LIST_PYTHON_RANDOM_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>

namespace imrec {

/// The Mersenne twister MT19937, with the seeding and sampling of Python 3.
class PythonRandom {
 public:
  /// As random.seed(seed).
  explicit PythonRandom(std::uint64_t seed);

  /// As random.getrandbits(bits), for 1 to 64 bits.
  std::uint64_t Bits(int bits);
  /// As random.randrange(limit), limit > 0.
  std::uint64_t Below(std::uint64_t limit);

  /// As random.shuffle(items).
  template <typename T>
  void Shuffle(std::span<T> items) {
    for (std::size_t i = items.size(); i > 1; --i) {
      using std::swap;
      swap(items[i - 1], items[static_cast<std::size_t>(Below(i))]);
    }
  }

 private:
  static constexpr std::size_t kStateSize = 624;

  void SeedByNumber(std::uint32_t seed);
  void SeedByKey(std::span<const std::uint32_t> key);
  void Refill();
  std::uint32_t Next();

  std::array<std::uint32_t, kStateSize> state_{};
  std::size_t next_ = kStateSize;  // the next word of state_; kStateSize: none is left
};

}  // namespace imrec

#endif  // IMREC_IM2REC_LIST_PYTHON_RANDOM_H_
