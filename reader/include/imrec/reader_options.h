// Options common to all readers.
#ifndef IMREC_READER_OPTIONS_H_
#define IMREC_READER_OPTIONS_H_

#include <concepts>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <imrec/access_options.h>
#include <imrec/augment_recipe.h>
#include <imrec/count.h>
#include <imrec/error.h>
#include <imrec/export.h>
#include <imrec/image_limits.h>
#include <imrec/tensor_format.h>

namespace imrec {

/// Records to read, and how often. Converts from any type that converts to a path.
struct RecordSource {
  template <typename Path>
  requires std::convertible_to<Path, std::filesystem::path> RecordSource(Path&& from,
                                                                         double times = 1)
      : path(std::forward<Path>(from)), weight(times) {}

  /// A file (train.rec, train.rec.zst), a pattern (train-*.rec), a manifest, or the PREFIX of a
  /// data set in one or more shards. The files of a pattern are read in the order of their names.
  std::filesystem::path path;
  /// How often each record occurs per epoch, > 0. With 2, each occurs twice, with different
  /// augmentations; with 0.25, each epoch contains another quarter of the records.
  double weight = 1;
};

/// One or more sources. Converts from a single path or source as well as from a list of them.
class IMREC_EXPORT RecordSources : public std::vector<RecordSource> {
 public:
  RecordSources() = default;
  RecordSources(std::initializer_list<RecordSource> sources) : vector(sources) {}
  RecordSources(std::vector<RecordSource> sources) : vector(std::move(sources)) {}
  RecordSources(RecordSource source) : vector{std::move(source)} {}
  template <typename Path>
  requires std::convertible_to<Path, std::filesystem::path> RecordSources(Path&& path)
      : RecordSources(RecordSource(std::forward<Path>(path))) {}
};

/// How samples are augmented: a recipe, or the name of a preset (see Presets()).
struct RecipeChoice : AugmentRecipe {
  RecipeChoice(AugmentRecipe recipe) : AugmentRecipe(std::move(recipe)) {}
  /// Throws Error(kNotFound) that lists the presets if none has this name.
  RecipeChoice(std::string_view preset) : AugmentRecipe(PresetByName(preset)) {}
  RecipeChoice(const std::string& preset) : RecipeChoice(std::string_view(preset)) {}
  RecipeChoice(const char* preset) : RecipeChoice(std::string_view(preset)) {}
};

enum class ShuffleMode : std::uint8_t {
  kNone,    // the order of the files
  kFull,    // a uniform permutation of the whole epoch, different in each epoch
  kWindow,  // blocks of adjacent records in random order, shuffled within windows of up to 16
            // blocks: for hard disks and compressed files, where adjacent records are read faster
};

/// The order of an epoch.
struct ShuffleOptions {
  ShuffleMode mode = ShuffleMode::kFull;
  Count window = 0;  // kWindow: records per window, at least 2; otherwise 0
};

/// What to do if the samples of an epoch cannot be divided equally among the parts.
enum class Equalise : std::uint8_t {
  kOff,   // some parts have one sample more; each sample belongs to exactly one part
  kPad,   // the first samples of the epoch are repeated until all parts have the same number
  kDrop,  // the last samples of the epoch are omitted
};

/// What to do with the samples after the last full batch of an epoch.
enum class LastBatch : std::uint8_t {
  kKeep,      // return a smaller batch
  kPad,       // fill up with the first samples of the part's epoch; Batch::padding() counts them
  kDrop,      // omit them
  kRollOver,  // start the first batch of the next epoch with them
};

/// What to do with a record that cannot be read, parsed or decoded, or whose checksum differs.
enum class BadRecordPolicy : std::uint8_t {
  kSkip,      // use another record instead, chosen by (seed, epoch, record)
  kFail,      // Next() throws the Error; the batch is lost
  kCallback,  // on_bad_record decides between the two
};

/// Options of all readers. The constructor of a reader throws Error(kInvalidArgument) that names
/// the field if one is out of range, contradicts another, or has no effect.
struct IMREC_EXPORT ReaderOptions {
  static constexpr std::uint64_t kMaxBatchSize = 1'000'000;
  static constexpr std::uint64_t kMaxThreads = 1024;
  static constexpr std::uint64_t kMaxPrefetch = 1024;
  static constexpr std::uint64_t kMaxParts = 1'000'000'000;

  RecordSources sources;  // at least one
  /// Allow sources with different class names. A class number then has different meanings.
  bool mix_class_names = false;
  RecipeChoice recipe = "ssd300";  // how samples are augmented
  TensorFormat format = {};        // of the images in batches
  Count batch_size = 32;           // samples, 1..kMaxBatchSize
  LastBatch last_batch = LastBatch::kKeep;
  Count seed = 0;  // of the order and of the augmentation
  ShuffleOptions shuffle = {};
  // Part `part_index` (0..part_count - 1) of `part_count` (1..kMaxParts) contains every
  // part_count-th sample of the epoch's order.
  Count part_index = 0;
  Count part_count = 1;
  /// If not empty, part_index and part_count are taken from the environment, and the log names the
  /// source: "part 3 of 16 (SLURM_ARRAY_TASK_ID)". "auto" checks the variables of all launchers;
  /// if none is set, the reader reads all samples. "slurm", "mpi",
  /// "torchrun", "kubernetes", "aws-batch", "sge", "pbs", "lsf" and "imrec" take those of one,
  /// which must be set. part_index must then be 0, and part_count is 1, or the number of parts for
  /// launchers that do not report it; see docs/cluster.md. The constructor of the reader throws
  /// Error(kInvalidArgument) if the variables are malformed, or if two launchers disagree.
  std::string parts_from = {};
  Equalise equalise = Equalise::kOff;
  BadRecordPolicy bad_records = BadRecordPolicy::kSkip;
  /// Required with kCallback. Returns true to replace the record by another, or false to make
  /// Next() throw the Error. Called within Next(), in the thread of its caller, for the bad records
  /// of the batch in the order of the samples. If it throws, Next() passes the exception on and the
  /// batch is lost, as with kFail; reading may continue. It must not call Next(), Restore() or
  /// StartEpoch() of the same reader, and must not destroy it.
  std::function<bool(const Error&)> on_bad_record = {};
  /// The maximum share of samples of an epoch that are replaced, 0..1, rounded up to whole samples.
  /// If there are more, Next() throws Error(kLimitExceeded).
  double max_bad_share = 0.05;

  /// A record whose image exceeds these counts as bad; no memory is allocated for its size.
  ImageLimits limits = {};

  bool keep_plans = false;  // return how each sample was augmented, in Batch::plans()
  /// True: check each record against PREFIX.crc, which must exist. Nullopt: those of remote files
  /// that have a PREFIX.crc; the frames of compressed files have checksums of their own.
  std::optional<bool> check_checksums = std::nullopt;

  Count threads = 0;         // workers, up to kMaxThreads; 0: one per usable processor
  bool pin_threads = false;  // pin each worker to a processor, those of the caller's node first
  Count prefetch = 4;        // batches that are being filled or ready, 1..kMaxPrefetch
  /// Bytes for these batches, without those that the caller holds. If they do not fit, there are
  /// fewer; at least one must fit.
  Count memory = std::uint64_t{4} << 30;
  /// Request huge pages for the pixels of batches of 2 MiB or more; the system may ignore that.
  bool huge_pages = true;
  AccessOptions access = {};
  /// Called with each notice, for example that a file without an index is scanned, while the reader
  /// is constructed (after a fork, again in the child's first call). If empty, notices go to
  /// standard error.
  std::function<void(std::string_view)> log = {};

  /// Returns options for a validation set: each record once per epoch, in file order. The default
  /// recipe is not random. If both readers must have labels of the same shape, pass the max_objects
  /// of the training reader's shape() to this reader.
  static ReaderOptions Validation(RecordSources sources, RecipeChoice recipe = "eval300");
};

}  // namespace imrec

#endif  // IMREC_READER_OPTIONS_H_
