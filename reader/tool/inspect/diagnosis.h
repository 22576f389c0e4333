// What limits the reading of a data set, and what each remedy would gain.
#ifndef IMREC_READER_TOOL_INSPECT_DIAGNOSIS_H_
#define IMREC_READER_TOOL_INSPECT_DIAGNOSIS_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <imrec/augment_recipe.h>
#include <imrec/image_limits.h>
#include <imrec/reader_stats.h>
#include <imrec/record_store.h>

#include "reader/tool/input_set.h"
#include "reader/tool/inspect/memory_records.h"
#include "reader/tool/inspect/remedy_commands.h"
#include "reader/tool/set_labels.h"

namespace imrec::tool {

/// Microseconds of one processor that a sample takes in each stage, on average.
struct SampleCost {
  std::array<double, kStageNames.size()> stage_us{};

  double total_us() const;
};

/// What samples are made with.
struct SampleSetup {
  SetLabels labels;
  AugmentRecipe recipe;
  ImageLimits limits = {};
};

/// Up to `count` sound records with images within the limits, evenly spread over the set. Throws
/// Error if there is none.
MemoryRecords TakeSample(const RecordStore& records, std::uint64_t count, const SampleSetup& setup);

/// Loads all samples, again and again for about `seconds`; the median of the passes.
SampleCost MeasureCost(const MemoryRecords& records, const SampleSetup& setup, double seconds);

/// Bytes per second at which the set's records are read in file order: from the disk, after their
/// pages were dropped from the cache, and again from the cache.
struct DiskRates {
  double cold = 0;
  double cached = 0;
};
DiskRates MeasureDisk(const InputSet& input);

/// Another way to pack the images, tried on the sample.
struct Remedy {
  std::string name;
  std::string how;                       // the command line
  std::optional<MemoryRecords> records;  // nothing where it changes no image
};

/// Crop-ready and baseline layout, smaller images, raw pixels. The recipe decides what is small
/// enough. Images of identity sets keep their size, as packing them anew would lose the layout.
std::vector<Remedy> MakeRemedies(const MemoryRecords& sample, const SampleSetup& setup,
                                 const RemedyCommands& commands);

}  // namespace imrec::tool

#endif  // IMREC_READER_TOOL_INSPECT_DIAGNOSIS_H_
