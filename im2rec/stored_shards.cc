// PackShards() for a plan in an object store.
#include <filesystem>
#include <optional>
#include <string>
#include <utility>

#include <imrec/error.h>

#include "im2rec/shard_lines.h"
#include "im2rec/stored_run.h"
#include "recordio/internal/staged_shard_writer.h"
#include "recordio/internal/staging_folder.h"

namespace imrec {
namespace {

namespace fs = std::filesystem;

class StoredShardPacker {
 public:
  StoredShardPacker(const PlanFile& plan, const ShardPacking& packing, const PackObserver& observer)
      : plan_(plan),
        observer_(observer),
        run_(plan),
        lines_(plan, packing, observer),
        staging_(packing.staging) {}

  // Returns the outcome of a shard that need not be packed again.
  std::optional<ShardOutcome> FindPacked(std::uint64_t shard) {
    if (!run_.IsRunning()) return FindFinished(shard);
    const std::optional<ShardReceipt> receipt = run_.ReadReceipt(shard);
    if (!receipt || !run_.Holds(shard, receipt->packed)) return std::nullopt;
    return OutcomeOf(shard, *receipt, true);
  }

  // Packs a shard for which FindPacked() returned nullopt.
  ShardOutcome Pack(std::uint64_t shard) {
    lines_.Read();
    if (!run_.IsRunning()) run_.Begin();
    const StagingFolder folder = StagingFolder::New(staging_);
    StagedSet local = StagedSetOf(plan_);
    local.options.prefix = folder.path() / local.options.prefix.filename();
    BeginRun(local);
    StagedShardWriter writer(local, shard);
    const ShardReceipt receipt = lines_.Pack(shard, writer);
    if (std::optional<ShardOutcome> other = FindOther(shard, receipt)) return *std::move(other);
    writer.Stage();
    for (const std::string& file : run_.FilesOf(shard)) {
      fs::rename(folder.path() / (file + '.' + local.run), folder.path() / file);
    }
    run_.set().PutFiles(folder.path(), run_.FilesOf(shard), false, observer_.on_upload);
    RequireNoOther(shard, receipt);
    run_.PutReceipt(shard, receipt);
    if (run_.IsRunning()) return OutcomeOf(shard, receipt, false);
    run_.RemoveReceipt(shard);  // the data set was finished meanwhile
    return FindFinished(shard).value_or(OutcomeOf(shard, receipt, false));
  }

 private:
  std::optional<ShardOutcome> FindFinished(std::uint64_t shard) {
    if (!run_.FindFinished()) return std::nullopt;
    return ShardOutcome{.shard = shard, .was_packed = true, .is_finished = true};
  }

  // Returns the outcome if another process has packed the shard, or finished the data set,
  // meanwhile.
  std::optional<ShardOutcome> FindOther(std::uint64_t shard, const ShardReceipt& mine) {
    if (!run_.IsRunning()) {
      if (std::optional<ShardOutcome> finished = FindFinished(shard)) return finished;
      throw Error(ErrorCode::kNotFound,
                  "the run of this plan was ended by another process; plan again",
                  {.file = plan_.path.string()});
    }
    const std::optional<ShardReceipt> other = run_.ReadReceipt(shard);
    if (!other || !run_.Holds(shard, other->packed)) return std::nullopt;
    if (other->packed == mine.packed) return OutcomeOf(shard, mine, true);
    ThrowOtherContents(run_.set().NameOf(run_.FilesOf(shard).front()), other->packed, mine.packed);
  }

  // After the upload, so that of two attempts with different contents at least one fails. The
  // objects may be those of the other.
  void RequireNoOther(std::uint64_t shard, const ShardReceipt& mine) {
    const std::optional<ShardReceipt> other = run_.ReadReceipt(shard);
    if (!other || other->packed == mine.packed) return;
    ThrowOtherContents(run_.set().NameOf(run_.FilesOf(shard).front()), other->packed, mine.packed);
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
  std::vector<ShardOutcome> outcomes;
  for (const std::uint64_t shard : shards) {
    const std::optional<ShardOutcome> packed = packer.FindPacked(shard);
    outcomes.push_back(packed ? *packed : packer.Pack(shard));
    if (packing.on_shard) packing.on_shard(outcomes.back());
  }
  return outcomes;
}

}  // namespace imrec
