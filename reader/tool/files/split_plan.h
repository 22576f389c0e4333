// Assigns records to the parts of a split.
#ifndef IMREC_READER_TOOL_FILES_SPLIT_PLAN_H_
#define IMREC_READER_TOOL_FILES_SPLIT_PLAN_H_

#include <cstdint>
#include <vector>

#include "reader/tool/input_set.h"
#include "reader/tool/set_labels.h"

namespace imrec::tool {

struct RatioSplit {
  std::vector<bool> first;       // per record: true if it is in the first part
  std::uint64_t bad_labels = 0;  // records with invalid labels, treated as without class
  std::uint64_t identities =
      0;  // of an identity set that is split by identity: how many there are,
  std::uint64_t first_identities = 0;  // and how many of them go to the first part
};

/// Selects a share of the records at random.
RatioSplit SplitAtRandom(const InputSet& input, double share, std::uint64_t seed);

/// Selects the same share of each class. For an identity set, selects that share of the identities,
/// each with all of its images. Throws Error for records that cannot be read.
RatioSplit SplitByClass(const InputSet& input, double share, std::uint64_t seed);

}  // namespace imrec::tool

#endif  // IMREC_READER_TOOL_FILES_SPLIT_PLAN_H_
