// The base class of all readers.
#ifndef IMREC_BATCH_READER_H_
#define IMREC_BATCH_READER_H_

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <imrec/batch.h>
#include <imrec/export.h>
#include <imrec/reader_options.h>
#include <imrec/reader_state.h>
#include <imrec/reader_stats.h>

namespace imrec {

class ReaderEngine;
struct ReaderConfig;

/// Reads batches. Worker threads fill them ahead of the caller. The sequence of batches depends
/// only on the data and the options, not on `threads`, `prefetch` or timing.
///
/// A reader may be used by one thread at a time; it may be handed to another thread. Only size(),
/// batches_in(), batches_per_epoch(), shape(), class_names(), threads() and stats() may be called
/// while another thread is in Next(), WaitForNext(), Restore() or StartEpoch(). Several readers may
/// be used at the same time. The callbacks on_bad_record and log of the options are never called by
/// workers, only within a call to the reader, in the thread that makes it.
///
/// After a fork(), both processes may continue to use the reader, unless another thread was in a
/// call to it during the fork. The first call of Next(), WaitForNext(), Restore() or StartEpoch()
/// in the child opens the files again and starts new workers at the same position; it throws the
/// errors of the constructor, and no other call may run at the same time. The child does not free
/// the memory of the parent's engine.
///
/// Readers are made for Linux, whose thread affinity, huge pages and /sys they use. Other platforms
/// are untested.
///
/// A moved-from reader may only be assigned to or destroyed.
class IMREC_EXPORT BatchReader {
 public:
  BatchReader(BatchReader&&) noexcept;
  BatchReader& operator=(BatchReader&&) noexcept;
  /// Stops the workers after the samples that they are loading. Batches stay valid.
  ~BatchReader();

  /// Returns the next batch, in order; waits until it is filled. Returns nullopt once at the end of
  /// each epoch; the call after that returns the first batch of the next epoch.
  ///
  /// Throws Error
  /// - for a bad record, if `bad_records` is kFail or `on_bad_record` returns false;
  /// - with the code of the last bad record, if no readable record is found to replace one;
  /// - kLimitExceeded, if the epoch has more bad records than `max_bad_share` allows. Every later
  ///   batch of the epoch that has bad records throws as well.
  /// Passes on what `on_bad_record` throws, and std::bad_alloc. In all these cases reading may
  /// continue: the next call returns the batch after the failed one, whose samples are lost. Only
  /// if there was no memory for a new batch, no batch is lost.
  std::optional<Batch> Next();

  /// Waits until the next call of Next() need not wait, but not longer than `timeout`. Returns true
  /// if it need not. A loop around this can stop waiting, for example when the user interrupts it.
  bool WaitForNext(std::chrono::milliseconds timeout);

  /// Moves to the first batch of `epoch`, from 0; the next call of Next() returns it. Without this
  /// call, a loop that left an epoch early continues within it. Batches that were filled ahead are
  /// discarded, unless the reader already is at this position. Throws Error(kInvalidArgument) if
  /// `epoch` is negative or exceeds 32 bits.
  void StartEpoch(Count epoch);

  /// The number of samples per epoch of this part, without padding.
  std::uint64_t size() const;
  /// The number of batches of this part in `epoch`. It depends on the epoch only with
  /// LastBatch::kRollOver, by at most one.
  std::uint64_t batches_in(std::uint32_t epoch) const;
  std::uint64_t batches_per_epoch() const { return batches_in(0); }
  const BatchShape& shape() const;
  /// The names of the classes, by class number, from the manifest of the sources or the class files
  /// next to them. Empty if there are none.
  const std::vector<std::string>& class_names() const;
  /// The number of workers.
  std::size_t threads() const;

  /// Returns the position of the reader, that of the batch that Next() returns next.
  ReaderState state() const;
  /// Moves to a position. Waits for the workers to finish the samples that they are loading, but
  /// not for the network, and discards the batches that were filled ahead. Bad records of the epoch
  /// are counted from zero again. Throws Error(kInvalidArgument) and changes nothing if the state
  /// belongs to other data, another seed or another shuffle mode.
  void Restore(const ReaderState& state);

  /// Returns the counts and times since construction. In a forked child, they start at zero.
  ReaderStats stats() const;

 protected:
  explicit BatchReader(ReaderConfig setup);

 private:
  // Returns the engine; replaces it first if it belongs to the parent process.
  ReaderEngine& engine();

  std::unique_ptr<ReaderEngine> engine_;
};

}  // namespace imrec

#endif  // IMREC_BATCH_READER_H_
