// The text output of `imrec preview`.
#ifndef IMREC_READER_TOOL_PREVIEW_PREVIEW_REPORT_H_
#define IMREC_READER_TOOL_PREVIEW_PREVIEW_REPORT_H_

#include <cstdint>
#include <string>

#include <imrec/augment_recipe.h>
#include <imrec/image_limits.h>

#include "reader/tool/input_set.h"
#include "reader/tool/set_labels.h"

namespace imrec::tool {

struct ReportOptions {
  std::string preset;
  std::string classes;
  SetLabels labels;
  std::uint64_t seed = 0;
  std::string output;  // file for charts; may be empty, or "-"
  bool quiet = false;
  ImageLimits limits = {};
  bool json = false;
};

/// Prints how the sample of record `key` in `epoch` is made. Returns the exit code.
int ExplainSample(const InputSet& input, const ReportOptions& options, const AugmentRecipe& recipe,
                  std::uint64_t key, std::uint32_t epoch);

/// Prints statistics of the recipe over `samples` samples, in the reader's order from epoch 0 on.
int ReportPlans(const InputSet& input, const ReportOptions& options, const AugmentRecipe& recipe,
                std::uint64_t samples);

}  // namespace imrec::tool

#endif  // IMREC_READER_TOOL_PREVIEW_PREVIEW_REPORT_H_
