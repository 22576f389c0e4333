// PackShards() for a plan in an object store.
#include <filesystem>
#include <optional>
#include <string>
#include <utility>

#include <imrec/error.h>
#include <imrec/manifest.h>

#include "im2rec/plan/shard_lines.h"
#include "im2rec/plan/stored_run.h"
#include "im2rec/plan/stored_shard_files.h"
#include "recordio/internal/staging_folder.h"

namespace imrec {
namespace {

namespace fs = std::filesystem;

class StoredShardPacker {
 public:
  StoredShardPacker(const PlanFile& plan, const ShardPacking& packing, const PackObserver& observer)
      : plan_(plan),
        observer_(observer),
        run_(plan, observer.on_wait),
        lines_(plan, packing, observer),
        staging_(packing.staging) {}

  // Returns the outcome of a shard that need not be packed again.
  std::optional<ShardOutcome> FindPacked(std::uint64_t shard) {
    if (!run_.IsRunning()) return FindFinished(shard);
    const std::optional<ShardReceipt> receipt = run_.ReadReceipt(shard);
    if (!receipt || !run_.Holds(shard, *receipt)) return std::nullopt;
    return OutcomeOf(shard, *receipt, true);
  }

  // Packs a shard for which FindPacked() returned nullopt.
  ShardOutcome Pack(std::uint64_t shard) {
    lines_.Read();
    // Reading the list may take minutes, in which the data set may have been finished.
    if (!run_.IsRunning()) {
      if (std::optional<ShardOutcome> finished = FindFinished(shard)) return *std::move(finished);
      run_.Begin();
    }
    const StagingFolder folder = StagingFolder::New(staging_);
    StagedSet local = StagedSetIn(plan_, folder.path());
    StagedShardWriter writer(local, shard);
    ShardReceipt receipt = lines_.Pack(shard, writer);
    if (std::optional<ShardOutcome> other = FindOther(shard, receipt)) return *std::move(other);
    // An empty shard is written by --finish: if all are empty, an existing data set stays.
    if (receipt.packed.records > 0) {
      PutShard(run_, shard, local, writer, observer_);
      receipt.etags = run_.ETagsOf(shard, receipt);
    }
    PutReceipt(shard, receipt);
    if (run_.IsRunning()) return OutcomeOf(shard, receipt, false);
    run_.RemoveReceipt(shard);
    RequireSameContents(shard, receipt.packed);
    return FinishedMeanwhile(shard);
  }

 private:
  std::optional<ShardOutcome> FindFinished(std::uint64_t shard) {
    if (!run_.FindFinished()) return std::nullopt;
    return ShardOutcome{.shard = shard, .was_packed = true, .is_finished = true};
  }

  ShardOutcome FinishedMeanwhile(std::uint64_t shard) {
    if (std::optional<ShardOutcome> finished = FindFinished(shard)) return *std::move(finished);
    throw Error(ErrorCode::kNotFound,
                "the run of this plan was ended by another process; plan again",
                {.file = plan_.path.string()});
  }

  // The objects were sent while another process finished the data set, in place of those that its
  // manifest describes.
  void RequireSameContents(std::uint64_t shard, const PackedShard& mine) {
    const std::optional<Manifest> finished = run_.FindFinished();
    if (!finished || mine.records == 0 || shard >= finished->shards.size()) return;
    const ManifestShard& there = finished->shards[shard];
    if (there.digest == mine.plain.digest) return;
    PackedShard other;
    other.plain.digest = there.digest;
    ThrowOtherContents(run_.set().NameOf(run_.FilesOf(shard).front()), other, mine);
  }

  // Returns the outcome if another process has packed the shard, or finished the data set,
  // meanwhile.
  std::optional<ShardOutcome> FindOther(std::uint64_t shard, const ShardReceipt& mine) {
    if (!run_.IsRunning()) return FinishedMeanwhile(shard);
    const std::optional<ShardReceipt> other = run_.ReadReceipt(shard);
    if (!other || !run_.Holds(shard, *other)) return std::nullopt;
    if (other->packed == mine.packed) return OutcomeOf(shard, mine, true);
    ThrowOtherContents(run_.set().NameOf(run_.FilesOf(shard).front()), other->packed, mine.packed);
  }

  // Of two attempts with different contents, only one can put its receipt; the other fails. The
  // objects may be those of the latter, which --finish then notices.
  void PutReceipt(std::uint64_t shard, const ShardReceipt& mine) {
    if (run_.PutFirstReceipt(shard, mine)) return;
    const std::optional<ShardReceipt> other = run_.ReadReceipt(shard);
    if (other && other->packed != mine.packed) {
      ThrowOtherContents(run_.set().NameOf(run_.FilesOf(shard).front()), other->packed,
                         mine.packed);
    }
    run_.PutReceipt(shard, mine);
  }

  const PlanFile& plan_;
  const PackObserver& observer_;
  StoredRun run_;
  ShardLines lines_;
  const fs::path staging_;
};

}  // namespace

std::vector<ShardOutcome> PackShardsIntoStore(const PlanFile& plan,
                                              const std::vector<std::uint64_t>& shards,
                                              const ShardPacking& packing,
                                              const PackObserver& observer) {
  StoredShardPacker packer(plan, packing, observer);
  return PackEach(packer, shards, packing);
}

}  // namespace imrec
