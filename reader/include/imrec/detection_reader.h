// Reading augmented batches for detection.
#ifndef IMREC_DETECTION_READER_H_
#define IMREC_DETECTION_READER_H_

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>

#include <imrec/augment_recipe.h>
#include <imrec/batch.h>
#include <imrec/reader_stats.h>

namespace imrec {

/// What to do about a record that cannot be read, parsed or decoded.
enum class BadRecordPolicy {
  kSkip,  // another record takes its place, chosen by (seed, epoch, record); counted in stats()
  kFail,  // Next() throws its Error
};

struct DetectionReaderOptions {
  std::filesystem::path path;                     // the .rec file; its .idx is used if there is one
  AugmentRecipe recipe = PresetByName("ssd300");  // what happens to each sample
  std::size_t batch_size = 32;                    // samples, at least 1
  std::size_t threads = 0;                        // workers; 0: all processors that may be used
  std::size_t prefetch = 4;                       // batches in the making or ready, at least 1
  std::uint64_t seed = 0;                         // of order and augmentation
  bool shuffle = true;                            // a new order each epoch, over the whole set
  std::uint64_t part_index = 0;                   // this reader's share among part_count,
  std::uint64_t part_count = 1;                   // dealt round-robin along the epoch's order
  std::size_t max_objects = 0;                    // label rows; 0: the most any record has
  BadRecordPolicy bad_records = BadRecordPolicy::kSkip;
};

/// Worker threads fill batches ahead of the caller. The sequence of batches depends on the file and
/// the options alone, never on `threads`, `prefetch` or timing. The reader itself belongs to one
/// thread at a time.
class DetectionReader {
 public:
  /// Opens the file and starts the workers. Throws Error if the file cannot be used or an option is
  /// out of range (the option is named).
  explicit DetectionReader(DetectionReaderOptions options);
  DetectionReader(DetectionReader&&) noexcept;
  DetectionReader& operator=(DetectionReader&&) noexcept;
  /// Stops the workers; may be called at any time.
  ~DetectionReader();

  /// The next batch; nothing at the end of an epoch, after which the next epoch begins. Throws
  /// Error for a bad record under BadRecordPolicy::kFail, and when no replacement can be found.
  std::optional<Batch> Next();

  /// Samples of this part in an epoch.
  std::uint64_t size() const;
  /// Batches of this part in an epoch; the last may have fewer samples.
  std::uint64_t batches_per_epoch() const;
  const BatchShape& shape() const;
  std::size_t threads() const;
  ReaderStats stats() const;

 private:
  class Engine;
  std::unique_ptr<Engine> engine_;
};

}  // namespace imrec

#endif  // IMREC_DETECTION_READER_H_
