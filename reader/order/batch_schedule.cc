#include "reader/order/batch_schedule.h"

#include <algorithm>

#include <imrec/error.h>

namespace imrec {
namespace {

std::uint64_t CeilDivide(std::uint64_t a, std::uint64_t b) { return (a + b - 1) / b; }

std::uint64_t PartSize(const ScheduleOptions& options) {
  switch (options.equalise) {
    case Equalise::kPad:
      return CeilDivide(options.samples, options.part_count);
    case Equalise::kDrop:
      return options.samples / options.part_count;
    case Equalise::kOff:
      break;
  }
  if (options.part_index >= options.samples) return 0;
  return CeilDivide(options.samples - options.part_index, options.part_count);
}

[[noreturn]] void Refuse(const std::string& problem) {
  throw Error(ErrorCode::kInvalidArgument, "reader option " + problem);
}

}  // namespace

BatchSchedule::BatchSchedule(const ScheduleOptions& options)
    : options_(options), part_size_(PartSize(options)) {
  if (part_size_ == 0) {
    Refuse("part_count is larger than the number of samples (" + std::to_string(options.samples) +
           "): this part is empty");
  }
  if (options.last_batch == LastBatch::kDrop && part_size_ < options.batch_size) {
    Refuse("last_batch drops the only batch: batch_size is larger than the number of samples (" +
           std::to_string(part_size_) + ")");
  }
}

std::uint64_t BatchSchedule::batches_in(std::uint32_t epoch) const {
  switch (options_.last_batch) {
    case LastBatch::kDrop:
      return part_size_ / options_.batch_size;
    case LastBatch::kRollOver:
      return FullBatches(std::uint64_t{epoch} + 1) - FullBatches(epoch);
    case LastBatch::kKeep:
    case LastBatch::kPad:
      break;
  }
  return CeilDivide(part_size_, options_.batch_size);
}

std::uint64_t BatchSchedule::SizeOf(const BatchPlace& batch) const {
  if (options_.last_batch != LastBatch::kKeep) return options_.batch_size;
  return std::min(options_.batch_size, part_size_ - batch.number * options_.batch_size);
}

std::uint64_t BatchSchedule::PaddingOf(const BatchPlace& batch) const {
  if (options_.last_batch != LastBatch::kPad) return 0;
  const std::uint64_t end = (batch.number + 1) * options_.batch_size;
  return end > part_size_ ? end - part_size_ : 0;
}

// Returns the number of samples of previous epochs that the first batch of this one starts with.
std::int64_t BatchSchedule::Carried(std::uint32_t epoch) const {
  if (options_.last_batch != LastBatch::kRollOver) return 0;
  return static_cast<std::int64_t>(epoch * part_size_ % options_.batch_size);
}

std::int64_t BatchSchedule::FirstSample(const BatchPlace& batch) const {
  return static_cast<std::int64_t>(batch.number * options_.batch_size) - Carried(batch.epoch);
}

SamplePlace BatchSchedule::Sample(const BatchPlace& batch, std::uint64_t slot) const {
  std::int64_t sample = FirstSample(batch) + static_cast<std::int64_t>(slot);
  std::uint32_t epoch = batch.epoch;
  const auto part_size = static_cast<std::int64_t>(part_size_);
  for (; sample < 0; sample += part_size) --epoch;
  sample %= part_size;  // padding starts over
  const std::uint64_t position =
      static_cast<std::uint64_t>(sample) * options_.part_count + options_.part_index;
  return {.epoch = epoch, .position = position % options_.samples};
}

BatchPlace BatchSchedule::Translate(const BatchSchedule& from, const BatchPlace& batch) const {
  const std::uint64_t batches = batches_in(batch.epoch);
  // An epoch may have no batch at all; then its samples are still to come.
  if (batch.number > 0 && batch.number == from.batches_in(batch.epoch)) {
    return {.epoch = batch.epoch, .number = batches};
  }
  // Samples since the start of the epoch, of all parts and of this part.
  const std::int64_t had =
      from.FirstSample(batch) * static_cast<std::int64_t>(from.options_.part_count);
  const auto parts = static_cast<std::int64_t>(options_.part_count);
  const std::int64_t here = had / parts + Carried(batch.epoch);
  const auto size = static_cast<std::int64_t>(options_.batch_size);
  if (had % parts != 0 || here < 0 || here % size != 0) {
    const bool rolls = options_.last_batch == LastBatch::kRollOver ||
                       from.options_.last_batch == LastBatch::kRollOver;
    const std::string where = had < 0 ? std::to_string(-had) + " samples before"
                                      : "after " + std::to_string(had) + " samples of";
    throw Error(ErrorCode::kInvalidArgument,
                where + " epoch " + std::to_string(batch.epoch) +
                    " no batch begins: batch_size is " + std::to_string(options_.batch_size) +
                    ", part_count " + std::to_string(options_.part_count) +
                    (rolls ? ", and last_batch moves samples to the next epoch" : ""));
  }
  return {.epoch = batch.epoch,
          .number = std::min(batches, static_cast<std::uint64_t>(here / size))};
}

BatchPlace BatchSchedule::Existing(BatchPlace batch) const {
  while (batch.number >= batches_in(batch.epoch)) batch = {.epoch = batch.epoch + 1, .number = 0};
  return batch;
}

}  // namespace imrec
