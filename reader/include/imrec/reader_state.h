// Where a reader stands: a few integers, to go on from later.
#ifndef IMREC_READER_STATE_H_
#define IMREC_READER_STATE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace imrec {

/// Says which batch comes next. Restored into a reader of the same data, seed and shuffling it
/// continues exactly, whatever its threads; and in a reader with another number of parts or
/// another batch size too, where the samples that all parts have had so far end a batch of it.
struct ReaderState {
  std::uint32_t epoch = 0;
  std::uint64_t batch = 0;       // within the epoch; its number of batches: the epoch's end is next
  bool epoch_end = false;        // no batch is left in the epoch
  std::uint64_t batch_size = 0;  // samples, of one part
  std::uint64_t part_count = 1;
  std::uint64_t seed = 0;
  std::uint64_t records = 0;  // samples of an epoch, all parts together
  std::uint64_t bytes = 0;    // of all files
  // How records are shuffled: 0 not at all, 1 fully, else the records in a window. Absent in states
  // that imrec 0.1 wrote.
  std::optional<std::uint64_t> shuffle = {};

  friend bool operator==(const ReaderState&, const ReaderState&) = default;
};

/// One line of JSON.
std::string ToJson(const ReaderState& state);

/// Throws Error(kCorruptData) that names the field which is missing or wrong.
ReaderState ReaderStateFromJson(std::string_view json);

}  // namespace imrec

#endif  // IMREC_READER_STATE_H_
