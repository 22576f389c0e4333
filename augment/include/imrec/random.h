// Counter-based random numbers, which are the same for a sample on any thread and any machine, and
// for any number of parts.
//
// Philox4x32-10 of Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3"
// (SC 2011). The key is the seed; the counter identifies the sample, the stream and the number.
#ifndef IMREC_RANDOM_H_
#define IMREC_RANDOM_H_

#include <array>
#include <cstdint>

#include <imrec/export.h>

namespace imrec {

/// Returns one block of the generator, a pure function of counter and key.
IMREC_EXPORT std::array<std::uint32_t, 4> Philox4x32(std::array<std::uint32_t, 4> counter,
                                                     std::array<std::uint32_t, 2> key);

/// Identifies a sample. Its random numbers depend only on this.
struct SampleKey {
  std::uint64_t seed = 0;
  std::uint32_t epoch = 0;
  std::uint64_t ordinal = 0;  // of the record in the data set, below 2^48

  friend bool operator==(const SampleKey&, const SampleKey&) = default;
};

/// The purpose of a stream of numbers. Each stage has its own streams, so that disabling a stage
/// does not change the numbers of others. The values must not change, because the results depend on
/// them.
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
  kCut = 10,         // which part of the resized window
};

/// The sequence of numbers of one stage of one sample. Cheap to construct and copy.
class IMREC_EXPORT RandomStream {
 public:
  /// `index` (0..255) selects one of several streams of a stage.
  RandomStream(const SampleKey& key, RandomStage stage, std::uint8_t index = 0);

  /// Uniform in [0, 1), with 53 random bits.
  double Uniform();
  /// Uniform in [low, high).
  double Uniform(double low, double high) { return low + (high - low) * Uniform(); }
  /// Uniform over 0..count-1; `count` must be 1..2^32.
  std::uint64_t Below(std::uint64_t count);
  /// Returns true with the given probability: never for 0, always for 1 or more.
  bool Chance(double probability) { return Uniform() < probability; }

 private:
  std::uint64_t Next64();

  std::array<std::uint32_t, 4> counter_;
  std::array<std::uint32_t, 2> key_;
  std::array<std::uint32_t, 4> block_{};
  int used_ = 4;  // words of block_ that have been used
};

}  // namespace imrec

#endif  // IMREC_RANDOM_H_
