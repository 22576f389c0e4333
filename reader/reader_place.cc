#include "reader/reader_place.h"

#include <string>

#include <imrec/error.h>

namespace imrec {
namespace {

// Returns ReaderState::shuffle.
std::uint64_t ShuffleNumber(const ShuffleOptions& shuffle) {
  switch (shuffle.mode) {
    case ShuffleMode::kWindow:
      return shuffle.window;
    case ShuffleMode::kFull:
      return 1;
    case ShuffleMode::kNone:
      break;
  }
  return 0;
}

void Require(bool good, const std::string& problem) {
  if (!good) throw Error(ErrorCode::kInvalidArgument, "reader state of another run: " + problem);
}

void RequireSame(const char* field, std::uint64_t theirs, std::uint64_t ours) {
  Require(theirs == ours,
          std::string(field) + " is " + std::to_string(theirs) + ", here " + std::to_string(ours));
}

}  // namespace

ScheduleOptions ScheduleOf(const ReaderOptions& options, std::uint64_t samples) {
  return {.samples = samples,
          .batch_size = options.batch_size,
          .part_index = options.part_index,
          .part_count = options.part_count,
          .equalise = options.equalise,
          .last_batch = options.last_batch};
}

ReaderState StateAt(const ReaderRun& run, const BatchPlace& place) {
  return {.epoch = place.epoch,
          .batch = place.number,
          .epoch_end = place.number == run.schedule.batches_in(place.epoch),
          .batch_size = run.options.batch_size,
          .part_count = run.options.part_count,
          .seed = run.options.seed,
          .records = run.records,
          .bytes = run.bytes,
          .sources = run.sources,
          .shuffle = ShuffleNumber(run.options.shuffle),
          .last_batch = run.options.last_batch,
          .equalise = run.options.equalise};
}

BatchPlace PlaceOf(const ReaderRun& run, const ReaderState& state) {
  RequireSame("seed", state.seed, run.options.seed);
  RequireSame("records", state.records, run.records);
  RequireSame("bytes", state.bytes, run.bytes);
  Require(!state.sources || *state.sources == run.sources,
          "the sources have another order, other weights or other records");
  if (state.shuffle) {
    RequireSame("shuffle", *state.shuffle, ShuffleNumber(run.options.shuffle));
  }
  Require(state.batch_size >= 1 && state.part_count >= 1, "a batch without samples");
  Require(state.batch_size <= ReaderOptions::kMaxBatchSize &&
              state.part_count <= ReaderOptions::kMaxParts,
          "batch_size or part_count exceeds its limit");
  ScheduleOptions theirs = ScheduleOf(run.options, run.records);
  theirs.batch_size = state.batch_size;
  theirs.part_count = state.part_count;
  theirs.last_batch = state.last_batch.value_or(run.options.last_batch);
  theirs.equalise = state.equalise.value_or(run.options.equalise);
  if (state.part_count != run.options.part_count) theirs.part_index = 0;
  const bool carries =
      theirs.last_batch == LastBatch::kRollOver || run.options.last_batch == LastBatch::kRollOver;
  const BatchPlace end = {.epoch = state.epoch, .number = run.schedule.batches_in(state.epoch)};
  const BatchSchedule from(theirs);
  // Without equalise, a part may end a batch before others. If this one is longer, it goes on
  // there.
  const bool ends = state.batch >= from.batches_in(state.epoch);
  if (state.epoch_end && !carries && ends) return end;
  if (state.epoch_end && carries) {
    // How many samples the next epoch begins with must be the same.
    static_cast<void>(run.schedule.Translate(from, {.epoch = state.epoch + 1, .number = 0}));
    return end;
  }
  if (ends) {
    theirs.part_index = 0;  // which is the longest
    const std::uint64_t most = BatchSchedule(theirs).batches_in(state.epoch);
    Require(!carries && state.batch < most, "the epoch has no such batch");
    return end;
  }
  return run.schedule.Translate(from, {.epoch = state.epoch, .number = state.batch});
}

}  // namespace imrec
