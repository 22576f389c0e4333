#include "reader/slot_filler.h"

#include <algorithm>
#include <utility>

#include "reader/records/read_ahead.h"

namespace imrec {
namespace {

constexpr std::size_t kReplacementTries = 64;

// Clears the slots after the last sample of a batch that is not full.
void ClearUnused(const BatchShape& shape, BatchStorage& storage) {
  const auto from = [&](std::size_t values) {
    return static_cast<std::ptrdiff_t>(storage.size * values);
  };
  const std::span<std::byte> images = storage.image_bytes();
  std::fill(images.begin() + from(shape.image_bytes()), images.end(), std::byte{0});
  std::fill(storage.labels.begin() + from(shape.label_width), storage.labels.end(), -1.0F);
}

}  // namespace

SlotFiller::SlotFiller(const ReaderContext& context, std::unique_ptr<LabelEncoder> encoder)
    : context_(context),
      encoder_(std::move(encoder)),
      loader_(context.records, context.options.recipe, *encoder_, context.shape.format,
              context.options.limits) {}

bool SlotFiller::Fill(const BatchPlace& place, std::size_t slot, BatchStorage& storage) {
  if (slot == 0) {
    ClearUnused(context_.shape, storage);
    AskAhead(place, storage.size);
  }
  bad_records_.clear();
  const std::uint64_t seed = context_.options.seed;
  const SamplePlace at = context_.schedule.Sample(place, slot);
  const SampleOrdinals wanted = context_.order.At(at.epoch, at.position);
  RandomStream replacements({.seed = seed, .epoch = at.epoch, .ordinal = wanted.draw},
                            RandomStage::kReplacement);
  SampleOrdinals sample = wanted;
  for (;;) {
    try {
      Load(sample, at.epoch, slot, storage);
      return true;
    } catch (const Error& error) {
      // That is no matter of one record.
      if (error.code() == ErrorCode::kUnavailable) throw;
      bad_records_.push_back(error);
    }
    if (context_.options.bad_records == BadRecordPolicy::kFail) return false;
    if (bad_records_.size() > kReplacementTries) return false;
    const auto samples = static_cast<double>(context_.order.size());
    sample = context_.order.Unshuffled(
        at.epoch, static_cast<std::uint64_t>(replacements.Uniform() * samples));
  }
}

void SlotFiller::Load(const SampleOrdinals& sample, std::uint32_t epoch, std::size_t slot,
                      BatchStorage& storage) {
  const BatchShape& shape = context_.shape;
  const std::span<std::byte> image =
      storage.image_bytes().subspan(slot * shape.image_bytes(), shape.image_bytes());
  const std::span<float> label =
      std::span(storage.labels).subspan(slot * shape.label_width, shape.label_width);
  const SampleKey key{.seed = context_.options.seed, .epoch = epoch, .ordinal = sample.draw};
  storage.object_counts[slot] = loader_.Load(sample.record, key, image, label);
  storage.keys[slot] = context_.records.key(sample.record);
  storage.original_sizes[slot] = loader_.plan().source;
  if (!storage.plans.empty()) storage.plans[slot] = loader_.plan();
}

// Lets the records of later batches be fetched while this one is filled.
void SlotFiller::AskAhead(const BatchPlace& place, std::uint64_t size) {
  const BatchSchedule& schedule = context_.schedule;
  const SamplePlace first = schedule.Sample(place, 0);
  const SamplePlace last = schedule.Sample(place, size - 1);
  if (context_.fetches_windows) {
    for (const WindowOrder::Run& run :
         context_.order.RunsAhead(first.epoch, first.position, last.position + 1)) {
      context_.records.WillRead(run.begin, run.count);
    }
  }
  context_.ahead.Advance(place, batches_ahead_);
  for (const BatchPlace& batch : batches_ahead_) {
    records_ahead_.clear();
    for (std::uint64_t slot = 0; slot < schedule.SizeOf(batch); ++slot) {
      const SamplePlace at = schedule.Sample(batch, slot);
      records_ahead_.push_back(context_.order.At(at.epoch, at.position).record);
    }
    ReadAhead(context_.records, records_ahead_);
  }
}

}  // namespace imrec
