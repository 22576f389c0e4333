// The position of a reader, from which reading can continue later.
#ifndef IMREC_READER_STATE_H_
#define IMREC_READER_STATE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <imrec/export.h>
#include <imrec/reader_options.h>

namespace imrec {

/// The batch that is returned next. A reader of the same data with the same seed and shuffle mode
/// that restores it continues with exactly the same samples, for any number of threads. The number
/// of parts, the batch size, `last_batch` or `equalise` may differ if the samples that all parts
/// have returned so far end at the end of a batch of the new reader.
struct ReaderState {
  std::uint32_t epoch = 0;
  std::uint64_t batch = 0;       // number within the epoch; at its end, the number of batches
  bool epoch_end = false;        // the epoch has no further batch
  std::uint64_t batch_size = 0;  // samples per batch of one part
  std::uint64_t part_count = 1;
  std::uint64_t seed = 0;
  std::uint64_t records = 0;  // samples per epoch of all parts
  std::uint64_t bytes = 0;    // of all files
  /// Tells sources in another order, with other weights or other records apart. Absent in states of
  /// older versions.
  std::optional<std::uint64_t> sources = {};
  /// The shuffle mode: 0 for none, 1 for full, otherwise the number of records per window. Absent
  /// in states that imrec 0.1 wrote.
  std::optional<std::uint64_t> shuffle = {};
  /// As in ReaderOptions. Absent in states of older versions; then those of the new reader count.
  std::optional<LastBatch> last_batch = {};
  std::optional<Equalise> equalise = {};

  friend bool operator==(const ReaderState&, const ReaderState&) = default;
};

/// Returns the state as JSON, in one line without a line end.
IMREC_EXPORT std::string ToJson(const ReaderState& state);

/// Parses the result of ToJson(). Throws Error(kCorruptData) that names the missing or invalid
/// field.
IMREC_EXPORT ReaderState ReaderStateFromJson(std::string_view json);

}  // namespace imrec

#endif  // IMREC_READER_STATE_H_
