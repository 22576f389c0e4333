// The engine of all readers: workers that fill batches in order, ahead of the caller.
#ifndef IMREC_READER_READER_ENGINE_H_
#define IMREC_READER_READER_ENGINE_H_

#include <sys/types.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <thread>
#include <vector>

#include <imrec/batch.h>
#include <imrec/reader_state.h>
#include <imrec/reader_stats.h>

#include "reader/bad_record_judge.h"
#include "reader/batch_pool.h"
#include "reader/order/batch_schedule.h"
#include "reader/order/sample_order.h"
#include "reader/reader_config.h"
#include "reader/reader_place.h"
#include "reader/slot_filler.h"
#include "reader/stats_collector.h"
#include "recordio/internal/mutex.h"

namespace imrec {

/// Implements BatchReader, which documents the public methods. A worker takes the next slots of the
/// first batch that has some left and does all work for them; there are no queues between stages.
/// It takes one, or a run of slots if samples are loaded within microseconds, so that workers
/// seldom meet at the lock.
class ReaderEngine {
 public:
  explicit ReaderEngine(ReaderConfig setup);
  ~ReaderEngine();
  ReaderEngine(const ReaderEngine&) = delete;
  ReaderEngine& operator=(const ReaderEngine&) = delete;

  std::optional<Batch> Next();
  bool WaitForNext(std::chrono::milliseconds timeout);

  ReaderState state() const;
  void Restore(const ReaderState& state);
  void StartEpoch(std::uint32_t epoch);
  ReaderStats stats() const;

  const BatchSchedule& schedule() const { return schedule_; }
  const BatchShape& shape() const { return pool_->shape(); }
  const std::vector<std::string>& class_names() const { return class_names_; }
  std::size_t threads() const { return workers_; }
  /// What another engine, for the same batches, is made of.
  ReaderConfig setup() const;
  /// The process of the workers.
  pid_t owner() const { return owner_; }

 private:
  struct PendingBatch {
    BatchPlace place;
    std::unique_ptr<BatchStorage> storage;
    std::size_t claimed = 0;     // slots that workers have taken
    std::size_t unfinished = 0;  // slots that are not filled yet
    std::vector<BadSlot> bad;
    std::exception_ptr failure;  // a failure other than a bad record, such as out of memory
  };

  // Slots to fill, one after the other. A worker holds it while it works without the lock.
  struct Ticket {
    BatchPlace place;
    BatchStorage* storage;
    std::size_t begin;    // the first slot
    std::size_t end;      // after the last one
    PendingBatch* batch;  // for Finish(), which has the lock
    std::size_t wakes;    // workers that are to look for slots, too
  };
  static constexpr std::size_t kLongestRun = 32;

  // What came of a ticket. Each worker has one, which it uses again.
  struct Work {
    std::size_t slots = 0;                        // that were filled
    std::array<StageTimes, kLongestRun> times{};  // after each slot
    std::vector<BadSlot> bad;
    std::exception_ptr failure;
  };

  ReaderConfig WithOwnWaits(ReaderConfig setup);
  BatchShape MakeShape(const LabelEncoding& labels) const;
  std::size_t MakePrefetch() const;
  std::size_t BatchesAhead() const;
  bool FetchesWindows() const;
  std::uint64_t RemoteRecordsInMemory() const;
  void StartWorkers(const LabelEncoding& labels) IMREC_EXCLUDES(mutex_);
  void StopWorkers() IMREC_EXCLUDES(mutex_);

  void RunWorker(std::size_t worker, std::optional<int> processor) IMREC_EXCLUDES(mutex_);
  std::optional<Ticket> WaitForTicket(std::size_t worker) IMREC_REQUIRES(mutex_);
  std::optional<Ticket> Claim() IMREC_REQUIRES(mutex_);
  std::optional<Ticket> TryToClaim() IMREC_REQUIRES(mutex_);
  bool HasTicket() const IMREC_REQUIRES(mutex_);
  bool MayStart() const IMREC_REQUIRES(mutex_);
  void OpenBatch() IMREC_REQUIRES(mutex_);
  void Fill(SlotFiller& filler, const Ticket& ticket, Work& work);
  bool Finish(const Ticket& ticket, Work& work, std::chrono::nanoseconds spent)
      IMREC_REQUIRES(mutex_);
  void AdaptRun(std::chrono::nanoseconds spent, std::size_t slots) IMREC_REQUIRES(mutex_);

  bool AtEpochEnd() const;
  bool NextIsDecided() const IMREC_REQUIRES(mutex_);
  bool HasFinished() const IMREC_REQUIRES(mutex_);
  PendingBatch TakeFinished() IMREC_EXCLUDES(mutex_);
  void Judge(PendingBatch& batch) IMREC_EXCLUDES(mutex_);
  ReaderRun run() const;
  void GoTo(const BatchPlace& place) IMREC_EXCLUDES(mutex_);

  std::atomic<bool> discards_ = false;   // batches that are being filled are not needed
  const std::function<void()> on_wait_;  // of the caller
  const ReaderConfig setup_;
  const ReaderOptions& options_ = setup_.options;
  const pid_t owner_ = ::getpid();
  RecordDataset records_;
  const std::vector<std::string> class_names_;
  const SampleOrder order_;
  const std::uint64_t sources_digest_;
  const BatchSchedule schedule_;
  std::shared_ptr<BatchPool> pool_;
  std::unique_ptr<AheadCursor> ahead_;
  std::unique_ptr<ReaderContext> context_;
  std::size_t prefetch_ = 1;  // options_.prefetch, or fewer if they do not fit in memory
  const std::size_t workers_;
  const std::size_t running_;  // workers that can run at the same time
  std::size_t longest_run_ = 1;

  // Used by the caller's thread only.
  BatchPlace consumer_;  // the batch that Next() returns next
  BadRecordJudge judge_;

  mutable Mutex mutex_;
  CondVar work_;   // there may be a slot to fill
  CondVar ready_;  // a batch is finished, or no worker has a ticket
  std::deque<PendingBatch> pending_ IMREC_GUARDED_BY(mutex_);
  BatchPlace producer_ IMREC_GUARDED_BY(mutex_);     // the batch to open next
  std::size_t active_ IMREC_GUARDED_BY(mutex_) = 0;  // workers with a ticket
  std::size_t idle_ IMREC_GUARDED_BY(mutex_) = 0;    // workers that wait for a ticket
  bool paused_ IMREC_GUARDED_BY(mutex_) = false;     // no tickets are given out
  std::size_t run_ IMREC_GUARDED_BY(mutex_) = 1;     // slots of the next ticket
  std::chrono::nanoseconds sample_time_ IMREC_GUARDED_BY(mutex_){};  // a moving average
  // A batch could not be opened; that is retried after Next() throws this.
  std::exception_ptr open_failure_ IMREC_GUARDED_BY(mutex_);
  bool stopping_ IMREC_GUARDED_BY(mutex_) = false;
  StatsCollector stats_;

  // Each is used by its own worker only.
  std::vector<std::unique_ptr<SlotFiller>> fillers_;
  std::vector<std::thread> threads_;
};

}  // namespace imrec

#endif  // IMREC_READER_READER_ENGINE_H_
