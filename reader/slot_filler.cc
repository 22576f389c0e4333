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

void SlotFiller::Begin(const BatchPlace& place, std::size_t begin, std::size_t end,
                       BatchStorage& storage) {
  if (begin == 0) {
    ClearUnused(context_.shape, storage);
    AskAhead(place, storage.size);
  }
  first_ = begin;
  LookUp(place, begin, end, samples_);
}

// Replaces `samples` by those of the slots. Nearly always all are of the same epoch.
void SlotFiller::LookUp(const BatchPlace& place, std::uint64_t begin, std::uint64_t end,
                        Samples& samples) {
  samples.epochs.clear();
  samples.ordinals.clear();
  positions_.clear();
  const auto append = [&] {
    if (!positions_.empty()) {
      context_.order.Append(samples.epochs.back(), positions_, samples.ordinals);
    }
    positions_.clear();
  };
  for (std::uint64_t slot = begin; slot < end; ++slot) {
    const SamplePlace at = context_.schedule.Sample(place, slot);
    if (!samples.epochs.empty() && samples.epochs.back() != at.epoch) append();
    samples.epochs.push_back(at.epoch);
    positions_.push_back(at.position);
  }
  append();
}

bool SlotFiller::Fill(std::size_t slot, BatchStorage& storage) {
  bad_records_.clear();
  const std::uint64_t seed = context_.options.seed;
  const std::uint32_t epoch = samples_.epochs[slot - first_];
  const SampleOrdinals wanted = samples_.ordinals[slot - first_];
  RandomStream replacements({.seed = seed, .epoch = epoch, .ordinal = wanted.draw},
                            RandomStage::kReplacement);
  SampleOrdinals sample = wanted;
  for (;;) {
    try {
      Load(sample, epoch, slot, storage);
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
        epoch, static_cast<std::uint64_t>(replacements.Uniform() * samples));
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
    LookUp(batch, 0, schedule.SizeOf(batch), samples_ahead_);
    records_ahead_.clear();
    for (const SampleOrdinals& sample : samples_ahead_.ordinals) {
      records_ahead_.push_back(sample.record);
    }
    ReadAhead(context_.records, records_ahead_);
  }
}

}  // namespace imrec
