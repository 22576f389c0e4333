#include <optional>
#include <string>
#include <utility>

#include <imrec/plan_pack.h>

#include "im2rec/pack/skipped_table.h"
#include "im2rec/plan/finish_steps.h"
#include "im2rec/plan/plan_file.h"
#include "im2rec/plan/shard_receipt.h"
#include "im2rec/plan/stored_run.h"
#include "recordio/internal/output_file.h"
#include "recordio/internal/remote_path.h"
#include "recordio/internal/staged_commit.h"

namespace imrec {
namespace {

namespace fs = std::filesystem;

class Finisher {
 public:
  Finisher(const PlanFile& plan, const PackObserver& observer)
      : plan_(plan),
        observer_(observer),
        set_(StagedSetOf(plan)),
        result_(BeginResult(plan, set_)) {}

  PackResult Finish() {
    StagedCommit commit(set_);
    Tell(commit);
    if (!IsRunning(set_)) return TakeFinished();
    Receipts receipts = ReadReceipts();
    AddListProblems(plan_, observer_, receipts, result_);
    if (!AreAllStaged(receipts.contents)) return EndCommitted(receipts);
    if (result_.records == 0) return EndWithoutRecords();
    commit.Commit(receipts.contents);
    result_.replaced = commit.replaced();
    Tell(commit);
    EndRun(set_);
    return result_;
  }

 private:
  // Reports the messages that have not been reported.
  void Tell(const StagedCommit& commit) {
    for (; told_ < commit.messages().size(); ++told_) {
      if (observer_.on_message) observer_.on_message(commit.messages()[told_]);
    }
  }

  // The run has ended, or has never begun.
  PackResult TakeFinished() {
    const std::optional<Manifest> manifest = FindFinishedSet(set_);
    if (!manifest) ThrowAllMissing(plan_);
    EndRun(set_);  // removes what an interrupted call or a late process has left
    TakeComplete(plan_, *manifest, observer_, result_);
    return result_;
  }

  Receipts ReadReceipts() {
    std::vector<std::optional<ShardReceipt>> receipts;
    for (std::uint64_t shard = 0; shard < plan_.shards; ++shard) {
      receipts.push_back(ReadReceipt(set_, shard));
    }
    return SumReceipts(plan_, std::move(receipts), result_);
  }

  bool AreAllStaged(const StagedContents& contents) {
    for (std::uint64_t shard = 0; shard < plan_.shards; ++shard) {
      if (!IsStaged(set_, shard, contents.shards[shard])) unstaged_.push_back(shard);
    }
    return unstaged_.empty();
  }

  // The files of some shards do not have their staged names.
  PackResult EndCommitted(const Receipts& receipts) {
    if (!IsCommitted(set_, receipts.contents)) ThrowMissing(plan_, unstaged_);
    EndRun(set_);
    return result_;
  }

  // As when one process packs: an existing data set stays, only the table is written.
  PackResult EndWithoutRecords() {
    const std::string table = FormatSkippedTable(result_.skipped);
    if (!table.empty()) WriteFileAtomically(SkippedTablePath(set_.options.prefix), table);
    EndRun(set_);
    result_.shards = 0;
    return result_;
  }

  const PlanFile& plan_;
  const PackObserver& observer_;
  const StagedSet set_;
  PackResult result_;
  std::vector<std::uint64_t> unstaged_;
  std::size_t told_ = 0;
};

}  // namespace

PackResult FinishPacking(const fs::path& path, const PackObserver& observer) {
  const PlanFile plan = ReadPlanFile(path);
  RequireSameVersion(plan);
  if (IsRemotePath(path)) return FinishPackingInStore(plan, observer);
  return Finisher(plan, observer).Finish();
}

}  // namespace imrec
