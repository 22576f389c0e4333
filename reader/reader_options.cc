#include <imrec/reader_options.h>

#include <string>

#include "reader/engine_setup.h"

namespace imrec {

void RequireOption(bool good, const std::string& problem) {
  if (!good) throw Error(ErrorCode::kInvalidArgument, "reader option " + problem);
}

void ValidateReaderOptions(const ReaderOptions& options) {
  RequireOption(!options.sources.empty(), "sources is empty: there is nothing to read");
  RequireOption(options.batch_size >= 1, "batch_size must be at least 1");
  RequireOption(options.prefetch >= 1, "prefetch must be at least 1");
  RequireOption(options.part_count >= 1, "part_count must be at least 1");
  RequireOption(options.part_index < options.part_count, "part_index must be below part_count");
  RequireOption(options.max_bad_share >= 0 && options.max_bad_share <= 1,
                "max_bad_share must be in 0..1");
  RequireOption(options.shuffle.mode != ShuffleMode::kWindow || options.shuffle.window >= 2,
                "shuffle.window must be at least 2 records");
  RequireOption(options.bad_records != BadRecordPolicy::kCallback || options.on_bad_record,
                "on_bad_record must be given, as bad_records asks for it");
  try {
    ValidateImageLimits(options.limits);
  } catch (const Error& error) {
    RequireOption(false, "limits." + error.reason());
  }
  ValidateRecipe(options.recipe);
}

}  // namespace imrec
