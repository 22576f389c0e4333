// Divides the positions of an epoch among parts and batches, by arithmetic only.
#ifndef IMREC_READER_ORDER_BATCH_SCHEDULE_H_
#define IMREC_READER_ORDER_BATCH_SCHEDULE_H_

#include <cstddef>
#include <cstdint>
#include <string>

#include <imrec/reader_options.h>

namespace imrec {

/// Identifies a batch of a part.
struct BatchPlace {
  std::uint32_t epoch = 0;
  std::uint64_t number = 0;  // within the epoch

  friend bool operator==(const BatchPlace&, const BatchPlace&) = default;
};

/// Identifies a sample by its position in an epoch. Positions are common to all parts.
struct SamplePlace {
  std::uint32_t epoch = 0;
  std::uint64_t position = 0;

  friend bool operator==(const SamplePlace&, const SamplePlace&) = default;
};

struct ScheduleOptions {
  std::uint64_t samples = 0;  // per epoch, of all parts
  std::uint64_t batch_size = 1;
  std::uint64_t part_index = 0;
  std::uint64_t part_count = 1;
  Equalise equalise = Equalise::kOff;
  LastBatch last_batch = LastBatch::kKeep;
};

/// A value type. All results are computed from the arguments, without iteration.
class BatchSchedule {
 public:
  /// Throws Error(kInvalidArgument) if the part has no sample or no batch.
  explicit BatchSchedule(const ScheduleOptions& options);

  /// The number of samples of this part per epoch.
  std::uint64_t part_size() const { return part_size_; }
  std::uint64_t batches_in(std::uint32_t epoch) const;
  /// Return the number of samples of a batch, including padding, and how many of them are padding.
  std::uint64_t SizeOf(const BatchPlace& batch) const;
  std::uint64_t PaddingOf(const BatchPlace& batch) const;
  SamplePlace Sample(const BatchPlace& batch, std::uint64_t slot) const;

  /// Returns the batch of this schedule before which all parts together have returned as many
  /// samples of the epoch as those of `from` have before `batch`. Both schedules must have the same
  /// samples. Throws Error(kInvalidArgument) if no batch starts there.
  BatchPlace Translate(const BatchSchedule& from, const BatchPlace& batch) const;

  /// Returns `batch` if its epoch has it, otherwise the first batch of the following epochs.
  BatchPlace Existing(BatchPlace batch) const;

 private:
  // Returns the number of the first sample of a batch within its epoch. It is negative if the batch
  // starts with samples of the previous epoch.
  std::int64_t FirstSample(const BatchPlace& batch) const;
  // Returns the number of full batches in `epochs` epochs of this part.
  std::uint64_t FullBatches(std::uint64_t epochs) const {
    return epochs * part_size_ / options_.batch_size;
  }
  std::int64_t Carried(std::uint32_t epoch) const;

  ScheduleOptions options_;
  std::uint64_t part_size_ = 0;
};

}  // namespace imrec

#endif  // IMREC_READER_ORDER_BATCH_SCHEDULE_H_
