// Decides whether a batch with bad records is delivered.
#ifndef IMREC_READER_BAD_RECORD_JUDGE_H_
#define IMREC_READER_BAD_RECORD_JUDGE_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include <imrec/error.h>
#include <imrec/reader_options.h>

namespace imrec {

/// A slot of a batch for which bad records were read.
struct BadSlot {
  std::size_t slot = 0;
  std::vector<Error> errors;  // in the order of the attempts
  bool replaced = false;
};

/// Applies ReaderOptions::bad_records and max_bad_share to the batches of an epoch. Not
/// thread-safe.
class BadRecordJudge {
 public:
  /// `options` must outlive this object. An epoch has `samples` samples.
  BadRecordJudge(const ReaderOptions& options, std::uint64_t samples)
      : options_(options), samples_(samples) {}

  void StartEpoch() { bad_ = 0; }

  /// Takes the bad slots of the next batch of `epoch`, in order. Throws Error if it must not be
  /// delivered, and what ReaderOptions::on_bad_record throws.
  void Judge(std::span<const BadSlot> slots, std::uint32_t epoch);

 private:
  void JudgeSlot(const BadSlot& bad) const;

  const ReaderOptions& options_;
  std::uint64_t samples_;
  std::uint64_t bad_ = 0;  // slots in this epoch
};

}  // namespace imrec

#endif  // IMREC_READER_BAD_RECORD_JUDGE_H_
