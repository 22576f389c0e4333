// Packing the images of a list into .rec files.
#ifndef IMREC_IM2REC_PACKER_H_
#define IMREC_IM2REC_PACKER_H_

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "im2rec/list_labels.h"
#include "im2rec/list_source.h"
#include "im2rec/pack_options.h"
#include "im2rec/pack_plan.h"

namespace imrec {

/// Called from the thread that runs PackList; each may be empty.
struct PackObserver {
  std::function<void(const SkippedLine&)> on_skip = {};
  std::function<void(const BadLabel&)> on_bad_label = {};  // before the first image is read
  std::function<void(std::uint64_t done, std::uint64_t total)> on_progress = {};
  /// About earlier runs and their files.
  std::function<void(const std::string&)> on_message = {};
  /// PackList is about to throw, and leaves what is packed for a run that resumes it.
  std::function<void()> on_kept = {};
};

struct PackResult {
  std::filesystem::path record_path;  // PREFIX.rec, or PREFIX if there are shards
  std::uint64_t records = 0;
  std::uint64_t bytes = 0;           // of the (plain) .rec files; 0 if they were not written
  std::uint64_t shards = 0;          // .rec files
  std::uint64_t resumed = 0;         // records that an unfinished run had made
  std::vector<SkippedLine> skipped;  // in the order of the list
  BadLabelCounts bad_labels;         // of the lines that are not skipped for the list's sake
  bool was_complete = false;         // nothing was left to resume; `skipped` is then empty,
  std::uint64_t skipped_before = 0;  // and this many lines had been skipped
};

/// Packs the images of `list`, whose paths are relative to `root`, into the data set that
/// OutputPrefix() names: .rec, .idx and .crc files, a manifest, and a table of the skipped lines if
/// there are any; class names as well if the prefix is not the list's. The files do not depend on
/// the number of threads, nor on interruptions that were resumed. If not one image can be packed,
/// files that were there stay. Throws Error where the job as a whole cannot go on and, if `options`
/// say so, for the first line that cannot be packed: faults of the list before faults of images,
/// each in list order. Files that were there stay then, too, and what is packed is kept beside them
/// (.partial) for a run that resumes this one.
PackResult PackList(ListSource list, const std::filesystem::path& root, const PackOptions& options,
                    const PackObserver& observer = {});
/// As above for a list file.
PackResult PackList(const std::filesystem::path& list, const std::filesystem::path& root,
                    const PackOptions& options, const PackObserver& observer = {});

/// The names of all files of a list's data set begin with this: the prefix that the options choose,
/// or the list's own name without .lst, and if there are several parts, the part's number:
/// `data/set.lst` -> `data/set` or `data/set.part003`.
std::filesystem::path OutputPrefix(const ListSource& list, const OutputOptions& options);

}  // namespace imrec

#endif  // IMREC_IM2REC_PACKER_H_
