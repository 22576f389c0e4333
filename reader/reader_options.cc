#include <imrec/reader_options.h>

#include <limits>
#include <string>
#include <utility>

#include "image/internal/image_checks.h"
#include "reader/reader_config.h"

namespace imrec {

void RequireOption(bool good, const std::string& problem) {
  if (!good) throw Error(ErrorCode::kInvalidArgument, "reader option " + problem);
}

void RequireRange(const std::string& name, Count value, std::uint64_t least, std::uint64_t most) {
  if (!value.negative() && value >= least && value <= most) return;
  const std::string range = most == std::numeric_limits<std::uint64_t>::max()
                                ? "at least " + std::to_string(least)
                                : "in " + std::to_string(least) + ".." + std::to_string(most);
  RequireOption(false, name + " must be " + range + ", not " + value.Text());
}

ReaderOptions ReaderOptions::Validation(RecordSources sources, RecipeChoice recipe) {
  ReaderOptions options{.sources = std::move(sources), .recipe = std::move(recipe)};
  options.shuffle.mode = ShuffleMode::kNone;
  return options;
}

void ValidateReaderOptions(const ReaderOptions& options) {
  RequireOption(!options.sources.empty(), "sources is empty: there is nothing to read");
  RequireRange("batch_size", options.batch_size, 1, ReaderOptions::kMaxBatchSize);
  RequireRange("seed", options.seed, 0, std::numeric_limits<std::uint64_t>::max());
  RequireRange("part_count", options.part_count, 1, ReaderOptions::kMaxParts);
  RequireRange("part_index", options.part_index, 0, ReaderOptions::kMaxParts);
  RequireOption(options.part_index < options.part_count,
                "part_index is " + options.part_index.Text() + ", but must be below part_count, " +
                    options.part_count.Text());
  RequireRange("threads", options.threads, 0, ReaderOptions::kMaxThreads);
  RequireRange("prefetch", options.prefetch, 1, ReaderOptions::kMaxPrefetch);
  RequireRange("memory", options.memory, 1, std::numeric_limits<std::uint64_t>::max());
  RequireOption(options.max_bad_share >= 0 && options.max_bad_share <= 1,
                "max_bad_share must be in 0..1");
  if (options.shuffle.mode == ShuffleMode::kWindow) {
    RequireRange("shuffle.window", options.shuffle.window, 2,
                 std::numeric_limits<std::uint64_t>::max());
  } else {
    RequireOption(options.shuffle.window == 0,
                  "shuffle.window has no effect unless shuffle.mode is kWindow");
  }
  const bool asks = options.bad_records == BadRecordPolicy::kCallback;
  RequireOption(!asks || options.on_bad_record, "on_bad_record must be given for kCallback");
  RequireOption(asks || !options.on_bad_record,
                "on_bad_record has no effect unless bad_records is kCallback");
  try {
    ValidateImageLimits(options.limits);
  } catch (const Error& error) {
    RequireOption(false, "limits." + error.reason());
  }
  ValidateRecipe(options.recipe);
}

}  // namespace imrec
