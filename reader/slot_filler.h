// Fills one slot of a batch, if necessary with a replacement for a bad record.
#ifndef IMREC_READER_SLOT_FILLER_H_
#define IMREC_READER_SLOT_FILLER_H_

#include <cstddef>
#include <memory>
#include <vector>

#include <imrec/error.h>
#include <imrec/reader_options.h>

#include "reader/batch_pool.h"
#include "reader/order/ahead_cursor.h"
#include "reader/order/batch_schedule.h"
#include "reader/order/sample_order.h"
#include "reader/reader_config.h"
#include "reader/sample_loader.h"

namespace imrec {

/// Data that all workers share.
struct ReaderContext {
  const ReaderOptions& options;
  const RecordDataset& records;
  const SampleOrder& order;
  const BatchSchedule& schedule;
  const BatchShape& shape;
  AheadCursor& ahead;           // thread-safe
  bool fetches_windows = true;  // whole windows in advance, with ShuffleMode::kWindow
};

/// Fills slots for one worker. Not thread-safe.
class SlotFiller {
 public:
  /// `context` must outlive this object.
  SlotFiller(const ReaderContext& context, std::unique_ptr<LabelEncoder> encoder);

  /// Begins with slots `begin` to `end` of a batch. Call Fill() for each of them, in order.
  void Begin(const BatchPlace& place, std::size_t begin, std::size_t end, BatchStorage& storage);

  /// Loads the sample of the next slot into the batch. bad_records() then contains the errors of
  /// the bad records. Returns false if the slot could not be filled.
  bool Fill(std::size_t slot, BatchStorage& storage);

  const std::vector<Error>& bad_records() const { return bad_records_; }
  const StageTimes& stage_times() const { return loader_.stage_times(); }

 private:
  // The samples of adjacent slots, each with its epoch.
  struct Samples {
    std::vector<std::uint32_t> epochs;
    std::vector<SampleOrdinals> ordinals;
  };

  void LookUp(const BatchPlace& place, std::uint64_t begin, std::uint64_t end, Samples& samples);
  void Load(const SampleOrdinals& sample, std::uint32_t epoch, std::size_t slot,
            BatchStorage& storage);
  void AskAhead(const BatchPlace& place, std::uint64_t size);

  const ReaderContext& context_;
  std::unique_ptr<LabelEncoder> encoder_;
  SampleLoader loader_;
  std::size_t first_ = 0;  // the slot of the first of samples_
  Samples samples_;
  Samples samples_ahead_;
  std::vector<std::uint64_t> positions_;
  std::vector<Error> bad_records_;
  std::vector<BatchPlace> batches_ahead_;
  std::vector<std::uint64_t> records_ahead_;
};

}  // namespace imrec

#endif  // IMREC_READER_SLOT_FILLER_H_
