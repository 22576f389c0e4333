// What all readers have in common.
#ifndef IMREC_BATCH_READER_H_
#define IMREC_BATCH_READER_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>

#include <imrec/batch.h>
#include <imrec/reader_options.h>
#include <imrec/reader_state.h>
#include <imrec/reader_stats.h>

namespace imrec {

class ReaderEngine;
struct EngineSetup;

/// Worker threads fill batches ahead of the caller. The sequence of batches depends on the data and
/// the options alone, never on `threads`, `prefetch` or timing. A reader belongs to one thread at a
/// time. After a fork both processes may go on with it: the child opens the files anew and starts
/// its own workers, at the same place.
class BatchReader {
 public:
  BatchReader(BatchReader&&) noexcept;
  BatchReader& operator=(BatchReader&&) noexcept;
  /// Stops the workers; may be called at any time.
  ~BatchReader();

  /// The next batch; nothing at the end of an epoch, after which the next epoch begins. Throws
  /// Error for a bad record under BadRecordPolicy::kFail, for too many of them, and when no
  /// replacement can be found; reading can go on afterwards.
  std::optional<Batch> Next();

  /// Samples of this part in an epoch, padding left out.
  std::uint64_t size() const;
  /// Batches of this part in an epoch. With LastBatch::kRollOver epochs differ by one.
  std::uint64_t batches_in(std::uint32_t epoch) const;
  std::uint64_t batches_per_epoch() const { return batches_in(0); }
  const BatchShape& shape() const;
  /// Workers.
  std::size_t threads() const;

  /// Where the reader stands. Restore() goes there, and takes the time of a batch in the making at
  /// most; throws Error(kInvalidArgument) for a state that does not fit, and then stays.
  ReaderState state() const;
  void Restore(const ReaderState& state);

  ReaderStats stats() const;

 protected:
  explicit BatchReader(EngineSetup setup);

 private:
  // The engine of this process, or a new one if it belongs to the parent process.
  ReaderEngine& engine();

  std::unique_ptr<ReaderEngine> engine_;
};

}  // namespace imrec

#endif  // IMREC_BATCH_READER_H_
