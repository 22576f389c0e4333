// Packing the images of a list into RecordIO files, as im2rec does.
//
//   imrec::PackList("data/pets.lst", "photos", {.image = {.resize = 300}});
#ifndef IMREC_PACK_LIST_H_
#define IMREC_PACK_LIST_H_

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <imrec/dataset_writer.h>
#include <imrec/pack_options.h>

namespace imrec {

/// A list line that did not become a record.
struct SkippedLine {
  std::uint64_t line = 0;                   // from 1
  std::optional<std::uint64_t> index = {};  // nothing if the line is malformed
  std::string path;                         // as in the list; empty if the line is malformed
  std::string reason;
};

/// A list line whose labels are not sound (LabelProblem() in label_layout.h); it is packed all the
/// same, as they are.
struct BadLabel {
  std::uint64_t line = 0;
  std::string path;
  std::string reason;
};

struct BadLabelCounts {
  std::uint64_t lines = 0;
  std::uint64_t pixel_boxes = 0;  // of these, those whose boxes look like pixels
};

/// Called from the thread that runs PackList(); each may be empty. What they throw ends the run, as
/// an error does.
struct PackObserver {
  std::function<void(const SkippedLine&)> on_skip = {};
  std::function<void(const BadLabel&)> on_bad_label = {};  // before the first image is read
  std::function<void(std::uint64_t done, std::uint64_t total)> on_progress = {};  // list lines
  /// What a user should know: about labels and class names, earlier runs and their files.
  std::function<void(const std::string&)> on_message = {};
  /// PackList() is about to throw, and leaves what is packed for a run that resumes it.
  std::function<void()> on_kept = {};
};

struct PackResult {
  std::filesystem::path record_path;  // PREFIX.rec, or PREFIX if there are shards
  std::uint64_t records = 0;
  std::uint64_t bytes = 0;           // of the (plain) .rec files; 0 if they were not written
  std::uint64_t shards = 0;          // .rec files
  std::uint64_t resumed = 0;         // records that an unfinished run had made
  std::vector<SkippedLine> skipped;  // in the order of the list
  LabelPacking labels = LabelPacking::kInHeader;  // as they were packed
  std::uint64_t lines_without_boxes =
      0;                                // packed with one label, though they hold boxes: see below
  BadLabelCounts bad_labels;            // of the lines that are not skipped for the list's sake
  std::optional<ReplacedSet> replaced;  // what was there before
  bool was_complete = false;            // nothing was left to resume; `skipped` is then empty,
  std::uint64_t skipped_before = 0;     // and this many lines had been skipped
};

/// Packs the images of a list file, whose paths are relative to the folder `root`, into a data set:
/// PREFIX.rec, or PREFIX-00000-of-00008.rec and so on, each with .idx and .crc,
/// PREFIX.manifest.json, PREFIX.skipped.tsv if lines were skipped, and PREFIX.classes.txt if the
/// list has class names. PREFIX is `options.output.prefix`, by default the list's name without
/// .lst; with several parts, the part's number follows it (`data/set.part003`). Its folder is made.
/// A data set that is there is replaced.
///
/// Class names are those of LIST.classes.txt beside the list; or, of a list that --list has split
/// (`set_train.lst`, `set_0.lst`), of `set.classes.txt`; or else of PREFIX.classes.txt.
///
/// Unless the options say which labels are packed, they are all labels of each line if most lines
/// hold detection labels, and the first of each line otherwise, as MXNet has it. In the latter case
/// `lines_without_boxes` counts the lines that hold a detection label nevertheless.
///
/// The files do not depend on the number of threads, nor on interruptions that were resumed. If not
/// one image can be packed, files that were there stay. Throws Error where the job as a whole
/// cannot go on: options out of range, a list that cannot be read or none of whose paths is below
/// `root`, files that cannot be written. Throws, too, if `options.on_error` says so, for the first
/// line that cannot be packed: faults of the list before faults of images, each in list order.
/// Files that were there stay then, and what is packed is kept beside them (.partial) for a run
/// that resumes this one. Calls for different prefixes may run at the same time.
PackResult PackList(const std::filesystem::path& list, const std::filesystem::path& root,
                    const PackOptions& options = {}, const PackObserver& observer = {});

}  // namespace imrec

#endif  // IMREC_PACK_LIST_H_
