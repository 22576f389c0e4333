#include "reader/reader_engine.h"

#include <pthread.h>

#include <algorithm>
#include <chrono>
#include <span>
#include <string>
#include <utility>

#include "reader/labels/class_name_finder.h"
#include "reader/processors.h"
#include "reader/records/open_records.h"
#include "reader/records/sources_digest.h"
#include "recordio/internal/remote_path.h"

namespace imrec {
namespace {

// Longer waits would exceed the range of the clock.
constexpr std::chrono::hours kLongestWait{24 * 365};
// How long a worker may fill slots before it takes the lock again.
constexpr std::chrono::microseconds kRunTime{100};

struct BatchDiscarded {};

ReaderConfig Validated(ReaderConfig setup) {
  TakePart(setup.options);
  ValidateReaderOptions(setup.options);
  for (const RecordSource& source : setup.options.sources) {
    ShareSession(source.path, setup.options.access);
  }
  return setup;
}

}  // namespace

ReaderEngine::ReaderEngine(ReaderConfig setup)
    : on_wait_(setup.options.access.remote.on_wait),
      setup_(Validated(WithOwnWaits(std::move(setup)))),
      class_names_(FindClassNames(options_)),
      order_(OpenRecords(options_, records_), options_.shuffle, options_.seed),
      sources_digest_(SourcesDigest(order_.mix(), records_)),
      schedule_(ScheduleOf(options_, order_.size())),
      workers_(options_.threads != 0 ? std::size_t{options_.threads} : UsableThreads()),
      running_(std::min(workers_, UsableThreads())),
      judge_(options_, schedule_.part_size()),
      stats_(workers_) {
  const LabelEncoding labels = setup_.labels(records_);
  pool_ = std::make_shared<BatchPool>(
      MakeShape(labels),
      BatchMemory{.with_plans = options_.keep_plans, .huge_pages = options_.huge_pages});
  prefetch_ = MakePrefetch();
  producer_ = schedule_.Existing({});
  ahead_ = std::make_unique<AheadCursor>(schedule_, BatchesAhead());
  context_ = std::make_unique<ReaderContext>(ReaderContext{.options = options_,
                                                           .records = records_,
                                                           .order = order_,
                                                           .schedule = schedule_,
                                                           .shape = pool_->shape(),
                                                           .ahead = *ahead_,
                                                           .fetches_windows = FetchesWindows()});
  StartWorkers(labels);
}

ReaderEngine::~ReaderEngine() { StopWorkers(); }

// A worker does not wait for the network to fill a batch that is discarded.
ReaderConfig ReaderEngine::WithOwnWaits(ReaderConfig setup) {
  setup.options.access.remote.on_wait = [this] {
    if (discards_) throw BatchDiscarded();
    if (on_wait_) on_wait_();
  };
  return setup;
}

ReaderConfig ReaderEngine::setup() const {
  ReaderConfig setup = setup_;
  setup.options.access.remote.on_wait = on_wait_;
  return setup;
}

BatchShape ReaderEngine::MakeShape(const LabelEncoding& labels) const {
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

// Requests need far longer than local reads, so remote records are requested much earlier: those of
// half a second or more of ssd300, if they fit in half the memory for them.
std::size_t ReaderEngine::BatchesAhead() const {
  constexpr std::uint64_t kFewest = 2048;
  constexpr std::uint64_t kPerThread = 512;
  constexpr std::uint64_t kMostBatches = 1024;
  if (!options_.access.session) return 1;
  const std::uint64_t wanted = std::max(kFewest, kPerThread * workers_);
  const std::uint64_t fitting = std::min(wanted, RemoteRecordsInMemory());
  return std::clamp<std::uint64_t>(fitting / options_.batch_size, 1, kMostBatches);
}

// Of a remote window, only what this part reads is worth fetching, and only what stays in memory
// until then.
bool ReaderEngine::FetchesWindows() const {
  if (!options_.access.session) return true;
  return options_.part_count == 1 && options_.shuffle.window <= RemoteRecordsInMemory() / 2;
}

// Half of the memory is for what was fetched before.
std::uint64_t ReaderEngine::RemoteRecordsInMemory() const {
  const std::uint64_t record = std::max<std::uint64_t>(1, records_.bytes() / records_.size());
  return options_.access.remote.memory / 2 / record;
}

void ReaderEngine::StartWorkers(const LabelEncoding& labels) {
  const std::vector<int> processors =
      options_.pin_threads ? UsableProcessors() : std::vector<int>{};
  for (std::size_t i = 0; i < workers_; ++i) {
    fillers_.push_back(std::make_unique<SlotFiller>(*context_, labels.make_encoder()));
  }
  // All workers that can run at the same time find slots, several times for each batch ahead.
  longest_run_ = std::clamp<std::size_t>(prefetch_ * options_.batch_size / (4 * running_), 1,
                                         std::min<std::size_t>(kLongestRun, options_.batch_size));
  try {
    for (std::size_t i = 0; i < workers_; ++i) {
      std::optional<int> processor;
      if (!processors.empty()) processor = processors[i % processors.size()];
      threads_.emplace_back([this, i, processor] { RunWorker(i, processor); });
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
    discards_ = true;
  }
  work_.NotifyAll();
  // Otherwise workers could wait for the network for minutes.
  StopSession(options_.access);
  for (std::thread& thread : threads_) thread.join();
}

std::optional<Batch> ReaderEngine::Next() {
  const auto begin = StatsCollector::Clock::now();
  if (AtEpochEnd()) {
    consumer_ = {.epoch = consumer_.epoch + 1, .number = 0};
    judge_.StartEpoch();
    return std::nullopt;
  }
  stats_.BeginNext(begin);
  PendingBatch batch = TakeFinished();
  ++consumer_.number;
  Batch delivered(std::move(batch.storage), pool_);
  Judge(batch);
  stats_.AddDelivered(delivered.size());
  return delivered;
}

bool ReaderEngine::WaitForNext(std::chrono::milliseconds timeout) {
  if (AtEpochEnd()) return true;
  const MutexLock lock(mutex_);
  const auto begin = StatsCollector::Clock::now();
  const auto deadline = begin + std::min<std::chrono::milliseconds>(timeout, kLongestWait);
  stats_.BeginNext(begin);
  bool in_time = true;
  while (!NextIsDecided() && in_time) in_time = ready_.WaitUntil(mutex_, deadline);
  stats_.EndWait(begin);
  return NextIsDecided();
}

bool ReaderEngine::AtEpochEnd() const {
  return consumer_.number == schedule_.batches_in(consumer_.epoch);
}

// Returns true if there is a batch, or the failure to open one.
bool ReaderEngine::NextIsDecided() const {
  return HasFinished() || (pending_.empty() && open_failure_);
}

bool ReaderEngine::HasFinished() const {
  return !pending_.empty() && pending_.front().unfinished == 0;
}

ReaderEngine::PendingBatch ReaderEngine::TakeFinished() {
  MutexLock lock(mutex_);
  const auto begin = StatsCollector::Clock::now();
  while (!NextIsDecided()) ready_.Wait(mutex_);
  stats_.EndWait(begin);
  if (!HasFinished()) {
    const std::exception_ptr failure = std::exchange(open_failure_, nullptr);
    lock.Unlock();
    work_.NotifyAll();
    std::rethrow_exception(failure);
  }
  PendingBatch batch = std::move(pending_.front());
  pending_.pop_front();
  const bool wakes = MayStart();  // a worker that finds slots for others wakes them
  lock.Unlock();
  if (wakes) work_.NotifyOne();
  return batch;
}

// Counts the bad records of a batch, and throws if the options require it.
void ReaderEngine::Judge(PendingBatch& batch) {
  std::ranges::sort(batch.bad, {}, &BadSlot::slot);
  stats_.AddBad(batch.bad);
  if (batch.failure) std::rethrow_exception(batch.failure);
  judge_.Judge(batch.bad, batch.place.epoch);
}

void ReaderEngine::RunWorker(std::size_t worker, std::optional<int> processor) {
  ::pthread_setname_np(::pthread_self(), "imrec-worker");
  // Fails only if the processor is no longer available; then the worker is not pinned.
  if (processor) static_cast<void>(PinThisThread(*processor));
  SlotFiller& filler = *fillers_[worker];
  Work work;
  MutexLock lock(mutex_);
  while (const std::optional<Ticket> ticket = WaitForTicket(worker)) {
    lock.Unlock();  // which those that wake take
    for (std::size_t i = 0; i < ticket->wakes; ++i) work_.NotifyOne();
    Fill(filler, *ticket, work);
    const std::chrono::nanoseconds spent =
        stats_.AddSamples(worker, std::span(work.times).first(work.slots));
    lock.Lock();
    if (!Finish(*ticket, work, spent)) continue;
    lock.Unlock();
    ready_.NotifyOne();
    lock.Lock();
  }
}

void ReaderEngine::Fill(SlotFiller& filler, const Ticket& ticket, Work& work) {
  work.bad.clear();
  work.failure = nullptr;
  work.slots = 0;
  try {
    filler.Begin(ticket.place, ticket.begin, ticket.end, *ticket.storage);
    for (std::size_t slot = ticket.begin; slot < ticket.end && !discards_; ++slot) {
      const bool filled = filler.Fill(slot, *ticket.storage);
      work.times[work.slots++] = filler.stage_times();
      const std::vector<Error>& bad = filler.bad_records();
      if (!bad.empty()) work.bad.push_back({.slot = slot, .errors = bad, .replaced = filled});
    }
  } catch (...) {
    work.failure = std::current_exception();
  }
}

// Returns nullopt when the engine stops.
std::optional<ReaderEngine::Ticket> ReaderEngine::WaitForTicket(std::size_t worker) {
  std::optional<Ticket> ticket;
  bool waited = false;
  while (!stopping_ && !(ticket = TryToClaim())) {
    stats_.BeginIdle(worker);
    waited = true;
    ++idle_;
    work_.Wait(mutex_);
    --idle_;
  }
  if (waited) stats_.EndIdle(worker);
  if (stopping_) return std::nullopt;
  ++active_;
  // Each wakes two more while there are slots: as fast as all at once, but no more than needed.
  if (waited && HasTicket() && MayStart()) ticket->wakes = std::min<std::size_t>(idle_, 2);
  return ticket;
}

// Exceptions do not leave a worker's thread; Next() throws them.
std::optional<ReaderEngine::Ticket> ReaderEngine::TryToClaim() {
  if (paused_ || open_failure_ || !MayStart()) return std::nullopt;
  try {
    return Claim();
  } catch (...) {
    open_failure_ = std::current_exception();
    ready_.NotifyOne();
    return std::nullopt;
  }
}

// Takes the next slots in order. Opens a new batch if there are fewer than prefetch_. Pending
// batches do not move in the deque until they are finished.
std::optional<ReaderEngine::Ticket> ReaderEngine::Claim() {
  if (!HasTicket()) return std::nullopt;
  if (pending_.empty() || pending_.back().claimed == pending_.back().storage->size) OpenBatch();
  PendingBatch& batch = pending_.back();
  const std::size_t begin = batch.claimed;
  batch.claimed = std::min<std::size_t>(batch.storage->size, begin + run_);
  return Ticket{.place = batch.place,
                .storage = batch.storage.get(),
                .begin = begin,
                .end = batch.claimed,
                .batch = &batch,
                .wakes = 0};
}

bool ReaderEngine::HasTicket() const {
  return pending_.size() < prefetch_ || pending_.back().claimed < pending_.back().storage->size;
}

// Samples that are loaded within microseconds wait for no disk, so more workers than processors
// would only take turns, and one that is not running delays its batch.
bool ReaderEngine::MayStart() const { return run_ == 1 || active_ < running_; }

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

// Returns whether the caller must notify ready_.
bool ReaderEngine::Finish(const Ticket& ticket, Work& work, std::chrono::nanoseconds spent) {
  PendingBatch& batch = *ticket.batch;
  if (work.slots > 0) AdaptRun(spent, work.slots);
  for (BadSlot& bad : work.bad) {
    try {
      batch.bad.push_back(std::move(bad));
    } catch (...) {
      work.failure = std::current_exception();
    }
  }
  if (work.failure && !batch.failure) batch.failure = work.failure;
  --active_;
  // A batch that has failed is not filled further.
  batch.unfinished -= work.failure ? ticket.end - ticket.begin : work.slots;
  const bool is_next = batch.unfinished == 0 && &batch == &pending_.front();
  return is_next || (paused_ && active_ == 0);
}

// Chooses how many slots are taken at a time, from the time that a ticket took.
void ReaderEngine::AdaptRun(std::chrono::nanoseconds spent, std::size_t slots) {
  const std::chrono::nanoseconds mean = spent / static_cast<std::int64_t>(slots);
  sample_time_ = sample_time_.count() == 0 ? mean : (7 * sample_time_ + mean) / 8;
  const auto fitting = kRunTime / std::max(sample_time_, std::chrono::nanoseconds(1));
  run_ = std::clamp<std::size_t>(static_cast<std::size_t>(fitting), 1, longest_run_);
}

ReaderRun ReaderEngine::run() const {
  return {.options = options_,
          .schedule = schedule_,
          .records = order_.size(),
          .bytes = records_.bytes(),
          .sources = sources_digest_};
}

ReaderState ReaderEngine::state() const { return StateAt(run(), consumer_); }

void ReaderEngine::Restore(const ReaderState& state) { GoTo(PlaceOf(run(), state)); }

void ReaderEngine::StartEpoch(std::uint32_t epoch) {
  const BatchPlace first{.epoch = epoch, .number = 0};
  if (consumer_ != first) GoTo(first);  // otherwise keep the batches that are ready
}

void ReaderEngine::GoTo(const BatchPlace& place) {
  MutexLock lock(mutex_);
  paused_ = true;
  discards_ = true;
  while (active_ > 0) ready_.Wait(mutex_);
  discards_ = false;
  for (PendingBatch& batch : pending_) pool_->Return(std::move(batch.storage));
  pending_.clear();
  consumer_ = place;
  producer_ = schedule_.Existing(place);
  ahead_->Reset();
  judge_.StartEpoch();
  open_failure_ = nullptr;
  paused_ = false;
  lock.Unlock();
  work_.NotifyAll();
}

ReaderStats ReaderEngine::stats() const {
  const MutexLock lock(mutex_);
  ReaderStats stats = stats_.Stats();
  stats.remote = StatsOfSession(options_.access);
  return stats;
}

}  // namespace imrec
