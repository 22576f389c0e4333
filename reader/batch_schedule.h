// How an epoch's positions are dealt to parts and cut into batches: arithmetic alone.
#ifndef IMREC_READER_BATCH_SCHEDULE_H_
#define IMREC_READER_BATCH_SCHEDULE_H_

#include <cstddef>
#include <cstdint>
#include <string>

#include <imrec/reader_options.h>

namespace imrec {

/// Names a batch of a part.
struct BatchPlace {
  std::uint32_t epoch = 0;
  std::uint64_t number = 0;  // within the epoch

  friend bool operator==(const BatchPlace&, const BatchPlace&) = default;
};

/// Names a sample: a position of an epoch, which all parts share.
struct SamplePlace {
  std::uint32_t epoch = 0;
  std::uint64_t position = 0;

  friend bool operator==(const SamplePlace&, const SamplePlace&) = default;
};

struct ScheduleOptions {
  std::uint64_t samples = 0;  // of an epoch, all parts together
  std::uint64_t batch_size = 1;
  std::uint64_t part_index = 0;
  std::uint64_t part_count = 1;
  Equalise equalise = Equalise::kOff;
  LastBatch last_batch = LastBatch::kKeep;
};

/// A value type; everything is computed on its own, at any place.
class BatchSchedule {
 public:
  /// Throws Error(kInvalidArgument) if the part would have no sample or no batch.
  explicit BatchSchedule(const ScheduleOptions& options);

  /// Samples of this part in an epoch.
  std::uint64_t part_size() const { return part_size_; }
  std::uint64_t batches_in(std::uint32_t epoch) const;
  /// Samples of a batch, padding included; and how many of them are padding.
  std::uint64_t SizeOf(const BatchPlace& batch) const;
  std::uint64_t PaddingOf(const BatchPlace& batch) const;
  SamplePlace Sample(const BatchPlace& batch, std::uint64_t slot) const;

  /// The place at which another schedule of the same samples has delivered, over all its parts, as
  /// many samples of the epoch as this one before `batch`. Throws Error(kInvalidArgument) if no
  /// batch begins there.
  BatchPlace Translate(const BatchSchedule& from, const BatchPlace& batch) const;

  /// This batch or, if its epoch has fewer, the first one of the epochs that follow.
  BatchPlace Existing(BatchPlace batch) const;

 private:
  // The number of the batch's first sample, counted from the beginning of its epoch; below 0 where
  // it begins with samples that the epoch before has left.
  std::int64_t FirstSample(const BatchPlace& batch) const;
  // Batches that are full when the part has had so many epochs.
  std::uint64_t FullBatches(std::uint64_t epochs) const {
    return epochs * part_size_ / options_.batch_size;
  }
  std::int64_t Carried(std::uint32_t epoch) const;

  ScheduleOptions options_;
  std::uint64_t part_size_ = 0;
};

}  // namespace imrec

#endif  // IMREC_READER_BATCH_SCHEDULE_H_
