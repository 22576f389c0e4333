// Several sources, each with its weight, as one row of samples.
#ifndef IMREC_READER_RECORD_MIX_H_
#define IMREC_READER_RECORD_MIX_H_

#include <cstdint>
#include <vector>

namespace imrec {

/// A sample of an epoch: which record it is, and by which number its random draws go. They differ
/// where a record comes more than once in an epoch.
struct SampleOrdinals {
  std::uint64_t record = 0;
  std::uint64_t draw = 0;

  friend bool operator==(const SampleOrdinals&, const SampleOrdinals&) = default;
};

/// Counts the samples of an epoch through, source after source. A record of weight w is among them
/// floor(w) times, and once more in a share of the epochs that makes w on average.
class RecordMix {
 public:
  struct Source {
    std::uint64_t records = 0;
    double weight = 1;  // above 0
  };

  /// Throws Error(kInvalidArgument) for weights out of range or that leave no sample of a source.
  explicit RecordMix(const std::vector<Source>& sources);

  /// Samples in an epoch.
  std::uint64_t size() const { return size_; }
  /// All records.
  std::uint64_t records() const { return records_; }

  /// Sample `index` < size(), before any shuffling.
  SampleOrdinals At(std::uint64_t index, std::uint64_t seed, std::uint32_t epoch) const;

 private:
  struct Stretch {
    std::uint64_t first_sample;
    std::uint64_t first_record;
    std::uint64_t records;
    std::uint64_t whole_passes;
  };

  std::vector<Stretch> stretches_;
  std::uint64_t size_ = 0;
  std::uint64_t records_ = 0;
};

}  // namespace imrec

#endif  // IMREC_READER_RECORD_MIX_H_
