// The machine behind all readers: workers that fill batches in order, ahead of the caller.
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
#include "reader/batch_schedule.h"
#include "reader/engine_setup.h"
#include "reader/latency_histogram.h"
#include "reader/sample_order.h"
#include "reader/slot_filler.h"

namespace imrec {

/// See BatchReader, whose methods these are. A worker takes one slot of the frontmost batch that
/// has one left and does everything for it; there is no queue between stages.
class ReaderEngine {
 public:
  explicit ReaderEngine(EngineSetup setup);
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
  const EngineSetup& setup() const { return setup_; }
  /// The process that the workers run in.
  pid_t owner() const { return owner_; }

 private:
  using Clock = std::chrono::steady_clock;

  struct BadSlot {
    std::size_t slot = 0;
    std::vector<Error> errors;  // in the order in which they were met
    bool replaced = false;
  };

  struct PendingBatch {
    BatchPlace place;
    std::unique_ptr<BatchStorage> storage;
    std::size_t claimed = 0;     // slots that a worker has taken
    std::size_t unfinished = 0;  // slots that are not filled yet
    std::vector<BadSlot> bad;
    std::exception_ptr failure;  // not for a bad record, but for want of memory, say
  };

  // A slot to fill: what a worker holds while it works without the lock.
  struct Ticket {
    PendingBatch* batch;
    std::size_t slot;
  };

  // All but the filler is guarded by mutex_.
  struct Worker {
    Worker(const EngineData& data, std::unique_ptr<LabelRows> rows)
        : filler(data, std::move(rows)) {}
    SlotFiller filler;
    std::uint64_t samples = 0;
    StageTimes times;
    std::array<LatencyHistogram, kStageNames.size()> histograms{};
    std::optional<Clock::time_point> idle_since;
    Clock::duration idle{};  // before that
  };

  BatchShape MakeShape(const LabelSetup& labels) const;
  std::size_t MakePrefetch() const;
  void StartWorkers(const LabelSetup& labels);
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

  const EngineSetup setup_;
  const ReaderOptions& options_ = setup_.options;
  const pid_t owner_ = ::getpid();
  RecordCollection records_;
  const std::vector<std::string> class_names_;
  const SampleOrder order_;
  const BatchSchedule schedule_;
  std::shared_ptr<BatchPool> pool_;
  std::unique_ptr<EngineData> data_;
  std::size_t prefetch_ = 1;  // options_.prefetch, or what fits into memory

  // Of the caller's thread.
  BatchPlace consumer_;  // the batch that comes next
  std::uint64_t bad_in_epoch_ = 0;

  mutable std::mutex mutex_;
  std::condition_variable work_;   // there may be a slot to fill
  std::condition_variable ready_;  // a batch is finished, or the last worker at work is done
  std::deque<PendingBatch> pending_;
  BatchPlace producer_;              // the batch to open next
  std::size_t active_ = 0;           // workers with a ticket
  bool paused_ = false;              // no tickets for now
  std::exception_ptr open_failure_;  // no memory for a batch; tried again once the caller knows
  bool stopping_ = false;
  ReaderStats stats_;  // what the caller's thread counts
  std::optional<Clock::time_point> first_next_;
  Clock::time_point last_next_;
  Clock::duration consumer_waits_{};

  std::vector<std::unique_ptr<Worker>> workers_;
  std::vector<std::thread> threads_;
};

}  // namespace imrec

#endif  // IMREC_READER_READER_ENGINE_H_
