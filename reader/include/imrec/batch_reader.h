// What all readers have in common.
#ifndef IMREC_BATCH_READER_H_
#define IMREC_BATCH_READER_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

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

  /// Goes to the first batch of an epoch, from 0. A loop that leaves an epoch early goes on within
  /// it otherwise: the next call of Next() returns the batch after the last one.
  void StartEpoch(Count epoch);

  /// Samples of this part in an epoch, padding left out.
  std::uint64_t size() const;
  /// Batches of this part in an epoch. With LastBatch::kRollOver epochs differ by one.
  std::uint64_t batches_in(std::uint32_t epoch) const;
  std::uint64_t batches_per_epoch() const { return batches_in(0); }
  const BatchShape& shape() const;
  /// Names of the classes, the first is class 0: from the manifest of the sources or the class
  /// files beside them; empty if there are none.
  const std::vector<std::string>& class_names() const;
  /// Workers.
  std::size_t threads() const;

  /// The reader's position. Restore() goes to it, which takes no longer than to finish the batches
  /// being filled. It throws Error(kInvalidArgument) and changes nothing if the state is of other
  /// data, another seed or another shuffle mode.
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
