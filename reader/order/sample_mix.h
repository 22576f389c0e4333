// Combines several sources with weights to one sequence of samples.
#ifndef IMREC_READER_ORDER_SAMPLE_MIX_H_
#define IMREC_READER_ORDER_SAMPLE_MIX_H_

#include <cstdint>
#include <vector>

namespace imrec {

/// A sample of an epoch: the number of its record, and the number that selects its random draws.
/// The latter differs between the occurrences of a record in an epoch.
struct SampleOrdinals {
  std::uint64_t record = 0;
  std::uint64_t draw = 0;

  friend bool operator==(const SampleOrdinals&, const SampleOrdinals&) = default;
};

/// Numbers the samples of an epoch, source by source. A record of weight w occurs floor(w) times
/// per epoch, and once more in some epochs, such that the average is w.
class SampleMix {
 public:
  struct Source {
    std::uint64_t records = 0;
    double weight = 1;  // above 0
  };

  /// Throws Error(kInvalidArgument) if a weight is out of range, or so small that its source has no
  /// sample.
  explicit SampleMix(const std::vector<Source>& sources);

  /// The number of samples per epoch.
  std::uint64_t size() const { return size_; }
  /// The number of records of all sources.
  std::uint64_t records() const { return records_; }

  /// Returns numbers that are the same for mixes with the same samples. Sources of weight 1 that
  /// follow each other count as one.
  std::vector<std::uint64_t> Identity() const;

  /// Returns sample `index` < size() of an epoch, in the order without shuffling.
  SampleOrdinals At(std::uint64_t index, std::uint64_t seed, std::uint32_t epoch) const;

 private:
  struct Stretch {
    std::uint64_t first_sample;
    std::uint64_t first_record;
    std::uint64_t records;
    std::uint64_t samples;
    std::uint64_t whole_passes;
  };

  std::vector<Stretch> stretches_;
  std::uint64_t size_ = 0;
  std::uint64_t records_ = 0;
};

}  // namespace imrec

#endif  // IMREC_READER_ORDER_SAMPLE_MIX_H_
