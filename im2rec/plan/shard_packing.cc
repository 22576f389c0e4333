#include <optional>
#include <string>

#include <imrec/error.h>
#include <imrec/plan_pack.h>

#include "im2rec/plan/plan_file.h"
#include "im2rec/plan/shard_lines.h"
#include "im2rec/plan/shard_receipt.h"
#include "im2rec/plan/stored_run.h"
#include "recordio/internal/remote_path.h"
#include "recordio/internal/staged_shard_writer.h"

namespace imrec {
namespace {

// Packs shards one after the other.
class ShardPacker {
 public:
  ShardPacker(const PlanFile& plan, const ShardPacking& packing, const PackObserver& observer)
      : set_(StagedSetOf(plan)), lines_(plan, packing, observer) {}

  // Returns the outcome of a shard that need not be packed again.
  std::optional<ShardOutcome> FindPacked(std::uint64_t shard) {
    if (!IsRunning(set_)) {
      if (!FindFinishedSet(set_)) return std::nullopt;
      return ShardOutcome{.shard = shard, .was_packed = true, .is_finished = true};
    }
    const std::optional<ShardReceipt> receipt = ReadReceipt(set_, shard);
    if (!receipt || !IsPacked(set_, shard, receipt->packed)) return std::nullopt;
    return OutcomeOf(shard, *receipt, true);
  }

  // Packs a shard for which FindPacked() returned nullopt.
  ShardOutcome Pack(std::uint64_t shard) {
    lines_.Read();
    // Reading the list may take minutes, in which the data set may have been finished.
    if (!IsRunning(set_) && FindFinishedSet(set_)) {
      return {.shard = shard, .was_packed = true, .is_finished = true};
    }
    BeginRun(set_);
    try {
      return PackInRun(shard);
    } catch (const Error&) {
      if (IsRunning(set_)) throw;
      // Another process has packed the shard meanwhile, and the data set was finished.
      RemoveStaged(set_, shard);
      if (!FindFinishedSet(set_)) throw;
      return {.shard = shard, .was_packed = true, .is_finished = true};
    }
  }

 private:
  ShardOutcome PackInRun(std::uint64_t shard) {
    StagedShardWriter writer(set_, shard);
    const ShardReceipt receipt = lines_.Pack(shard, writer);
    if (WasPackedMeanwhile(shard, receipt)) return OutcomeOf(shard, receipt, true);
    writer.Stage();
    WriteReceipt(set_, shard, receipt);
    return OutcomeOf(shard, receipt, false);
  }

  // Returns true if another process has packed the same shard since FindPacked().
  bool WasPackedMeanwhile(std::uint64_t shard, const ShardReceipt& mine) const {
    const std::optional<ShardReceipt> other = ReadReceipt(set_, shard);
    if (!other || !IsPacked(set_, shard, other->packed)) return false;
    if (other->packed == mine.packed) return true;
    ThrowOtherContents(set_.ShardFile(shard).string(), other->packed, mine.packed);
  }

  const StagedSet set_;
  ShardLines lines_;
};

}  // namespace

std::vector<ShardOutcome> PackShards(const std::filesystem::path& path,
                                     const std::vector<std::uint64_t>& shards,
                                     const ShardPacking& packing, const PackObserver& observer) {
  const PlanFile plan = ReadPlanFile(path);
  for (const std::uint64_t shard : shards) {
    if (shard < plan.shards) continue;
    throw Error(
        ErrorCode::kInvalidArgument,
        "has the shards 0.." + std::to_string(plan.shards - 1) + ", not " + std::to_string(shard),
        {.file = path.string()});
  }
  RequireSameVersion(plan);
  if (IsRemotePath(path)) return PackShardsIntoStore(plan, shards, packing, observer);
  ShardPacker packer(plan, packing, observer);
  return PackEach(packer, shards, packing);
}

}  // namespace imrec
