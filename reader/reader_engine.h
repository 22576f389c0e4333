// The engine of all readers: workers that fill batches in order, ahead of the caller.
#ifndef IMREC_READER_READER_ENGINE_H_
#define IMREC_READER_READER_ENGINE_H_

#include <sys/types.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <exception>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include <imrec/batch.h>
#include <imrec/reader_state.h>
#include <imrec/reader_stats.h>

#include "reader/batch_pool.h"
#include "reader/latency_histogram.h"
#include "reader/order/batch_schedule.h"
#include "reader/order/sample_order.h"
#include "reader/reader_config.h"
#include "reader/slot_filler.h"

namespace imrec {

/// Implements BatchReader, which documents the public methods. A worker takes the next slot of the
/// first batch that has one left and does all work for it; there are no queues between stages.
class ReaderEngine {
 public:
  explicit ReaderEngine(ReaderConfig setup);
  ~ReaderEngine();
  ReaderEngine(const ReaderEngine&) = delete;
  ReaderEngine& operator=(const ReaderEngine&) = delete;

  std::optional<Batch> Next();

  ReaderState state() const;
  void Restore(const ReaderState& state);
  void StartEpoch(std::uint32_t epoch);
  ReaderStats stats() const;

  const BatchSchedule& schedule() const { return schedule_; }
  const BatchShape& shape() const { return pool_->shape(); }
  const std::vector<std::string>& class_names() const { return class_names_; }
  std::size_t threads() const { return workers_.size(); }
  const ReaderConfig& setup() const { return setup_; }
  /// The process of the workers.
  pid_t owner() const { return owner_; }

 private:
  using Clock = std::chrono::steady_clock;

  struct BadSlot {
    std::size_t slot = 0;
    std::vector<Error> errors;  // in the order of the attempts
    bool replaced = false;
  };

  struct PendingBatch {
    BatchPlace place;
    std::unique_ptr<BatchStorage> storage;
    std::size_t claimed = 0;     // slots that workers have taken
    std::size_t unfinished = 0;  // slots that are not filled yet
    std::vector<BadSlot> bad;
    std::exception_ptr failure;  // a failure other than a bad record, such as out of memory
  };

  // A slot to fill. A worker holds it while it works without the lock.
  struct Ticket {
    PendingBatch* batch;
    std::size_t slot;
  };

  // All members but the filler are guarded by mutex_.
  struct Worker {
    Worker(const ReaderContext& context, std::unique_ptr<LabelEncoder> encoder)
        : filler(context, std::move(encoder)) {}
    SlotFiller filler;
    std::uint64_t samples = 0;
    StageTimes times;
    std::array<LatencyHistogram, kStageNames.size()> histograms{};
    std::optional<Clock::time_point> idle_since;
    Clock::duration idle{};  // before idle_since
  };

  BatchShape MakeShape(const LabelFormat& labels) const;
  std::size_t MakePrefetch() const;
  void StartWorkers(const LabelFormat& labels);
  void StopWorkers();

  void Work(Worker& worker, std::optional<int> processor);
  std::optional<Ticket> WaitForTicket(Worker& worker, std::unique_lock<std::mutex>& lock);
  std::optional<Ticket> Claim();
  std::optional<Ticket> TryToClaim();
  void OpenBatch();
  void Finish(Worker& worker, const Ticket& ticket, bool filled, std::exception_ptr failure);

  PendingBatch TakeFinished();
  void Judge(PendingBatch& batch);
  void CountBad(const PendingBatch& batch);
  BatchPlace PlaceOf(const ReaderState& state) const;
  void GoTo(const BatchPlace& place);
  Clock::duration IdleUntil(const Worker& worker, Clock::time_point end) const;

  const ReaderConfig setup_;
  const ReaderOptions& options_ = setup_.options;
  const pid_t owner_ = ::getpid();
  RecordDataset records_;
  const std::vector<std::string> class_names_;
  const SampleOrder order_;
  const BatchSchedule schedule_;
  std::shared_ptr<BatchPool> pool_;
  std::unique_ptr<ReaderContext> context_;
  std::size_t prefetch_ = 1;  // options_.prefetch, or fewer if they do not fit in memory

  // Used by the caller's thread only.
  BatchPlace consumer_;  // the batch that Next() returns next
  std::uint64_t bad_in_epoch_ = 0;

  mutable std::mutex mutex_;
  std::condition_variable work_;   // there may be a slot to fill
  std::condition_variable ready_;  // a batch is finished, or no worker has a ticket
  std::deque<PendingBatch> pending_;
  BatchPlace producer_;              // the batch to open next
  std::size_t active_ = 0;           // workers with a ticket
  bool paused_ = false;              // no tickets are given out
  std::exception_ptr open_failure_;  // a batch could not be opened; retried after Next() throws it
  bool stopping_ = false;
  ReaderStats stats_;  // the counts of the caller's thread
  std::optional<Clock::time_point> first_next_;
  Clock::time_point last_next_;
  Clock::duration consumer_waits_{};

  std::vector<std::unique_ptr<Worker>> workers_;
  std::vector<std::thread> threads_;
};

}  // namespace imrec

#endif  // IMREC_READER_READER_ENGINE_H_
