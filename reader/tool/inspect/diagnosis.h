// Measures the stages of reading a data set, and the effect of possible improvements.
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

/// The average time of a sample in each stage, in microseconds of one processor.
struct SampleCost {
  std::array<double, kStageNames.size()> stage_us{};

  double total_us() const;
};

/// The settings for making samples.
struct SampleSetup {
  SetLabels labels;
  AugmentRecipe recipe;
  ImageLimits limits = {};
};

/// Returns up to `count` valid records with images within the limits, evenly spread over the set.
/// Throws Error if there are none.
MemoryRecords TakeSample(const RecordStore& records, std::uint64_t count, const SampleSetup& setup);

/// Loads all samples repeatedly for about `seconds`. Returns the median of the passes.
SampleCost MeasureCost(const MemoryRecords& records, const SampleSetup& setup, double seconds);

/// Measures the bytes per second at which the set's records are read in file order: from the disk,
/// after dropping their pages from the cache, or from the network; and then from memory or a cache.
struct DiskRates {
  double cold = 0;
  double cached = 0;
};
DiskRates MeasureDisk(const InputSet& input);

/// Another way to pack the images, applied to the sample.
struct Remedy {
  std::string name;
  std::string how;                       // the command line
  std::optional<MemoryRecords> records;  // nothing if it changes no image
};

/// Returns crop-ready and baseline JPEGs, smaller images, and raw pixels. The recipe determines the
/// smaller size. Images of identity sets keep their size, because packing them again would lose the
/// layout.
std::vector<Remedy> MakeRemedies(const MemoryRecords& sample, const SampleSetup& setup,
                                 const RemedyCommands& commands);

}  // namespace imrec::tool

#endif  // IMREC_READER_TOOL_INSPECT_DIAGNOSIS_H_
