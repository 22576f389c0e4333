// Options common to all readers.
#ifndef IMREC_READER_OPTIONS_H_
#define IMREC_READER_OPTIONS_H_

#include <concepts>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <imrec/access_options.h>
#include <imrec/augment_recipe.h>
#include <imrec/count.h>
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

/// One or more sources. Converts from a single path or source as well as from a list of them.
class RecordSources : public std::vector<RecordSource> {
 public:
  RecordSources() = default;
  RecordSources(std::initializer_list<RecordSource> sources) : vector(sources) {}
  RecordSources(std::vector<RecordSource> sources) : vector(std::move(sources)) {}
  RecordSources(RecordSource source) : vector{std::move(source)} {}
  template <typename Path>
  requires std::convertible_to<Path, std::filesystem::path> RecordSources(Path&& path)
      : RecordSources(RecordSource(std::forward<Path>(path))) {}
};

/// What happens to each sample: a recipe, or the name of a preset (Presets()).
struct RecipeChoice : AugmentRecipe {
  RecipeChoice(AugmentRecipe recipe) : AugmentRecipe(std::move(recipe)) {}
  /// Throws Error(kNotFound) that lists the presets if there is none of this name.
  RecipeChoice(std::string_view preset) : AugmentRecipe(PresetByName(preset)) {}
  RecipeChoice(const std::string& preset) : RecipeChoice(std::string_view(preset)) {}
  RecipeChoice(const char* preset) : RecipeChoice(std::string_view(preset)) {}
};

enum class ShuffleMode : std::uint8_t {
  kNone,    // the order of the files
  kFull,    // one permutation of the whole epoch, uniform, another each epoch
  kWindow,  // blocks of neighbouring records in random order, shuffled within a window of them:
            // for spinning disks and compressed files, which read neighbours faster
};

struct ShuffleOptions {
  ShuffleMode mode = ShuffleMode::kFull;
  Count window = 0;  // kWindow: records in it, at least 2; it is made of up to 16 blocks
};

/// What to do with parts that have fewer samples than others.
enum class Equalise : std::uint8_t {
  kOff,   // parts differ by at most one sample; together they are the epoch, each record once
  kPad,   // samples from the epoch's beginning come twice, so that all parts have as many
  kDrop,  // samples from the epoch's end are left out
};

/// What to do with the samples after the last full batch of an epoch.
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

/// Options of all readers. A reader checks them when it is constructed and throws
/// Error(kInvalidArgument) that names the field which is out of range, contradicts another or has
/// no effect.
struct ReaderOptions {
  static constexpr std::uint64_t kMaxBatchSize = 1'000'000;
  static constexpr std::uint64_t kMaxThreads = 1024;
  static constexpr std::uint64_t kMaxPrefetch = 1024;
  static constexpr std::uint64_t kMaxParts = 1'000'000'000;

  RecordSources sources;  // at least one
  /// Read sources whose class names differ together; their class numbers then mean different
  /// things.
  bool mix_class_names = false;
  RecipeChoice recipe = "ssd300";  // what happens to each sample
  TensorFormat format = {};        // of the images in batches
  Count batch_size = 32;           // samples, 1..kMaxBatchSize
  LastBatch last_batch = LastBatch::kKeep;
  Count seed = 0;  // of order and augmentation
  ShuffleOptions shuffle = {};
  Count part_index = 0;                // this reader's share among part_count (1..kMaxParts),
  Count part_count = 1;                // dealt round-robin along the epoch's order
  Equalise equalise = Equalise::kOff;  // parts whose numbers of samples differ
  BadRecordPolicy bad_records = BadRecordPolicy::kSkip;
  /// With kCallback: returns true to replace the record by another, false to throw. Called in
  /// Next(), in the order of the samples.
  std::function<bool(const Error&)> on_bad_record = {};
  /// Bad records in an epoch, as a share of its samples, 0..1. One more and Next() throws
  /// Error(kLimitExceeded).
  double max_bad_share = 0.05;

  /// A record whose image is beyond these is a bad one; nothing is allocated for its size.
  ImageLimits limits = {};

  bool keep_plans = false;       // batches say how each sample was augmented
  bool check_checksums = false;  // check each record against PREFIX.crc, which must exist

  Count threads = 0;         // workers, up to kMaxThreads; 0: all processors that may be used
  bool pin_threads = false;  // each worker to one processor, those of the caller's node first
  Count prefetch = 4;        // batches being filled or ready, 1..kMaxPrefetch
  Count memory = std::uint64_t{4} << 30;  // bytes for these batches: fewer if they do not fit; at
                                          // least one must
  bool huge_pages = false;  // ask the system for large pages for the pixels of batches
  AccessOptions access = {};
  /// Called once with each notice, for example that a file without an index is scanned. Empty:
  /// standard error.
  std::function<void(std::string_view)> log = {};

  /// Options for reading a validation set: every record once per epoch, in file order, with nothing
  /// random in the preset. Give the reader the max_objects of the training reader's shape() if both
  /// must have labels of the same shape.
  static ReaderOptions Validation(RecordSources sources, RecipeChoice recipe = "eval300");
};

}  // namespace imrec

#endif  // IMREC_READER_OPTIONS_H_
