// Packs a list on several machines: one process plans, others pack the shards, one finishes.
//
//   imrec::PlanPacking("data/pets.lst", "photos", {.output = {.shard_count = 16}});
//   imrec::PackShards("data/pets.plan.json", {3, 7});  // on any machine, any number of times
//   imrec::FinishPacking("data/pets.plan.json");
//
// The files are those that PackList() with the same options writes, byte for byte. All machines see
// the list, the images and the folder of the plan in one file system. No function relies on locks.
//
// The plan may be s3://BUCKET/NAME.plan.json. Shards are then packed into local folders and sent,
// and a set that is replaced is a mixture of both until FinishPacking().
#ifndef IMREC_PLAN_PACK_H_
#define IMREC_PLAN_PACK_H_

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include <imrec/export.h>
#include <imrec/pack_list.h>
#include <imrec/pack_options.h>

namespace imrec {

/// What a plan says.
struct PackingPlan {
  std::filesystem::path path;  // PREFIX.plan.json
  std::string run;             // id of the run, 16 hexadecimal digits
  std::filesystem::path list;  // as seen from the working folder
  std::uint64_t shards = 0;
  std::uint64_t lines = 0;   // list lines to pack: without malformed lines and repeated indices
  std::uint64_t packed = 0;  // shards that are already packed
};

/// A plan, and what was found while it was made.
struct PlanResult {
  PackingPlan plan;
  std::uint64_t skipped = 0;              // malformed lines and repeated indices
  std::uint64_t lines_without_boxes = 0;  // as in PackResult
  BadLabelCounts bad_labels;
};

/// Writes PREFIX.plan.json, where PREFIX is the name that PackList() uses, and creates the folder
/// PREFIX.RUN. The plan contains the options, the digest of the list, the class names, and the
/// versions of im2rec and of the libraries on which the packed bytes depend. Relative paths are
/// stored relative to the folder of the plan. If the same plan exists, its packed shards are kept.
/// Throws Error
/// - as PackList() for options, list and `root`;
/// - kInvalidArgument for options that have no meaning here: parts of the list, shards by size, and
///   `resume`;
/// - kInvalidArgument if another plan with packed shards exists.
/// Reports lines that cannot be packed and invalid labels.
IMREC_EXPORT PlanResult PlanPacking(const std::filesystem::path& list,
                                    const std::filesystem::path& root,
                                    const PackOptions& options = {},
                                    const PackObserver& observer = {});

/// Reads a plan. Throws Error(kNotFound) or Error(kIo) if it cannot be read, and
/// Error(kCorruptData) or Error(kUnsupported) if it is not a plan of this version.
IMREC_EXPORT PackingPlan ReadPackingPlan(const std::filesystem::path& plan);

/// A shard after PackShards().
struct ShardOutcome {
  std::uint64_t shard = 0;
  std::uint64_t records = 0;
  std::uint64_t bytes = 0;                // of the plain .rec file
  std::vector<SkippedLine> skipped = {};  // lines of this shard
  bool was_packed = false;                // by this or another process, before
  bool is_finished = false;               // the data set is complete; the other members are 0
};

/// What may differ between the processes.
struct ShardPacking {
  std::size_t threads = 0;                                 // as in PackOptions
  std::size_t window_bytes = std::size_t{128} << 20;       // as in PackOptions
  std::function<void(const ShardOutcome&)> on_shard = {};  // after each shard
  std::filesystem::path staging = {};                      // as in OutputOptions
};

/// Packs shards of a plan. A shard that is packed is not packed again. Any number of processes may
/// pack the same shards at the same time, may be killed, and may go on after FinishPacking().
/// Returns the outcomes in the order of `shards`. Throws Error
/// - kInvalidArgument for a number that is not below the number of shards, and if the list, the
///   version of im2rec or that of a library differs from the plan's;
/// - kCorruptData if a shard was packed with other contents;
/// - kCorruptData for a line that cannot be packed, if the plan has OnPackError::kFail;
/// - kNotFound or kIo if a file cannot be read or written.
IMREC_EXPORT std::vector<ShardOutcome> PackShards(const std::filesystem::path& plan,
                                                  const std::vector<std::uint64_t>& shards,
                                                  const ShardPacking& packing = {},
                                                  const PackObserver& observer = {});

/// Gives the packed shards their final names, writes the manifest and the table of skipped lines,
/// and replaces an existing data set as a whole. Removes the files of the run. May be repeated: if
/// the data set is complete, `was_complete` is true. One process at a time. Throws Error
/// - kNotFound that names the shards that are not packed;
/// - kInvalidArgument if the list or the version of im2rec differs from the plan's;
/// - as PackList() if files cannot be written. The previous data set is then still in place, or the
///   next call completes the new one.
IMREC_EXPORT PackResult FinishPacking(const std::filesystem::path& plan,
                                      const PackObserver& observer = {});

/// Returns numbers as text, such as "3,7-9". `numbers` increase.
IMREC_EXPORT std::string FormatShardNumbers(const std::vector<std::uint64_t>& numbers);

}  // namespace imrec

#endif  // IMREC_PLAN_PACK_H_
