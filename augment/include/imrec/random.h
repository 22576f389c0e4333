// Counter-based random numbers: the same for a sample on any thread, machine or world size.
//
// Philox4x32-10 of Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3"
// (SC 2011). The key is the seed; the counter says which number of which stream of which sample.
#ifndef IMREC_RANDOM_H_
#define IMREC_RANDOM_H_

#include <array>
#include <cstdint>

namespace imrec {

/// One block of the generator: four 32-bit words, a pure function of counter and key.
std::array<std::uint32_t, 4> Philox4x32(std::array<std::uint32_t, 4> counter,
                                        std::array<std::uint32_t, 2> key);

/// Names a sample: what its random numbers depend on, and nothing else.
struct SampleKey {
  std::uint64_t seed = 0;
  std::uint32_t epoch = 0;
  std::uint64_t ordinal = 0;  // of the record in the data set, below 2^48

  friend bool operator==(const SampleKey&, const SampleKey&) = default;
};

/// What a stream of numbers is for. Each stage has its own, so that switching one off leaves the
/// others' numbers as they were. The values are part of the reproducibility contract.
enum class RandomStage : std::uint8_t {
  kColor = 1,
  kExpand = 2,
  kCropTrials = 3,  // one stream per sampler
  kCropPick = 4,
  kMirror = 5,
  kOrder = 6,        // of records in an epoch
  kReplacement = 7,  // for records that cannot be read
  kCropGate = 8,     // whether to crop at all
  kResize = 9,       // which filter
};

/// A sequence of numbers of one stage of one sample. Cheap to make and to copy.
class RandomStream {
 public:
  /// `index` tells several streams of a stage apart, 0..255.
  RandomStream(const SampleKey& key, RandomStage stage, std::uint8_t index = 0);

  /// Uniform in [0, 1), with 53 random bits.
  double Uniform();
  /// Uniform in [low, high).
  double Uniform(double low, double high) { return low + (high - low) * Uniform(); }
  /// Uniform over 0..count-1; `count` from 1 to 2^32.
  std::uint64_t Below(std::uint64_t count);
  /// True with the given probability (always from 1, never at 0).
  bool Chance(double probability) { return Uniform() < probability; }

 private:
  std::uint64_t Next64();

  std::array<std::uint32_t, 4> counter_;
  std::array<std::uint32_t, 2> key_;
  std::array<std::uint32_t, 4> block_{};
  int used_ = 4;  // words of block_ that are spent
};

}  // namespace imrec

#endif  // IMREC_RANDOM_H_
