// Everything that can be said to a reader.
#ifndef IMREC_READER_OPTIONS_H_
#define IMREC_READER_OPTIONS_H_

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string_view>
#include <utility>
#include <vector>

#include <imrec/access_options.h>
#include <imrec/augment_recipe.h>
#include <imrec/error.h>
#include <imrec/image_limits.h>
#include <imrec/tensor_format.h>

namespace imrec {

/// Records to read, and how often. Converts from anything that is a path.
struct RecordSource {
  template <typename Path>
  requires std::convertible_to<Path, std::filesystem::path> RecordSource(Path&& from,
                                                                         double times = 1)
      : path(std::forward<Path>(from)), weight(times) {}

  /// A file (train.rec, train.rec.zst), a pattern (train-*.rec), a manifest, or the PREFIX of a
  /// data set in one or more shards. Files of a pattern come in the order of their names.
  std::filesystem::path path;
  /// How often each of its records comes in an epoch, above 0: 2 is twice, with different
  /// augmentations; 0.25 a quarter of them, others each epoch.
  double weight = 1;
};

enum class ShuffleMode : std::uint8_t {
  kNone,    // the order of the files
  kFull,    // one permutation of the whole epoch, uniform, another each epoch
  kWindow,  // blocks of neighbouring records in random order, shuffled within a window of them:
            // for spinning disks and compressed files, which read neighbours faster
};

struct ShuffleOptions {
  ShuffleMode mode = ShuffleMode::kFull;
  std::uint64_t window = 0;  // kWindow: records in it, at least 2; it is made of up to 16 blocks
};

/// What to do with parts that have fewer samples than others.
enum class Equalise : std::uint8_t {
  kOff,   // parts differ by at most one sample; together they are the epoch, each record once
  kPad,   // samples from the epoch's beginning come twice, so that all parts have as many
  kDrop,  // samples from the epoch's end are left out
};

/// What to do with the samples behind the last whole batch of an epoch.
enum class LastBatch : std::uint8_t {
  kKeep,      // a batch with fewer samples
  kPad,       // filled up from the beginning of the part's epoch; Batch::padding() counts these
  kDrop,      // left out
  kRollOver,  // they begin the next epoch's first batch
};

/// What to do about a record that cannot be read, parsed or decoded, or whose checksum differs.
enum class BadRecordPolicy : std::uint8_t {
  kSkip,      // another record takes its place, chosen by (seed, epoch, record)
  kFail,      // Next() throws its Error; the batch is lost
  kCallback,  // on_bad_record decides between the two
};

/// Options of all readers.
struct ReaderOptions {
  std::vector<RecordSource> sources;              // at least one
  AugmentRecipe recipe = PresetByName("ssd300");  // what happens to each sample
  TensorFormat format = {};                       // of the images in batches
  std::size_t batch_size = 32;                    // samples, at least 1
  LastBatch last_batch = LastBatch::kKeep;
  std::uint64_t seed = 0;  // of order and augmentation
  ShuffleOptions shuffle = {};
  std::uint64_t part_index = 0;        // this reader's share among part_count, dealt
  std::uint64_t part_count = 1;        // round-robin along the epoch's order
  Equalise equalise = Equalise::kOff;  // parts whose numbers of samples differ

  BadRecordPolicy bad_records = BadRecordPolicy::kSkip;
  /// kCallback: true to put another record in its place, false to throw. Called in Next(), in the
  /// order of the samples.
  std::function<bool(const Error&)> on_bad_record = {};
  /// Bad records in an epoch, as a share of its samples, 0..1. One more and Next() throws
  /// Error(kLimitExceeded).
  double max_bad_share = 0.05;

  /// A record whose image is beyond these is a bad one; nothing is allocated for its size.
  ImageLimits limits = {};

  bool keep_plans = false;       // batches say how each sample was augmented
  bool check_checksums = false;  // hold records against PREFIX.crc, which must be there

  std::size_t threads = 0;   // workers; 0: all processors that the process may use
  bool pin_threads = false;  // each worker to one processor, those of the caller's node first
  std::size_t prefetch = 4;  // batches in the making or ready, at least 1
  std::uint64_t memory = std::uint64_t{4} << 30;  // bytes of these batches: fewer where they do not
                                                  // fit. One at least must
  bool huge_pages = false;  // ask the system for large pages for the pixels of batches
  AccessOptions access = {};
  /// Told once about what is worth to know, such as a file without an index that had to be scanned.
  /// Empty: standard error.
  std::function<void(std::string_view)> log = {};
};

}  // namespace imrec

#endif  // IMREC_READER_OPTIONS_H_
