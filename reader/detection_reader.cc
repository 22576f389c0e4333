#include <imrec/detection_reader.h>

#include <sched.h>

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <imrec/error.h>
#include <imrec/record_set.h>

#include "reader/batch_pool.h"
#include "reader/epoch_order.h"
#include "reader/sample_loader.h"

namespace imrec {
namespace {

constexpr int kReplacementTries = 64;
constexpr std::size_t kBadExamples = 20;

std::size_t UsableProcessors() {
  cpu_set_t set;
  CPU_ZERO(&set);
  if (::sched_getaffinity(0, sizeof set, &set) != 0) return 1;
  return static_cast<std::size_t>(std::max(1, CPU_COUNT(&set)));
}

void Require(bool good, const std::string& problem) {
  if (!good) throw Error(ErrorCode::kInvalidArgument, "reader option " + problem);
}

DetectionReaderOptions Validated(DetectionReaderOptions options) {
  Require(options.batch_size >= 1, "batch_size must be at least 1");
  Require(options.prefetch >= 1, "prefetch must be at least 1");
  Require(options.part_count >= 1, "part_count must be at least 1");
  Require(options.part_index < options.part_count, "part_index must be below part_count");
  if (options.threads == 0) options.threads = UsableProcessors();
  return options;
}

std::uint64_t CeilDivide(std::uint64_t a, std::uint64_t b) { return (a + b - 1) / b; }

}  // namespace

class DetectionReader::Engine {
 public:
  explicit Engine(DetectionReaderOptions options)
      : options_(Validated(std::move(options))),
        records_(options_.path),
        part_size_(CeilDivide(records_.size() - std::min(records_.size(), options_.part_index),
                              options_.part_count)),
        pool_(std::make_shared<BatchPool>(ShapeOf(options_, records_))) {
    Require(part_size_ > 0, "part_count is larger than the number of records (" +
                                std::to_string(records_.size()) + "): this part is empty");
    // Loaders are made here, so that a bad recipe is reported to the caller.
    for (std::size_t i = 0; i < options_.threads; ++i) {
      loaders_.push_back(std::make_unique<SampleLoader>(records_, options_.recipe));
    }
    for (const auto& loader : loaders_) {
      workers_.emplace_back([this, &loader = *loader] { Work(loader); });
    }
  }

  ~Engine() {
    {
      const std::lock_guard lock(mutex_);
      stopping_ = true;
    }
    work_.notify_all();
    for (std::thread& worker : workers_) worker.join();
  }

  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  std::optional<Batch> Next() {
    if (std::exchange(epoch_ended_, false)) return std::nullopt;
    std::unique_lock lock(mutex_);
    ready_.wait(lock, [&] { return !pending_.empty() && pending_.front().unfinished == 0; });
    PendingBatch batch = std::move(pending_.front());
    pending_.pop_front();
    lock.unlock();
    work_.notify_all();
    epoch_ended_ = batch.storage->number + 1 == batches_per_epoch();
    if (batch.error) std::rethrow_exception(batch.error);
    return Batch(std::move(batch.storage), pool_);
  }

  std::uint64_t size() const { return part_size_; }
  std::uint64_t batches_per_epoch() const { return CeilDivide(part_size_, options_.batch_size); }
  const BatchShape& shape() const { return pool_->shape(); }
  std::size_t threads() const { return options_.threads; }

  ReaderStats stats() const {
    const std::lock_guard lock(mutex_);
    return stats_;
  }

 private:
  struct PendingBatch {
    std::unique_ptr<BatchStorage> storage;
    std::size_t claimed = 0;     // slots that a worker has taken
    std::size_t unfinished = 0;  // slots that are not filled yet
    std::exception_ptr error;
  };

  // A slot to fill: what a worker holds while it works without the lock.
  struct Ticket {
    PendingBatch* batch;
    std::size_t slot;
  };

  static BatchShape ShapeOf(const DetectionReaderOptions& options, const RecordSet& records) {
    const DetectionLayout layout = ScanDetectionLayout(records);
    Require(options.max_objects == 0 || options.max_objects >= layout.max_objects,
            "max_objects is " + std::to_string(options.max_objects) + ", but a record has " +
                std::to_string(layout.max_objects) + " objects");
    return {.batch_size = options.batch_size,
            .image = options.recipe.resize.output,
            .max_objects = options.max_objects != 0 ? options.max_objects : layout.max_objects,
            .object_width = layout.object_width};
  }

  void Work(SampleLoader& loader) {
    std::unique_lock lock(mutex_);
    StageTimes counted;
    for (;;) {
      std::optional<Ticket> ticket;
      work_.wait(lock, [&] { return stopping_ || (ticket = Claim()).has_value(); });
      if (stopping_) return;
      lock.unlock();
      std::exception_ptr error;
      try {
        Fill(*ticket, loader);
      } catch (...) {
        error = std::current_exception();
      }
      lock.lock();
      StageTimes now = loader.stage_times();
      for (std::size_t i = 0; i < now.spent.size(); ++i) {
        stats_.stage_times.spent[i] += now.spent[i] - counted.spent[i];
      }
      counted = now;
      ++stats_.samples;
      if (error && !ticket->batch->error) ticket->batch->error = error;
      if (--ticket->batch->unfinished == 0) ready_.notify_one();
    }
  }

  // Takes the next slot in order, opening a new batch if there is room. Called under the lock;
  // pending batches stay where they are in the deque until they are finished.
  std::optional<Ticket> Claim() {
    if (pending_.empty() || pending_.back().claimed == pending_.back().storage->size) {
      if (pending_.size() == options_.prefetch) return std::nullopt;
      OpenBatch();
    }
    PendingBatch& batch = pending_.back();
    return Ticket{.batch = &batch, .slot = batch.claimed++};
  }

  void OpenBatch() {
    PendingBatch batch;
    batch.storage = pool_->Take();
    batch.storage->epoch = static_cast<std::uint32_t>(next_batch_ / batches_per_epoch());
    batch.storage->number = next_batch_ % batches_per_epoch();
    const std::uint64_t first = batch.storage->number * options_.batch_size;
    batch.storage->size = std::min<std::uint64_t>(options_.batch_size, part_size_ - first);
    batch.unfinished = batch.storage->size;
    ++next_batch_;
    pending_.push_back(std::move(batch));
  }

  void Fill(const Ticket& ticket, SampleLoader& loader) {
    BatchStorage& storage = *ticket.batch->storage;
    const BatchShape& shape = pool_->shape();
    const std::uint64_t position =
        (storage.number * options_.batch_size + ticket.slot) * options_.part_count +
        options_.part_index;
    const std::uint64_t wanted =
        options_.shuffle ? EpochOrder(records_.size(), options_.seed, storage.epoch).At(position)
                         : position;
    const std::span<float> image =
        std::span(storage.images).subspan(ticket.slot * shape.image_floats(), shape.image_floats());
    const std::span<float> label =
        std::span(storage.labels).subspan(ticket.slot * shape.label_floats(), shape.label_floats());
    if (ticket.slot == 0) ClearUnused(storage);
    RandomStream replacements({.seed = options_.seed, .epoch = storage.epoch, .ordinal = wanted},
                              RandomStage::kReplacement);
    std::uint64_t ordinal = wanted;
    for (int attempt = 0;; ++attempt) {
      try {
        storage.object_counts[ticket.slot] =
            loader.Load(ordinal, options_.seed, storage.epoch, shape.object_width, image, label);
        storage.keys[ticket.slot] = records_.key(ordinal);
        return;
      } catch (const Error& error) {
        if (options_.bad_records == BadRecordPolicy::kFail) throw;
        CountBad(error);
        if (attempt == kReplacementTries) throw;
      }
      ordinal = replacements.Below(records_.size());
    }
  }

  // The slots behind the last sample of a short batch.
  void ClearUnused(BatchStorage& storage) const {
    const BatchShape& shape = pool_->shape();
    const auto from = [&](std::size_t floats) {
      return static_cast<std::ptrdiff_t>(storage.size * floats);
    };
    std::fill(storage.images.begin() + from(shape.image_floats()), storage.images.end(), 0.0F);
    std::fill(storage.labels.begin() + from(shape.label_floats()), storage.labels.end(), -1.0F);
  }

  void CountBad(const Error& error) {
    const std::lock_guard lock(mutex_);
    ++stats_.bad_records;
    if (stats_.bad_examples.size() < kBadExamples) stats_.bad_examples.push_back(error);
  }

  const DetectionReaderOptions options_;
  const RecordSet records_;
  const std::uint64_t part_size_;
  const std::shared_ptr<BatchPool> pool_;
  std::vector<std::unique_ptr<SampleLoader>> loaders_;
  bool epoch_ended_ = false;  // of the consumer: the batch before was an epoch's last

  mutable std::mutex mutex_;
  std::condition_variable work_;   // there may be a slot to fill
  std::condition_variable ready_;  // a batch is finished
  std::deque<PendingBatch> pending_;
  std::uint64_t next_batch_ = 0;
  bool stopping_ = false;
  ReaderStats stats_;

  std::vector<std::thread> workers_;
};

DetectionReader::DetectionReader(DetectionReaderOptions options)
    : engine_(std::make_unique<Engine>(std::move(options))) {}
DetectionReader::DetectionReader(DetectionReader&&) noexcept = default;
DetectionReader& DetectionReader::operator=(DetectionReader&&) noexcept = default;
DetectionReader::~DetectionReader() = default;

std::optional<Batch> DetectionReader::Next() { return engine_->Next(); }
std::uint64_t DetectionReader::size() const { return engine_->size(); }
std::uint64_t DetectionReader::batches_per_epoch() const { return engine_->batches_per_epoch(); }
const BatchShape& DetectionReader::shape() const { return engine_->shape(); }
std::size_t DetectionReader::threads() const { return engine_->threads(); }
ReaderStats DetectionReader::stats() const { return engine_->stats(); }

}  // namespace imrec
