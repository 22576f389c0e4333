// Packing the images of a list into a .rec file.
#ifndef IMREC_IM2REC_PACKER_H_
#define IMREC_IM2REC_PACKER_H_

#include <cstdint>
#include <filesystem>
#include <functional>
#include <vector>

#include "im2rec/pack_options.h"
#include "im2rec/pack_plan.h"

namespace imrec {

/// Called from the thread that runs PackList; both may be empty.
struct PackObserver {
  std::function<void(const SkippedLine&)> on_skip = {};
  std::function<void(std::uint64_t done, std::uint64_t total)> on_progress = {};
};

struct PackResult {
  std::filesystem::path record_path;
  std::uint64_t records = 0;
  std::uint64_t bytes = 0;           // of the .rec file; 0 if it was not written
  std::vector<SkippedLine> skipped;  // in the order of the list
};

/// Packs the images of `list`, whose paths are relative to `root`, into the .rec and .idx beside
/// it. The files do not depend on the number of threads. If not one image can be packed, files that
/// were there stay. Throws Error where the job as a whole cannot go on and, if `options` say so,
/// for the first line that cannot be packed: faults of the list before faults of images, each in
/// list order. Files that were there stay then, too.
PackResult PackList(const std::filesystem::path& list, const std::filesystem::path& root,
                    const PackOptions& options, const PackObserver& observer = {});

}  // namespace imrec

#endif  // IMREC_IM2REC_PACKER_H_
