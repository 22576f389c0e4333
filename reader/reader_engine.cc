#include "reader/reader_engine.h"

#include <pthread.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <string>
#include <utility>

#include "reader/labels/class_name_finder.h"
#include "reader/processors.h"
#include "reader/records/open_records.h"

namespace imrec {
namespace {

// "5 %", "0.1 %".
std::string Percent(double share) {
  std::array<char, 32> text;
  std::snprintf(text.data(), text.size(), "%g %%", 100 * share);
  return text.data();
}

constexpr std::size_t kBadExamples = 20;

ReaderConfig Validated(ReaderConfig setup) {
  ValidateReaderOptions(setup.options);
  return setup;
}

ScheduleOptions ScheduleOf(const ReaderOptions& options, std::uint64_t samples) {
  return {.samples = samples,
          .batch_size = options.batch_size,
          .part_index = options.part_index,
          .part_count = options.part_count,
          .equalise = options.equalise,
          .last_batch = options.last_batch};
}

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

double Seconds(std::chrono::steady_clock::duration duration) {
  return std::chrono::duration<double>(duration).count();
}

}  // namespace

ReaderEngine::ReaderEngine(ReaderConfig setup)
    : setup_(Validated(std::move(setup))),
      class_names_(FindClassNames(options_)),
      order_(OpenRecords(options_, records_), options_.shuffle, options_.seed),
      schedule_(ScheduleOf(options_, order_.size())) {
  const LabelFormat labels = setup_.labels(records_);
  pool_ = std::make_shared<BatchPool>(
      MakeShape(labels),
      BatchMemory{.with_plans = options_.keep_plans, .huge_pages = options_.huge_pages});
  prefetch_ = MakePrefetch();
  producer_ = schedule_.Existing({});
  context_ = std::make_unique<ReaderContext>(ReaderContext{.options = options_,
                                                           .records = records_,
                                                           .order = order_,
                                                           .schedule = schedule_,
                                                           .shape = pool_->shape()});
  StartWorkers(labels);
}

ReaderEngine::~ReaderEngine() { StopWorkers(); }

BatchShape ReaderEngine::MakeShape(const LabelFormat& labels) const {
  return {.batch_size = std::uint64_t{options_.batch_size},
          .image = options_.recipe.resize.output,
          .format = options_.format,
          .label_width = labels.width,
          .max_objects = labels.max_objects,
          .object_width = labels.object_width};
}

std::size_t ReaderEngine::MakePrefetch() const {
  const std::uint64_t sample_bytes = shape().image_bytes() + shape().label_width * sizeof(float);
  const std::uint64_t fitting = options_.memory / sample_bytes / options_.batch_size;
  RequireOption(fitting >= 1, "memory of " + std::to_string(options_.memory) +
                                  " bytes does not hold a batch of " +
                                  std::to_string(options_.batch_size) + " samples of " +
                                  std::to_string(sample_bytes) + " bytes");
  return std::min<std::uint64_t>(options_.prefetch, fitting);
}

void ReaderEngine::StartWorkers(const LabelFormat& labels) {
  const std::uint64_t asked = options_.threads;
  const std::size_t count = asked != 0 ? asked : UsableThreads();
  const std::vector<int> processors =
      options_.pin_threads ? UsableProcessors() : std::vector<int>{};
  for (std::size_t i = 0; i < count; ++i) {
    fillers_.push_back(std::make_unique<SlotFiller>(*context_, labels.make_encoder()));
  }
  {
    const MutexLock lock(mutex_);
    progress_.resize(count);
  }
  try {
    for (std::size_t i = 0; i < count; ++i) {
      std::optional<int> processor;
      if (!processors.empty()) processor = processors[i % processors.size()];
      threads_.emplace_back([this, i, processor] { Work(i, processor); });
    }
  } catch (...) {
    StopWorkers();
    throw;
  }
}

void ReaderEngine::StopWorkers() {
  {
    const MutexLock lock(mutex_);
    stopping_ = true;
  }
  work_.NotifyAll();
  for (std::thread& thread : threads_) thread.join();
}

std::optional<Batch> ReaderEngine::Next() {
  const Clock::time_point begin = Clock::now();
  if (consumer_.number == schedule_.batches_in(consumer_.epoch)) {
    consumer_ = {.epoch = consumer_.epoch + 1, .number = 0};
    bad_in_epoch_ = 0;
    return std::nullopt;
  }
  {
    const MutexLock lock(mutex_);
    if (!first_next_) first_next_ = begin;
  }
  PendingBatch batch = TakeFinished();
  work_.NotifyAll();
  ++consumer_.number;
  Batch delivered(std::move(batch.storage), pool_);
  Judge(batch);
  const MutexLock lock(mutex_);
  stats_.delivered += delivered.size();
  return delivered;
}

bool ReaderEngine::HasFinished() const {
  return !pending_.empty() && pending_.front().unfinished == 0;
}

ReaderEngine::PendingBatch ReaderEngine::TakeFinished() {
  MutexLock lock(mutex_);
  const Clock::time_point begin = Clock::now();
  while (!HasFinished() && !(pending_.empty() && open_failure_)) ready_.Wait(mutex_);
  last_next_ = Clock::now();
  consumer_waits_ += last_next_ - begin;
  if (!HasFinished()) {
    const std::exception_ptr failure = std::exchange(open_failure_, nullptr);
    lock.Unlock();
    work_.NotifyAll();
    std::rethrow_exception(failure);
  }
  PendingBatch batch = std::move(pending_.front());
  pending_.pop_front();
  return batch;
}

// Counts the bad records of a batch, and throws if the options require it.
void ReaderEngine::Judge(PendingBatch& batch) {
  std::ranges::sort(batch.bad, {}, &BadSlot::slot);
  CountBad(batch);
  if (batch.failure) std::rethrow_exception(batch.failure);
  for (const BadSlot& bad : batch.bad) {
    if (!bad.replaced) {
      if (options_.bad_records == BadRecordPolicy::kFail) throw bad.errors.front();
      throw Error(bad.errors.back().code(),
                  "no good record was found to replace it in " + std::to_string(bad.errors.size()) +
                      " tries: " + bad.errors.front().reason(),
                  bad.errors.front().where());
    }
    if (options_.bad_records != BadRecordPolicy::kCallback) continue;
    for (const Error& error : bad.errors) {
      if (!options_.on_bad_record(error)) throw error;
    }
  }
  bad_in_epoch_ += batch.bad.size();
  const double allowed =
      std::ceil(options_.max_bad_share * static_cast<double>(schedule_.part_size()));
  if (batch.bad.empty() || static_cast<double>(bad_in_epoch_) <= allowed) return;
  const Error& last = batch.bad.back().errors.front();
  throw Error(ErrorCode::kLimitExceeded,
              std::to_string(bad_in_epoch_) + " bad records in epoch " +
                  std::to_string(batch.place.epoch) + ", more than max_bad_share (" +
                  Percent(options_.max_bad_share) + ") of " +
                  std::to_string(schedule_.part_size()) + " samples; the last: " + last.reason(),
              last.where());
}

void ReaderEngine::CountBad(const PendingBatch& batch) {
  const MutexLock lock(mutex_);
  for (const BadSlot& bad : batch.bad) {
    stats_.bad_records += bad.errors.size();
    if (bad.replaced) ++stats_.replaced;
    for (const Error& error : bad.errors) {
      if (stats_.bad_examples.size() < kBadExamples) stats_.bad_examples.push_back(error);
    }
  }
}

void ReaderEngine::Work(std::size_t worker, std::optional<int> processor) {
  ::pthread_setname_np(::pthread_self(), "imrec-worker");
  // Fails only if the processor is no longer available; then the worker is not pinned.
  if (processor) static_cast<void>(PinThisThread(*processor));
  SlotFiller& filler = *fillers_[worker];
  MutexLock lock(mutex_);
  while (const std::optional<Ticket> ticket = WaitForTicket(progress_[worker])) {
    lock.Unlock();
    bool filled = false;
    std::exception_ptr failure;
    try {
      filled = filler.Fill(ticket->place, ticket->slot, *ticket->storage);
    } catch (...) {
      failure = std::current_exception();
    }
    lock.Lock();
    Finish(worker, *ticket, filled, failure);
  }
}

// Returns nullopt when the engine stops.
std::optional<ReaderEngine::Ticket> ReaderEngine::WaitForTicket(WorkerProgress& worker) {
  std::optional<Ticket> ticket;
  while (!stopping_ && !(ticket = TryToClaim())) {
    if (!worker.idle_since) worker.idle_since = Clock::now();
    work_.Wait(mutex_);
  }
  if (worker.idle_since) {
    worker.idle += IdleUntil(worker, Clock::now());
    worker.idle_since.reset();
  }
  if (stopping_) return std::nullopt;
  ++active_;
  return ticket;
}

// Exceptions do not leave a worker's thread; Next() throws them.
std::optional<ReaderEngine::Ticket> ReaderEngine::TryToClaim() {
  if (paused_ || open_failure_) return std::nullopt;
  try {
    return Claim();
  } catch (...) {
    open_failure_ = std::current_exception();
    ready_.NotifyOne();
    return std::nullopt;
  }
}

// Takes the next slot in order. Opens a new batch if there are fewer than prefetch_. Pending
// batches do not move in the deque until they are finished.
std::optional<ReaderEngine::Ticket> ReaderEngine::Claim() {
  if (pending_.empty() || pending_.back().claimed == pending_.back().storage->size) {
    if (pending_.size() == prefetch_) return std::nullopt;
    OpenBatch();
  }
  PendingBatch& batch = pending_.back();
  return Ticket{.place = batch.place,
                .storage = batch.storage.get(),
                .slot = batch.claimed++,
                .batch = &batch};
}

void ReaderEngine::OpenBatch() {
  PendingBatch batch{.place = producer_,
                     .storage = pool_->Take(),
                     .claimed = 0,
                     .unfinished = schedule_.SizeOf(producer_),
                     .bad = {},
                     .failure = nullptr};
  batch.storage->epoch = producer_.epoch;
  batch.storage->number = producer_.number;
  batch.storage->size = batch.unfinished;
  batch.storage->padding = schedule_.PaddingOf(producer_);
  pending_.push_back(std::move(batch));
  producer_ = schedule_.Existing({.epoch = producer_.epoch, .number = producer_.number + 1});
}

void ReaderEngine::Finish(std::size_t worker, const Ticket& ticket, bool filled,
                          std::exception_ptr failure) {
  const SlotFiller& filler = *fillers_[worker];
  WorkerProgress& progress = progress_[worker];
  const StageTimes now = filler.stage_times();
  for (std::size_t i = 0; i < now.spent.size(); ++i) {
    const std::chrono::nanoseconds spent = now.spent[i] - progress.times.spent[i];
    if (spent.count() > 0) progress.histograms[i].Add(spent);
  }
  progress.times = now;
  ++progress.samples;
  PendingBatch& batch = *ticket.batch;
  if (const std::vector<Error>& bad = filler.bad_records(); !failure && !bad.empty()) {
    try {
      batch.bad.push_back({.slot = ticket.slot, .errors = bad, .replaced = filled});
    } catch (...) {
      failure = std::current_exception();
    }
  }
  if (failure && !batch.failure) batch.failure = failure;
  --active_;
  if (--batch.unfinished == 0 || active_ == 0) ready_.NotifyOne();
}

ReaderState ReaderEngine::state() const {
  return {.epoch = consumer_.epoch,
          .batch = consumer_.number,
          .epoch_end = consumer_.number == schedule_.batches_in(consumer_.epoch),
          .batch_size = options_.batch_size,
          .part_count = options_.part_count,
          .seed = options_.seed,
          .records = order_.size(),
          .bytes = records_.bytes(),
          .shuffle = ShuffleNumber(options_.shuffle)};
}

BatchPlace ReaderEngine::PlaceOf(const ReaderState& state) const {
  const auto require = [](bool good, const std::string& problem) {
    if (!good) throw Error(ErrorCode::kInvalidArgument, "reader state of another run: " + problem);
  };
  const auto same = [&](const char* field, std::uint64_t theirs, std::uint64_t ours) {
    require(theirs == ours, std::string(field) + " is " + std::to_string(theirs) + ", here " +
                                std::to_string(ours));
  };
  same("seed", state.seed, options_.seed);
  same("records", state.records, order_.size());
  same("bytes", state.bytes, records_.bytes());
  if (state.shuffle) same("shuffle", *state.shuffle, ShuffleNumber(options_.shuffle));
  require(state.batch_size >= 1 && state.part_count >= 1, "a batch without samples");
  if (state.epoch_end) {
    return {.epoch = state.epoch, .number = schedule_.batches_in(state.epoch)};
  }
  ScheduleOptions theirs = ScheduleOf(options_, order_.size());
  theirs.batch_size = state.batch_size;
  theirs.part_count = state.part_count;
  if (state.part_count != options_.part_count) theirs.part_index = 0;
  const BatchSchedule from(theirs);
  require(state.batch < from.batches_in(state.epoch), "the epoch has no such batch");
  return schedule_.Translate(from, {.epoch = state.epoch, .number = state.batch});
}

void ReaderEngine::Restore(const ReaderState& state) { GoTo(PlaceOf(state)); }

void ReaderEngine::StartEpoch(std::uint32_t epoch) {
  const BatchPlace first{.epoch = epoch, .number = 0};
  if (consumer_ != first) GoTo(first);  // otherwise keep the batches that are ready
}

void ReaderEngine::GoTo(const BatchPlace& place) {
  MutexLock lock(mutex_);
  paused_ = true;
  while (active_ > 0) ready_.Wait(mutex_);
  for (PendingBatch& batch : pending_) pool_->Return(std::move(batch.storage));
  pending_.clear();
  consumer_ = place;
  producer_ = schedule_.Existing(place);
  bad_in_epoch_ = 0;
  open_failure_ = nullptr;
  paused_ = false;
  lock.Unlock();
  work_.NotifyAll();
}

// Returns how long the worker has been idle since the first call of Next().
ReaderEngine::Clock::duration ReaderEngine::IdleUntil(const WorkerProgress& worker,
                                                      Clock::time_point end) const {
  if (!worker.idle_since || !first_next_) return {};
  return std::max(Clock::duration{}, end - std::max(*worker.idle_since, *first_next_));
}

ReaderStats ReaderEngine::stats() const {
  const MutexLock lock(mutex_);
  ReaderStats stats = stats_;
  std::array<LatencyHistogram, kStageNames.size()> histograms{};
  Clock::duration idle{};
  for (const WorkerProgress& worker : progress_) {
    stats.samples += worker.samples;
    for (std::size_t i = 0; i < histograms.size(); ++i) {
      stats.stage_times.spent[i] += worker.times.spent[i];
      histograms[i].Add(worker.histograms[i]);
    }
    idle += worker.idle + IdleUntil(worker, last_next_);
  }
  for (std::size_t i = 0; i < histograms.size(); ++i) {
    stats.stage_percentiles[i] = {.p50 = histograms[i].Percentile(0.5),
                                  .p99 = histograms[i].Percentile(0.99)};
  }
  if (!first_next_) return stats;
  stats.seconds = Seconds(last_next_ - *first_next_);
  stats.consumer_waits = Seconds(consumer_waits_);
  stats.worker_waits = Seconds(idle) / static_cast<double>(progress_.size());
  return stats;
}

}  // namespace imrec
