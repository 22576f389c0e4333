// FinishPacking() for a plan in an object store.
#include <optional>
#include <string>
#include <vector>

#include "im2rec/pack/skipped_table.h"
#include "im2rec/plan/finish_steps.h"
#include "im2rec/plan/stored_run.h"
#include "im2rec/plan/stored_shard_files.h"
#include "recordio/internal/staging_folder.h"

namespace imrec {
namespace {

class StoredFinisher {
 public:
  StoredFinisher(const PlanFile& plan, const PackObserver& observer)
      : plan_(plan),
        observer_(observer),
        run_(plan, observer.on_wait),
        result_(BeginResult(plan, run_.staged())) {}

  PackResult Finish() {
    if (!run_.IsRunning()) return TakeFinished();
    const std::vector<std::optional<ShardReceipt>> read = run_.ReadReceipts();
    Receipts receipts = SumReceipts(plan_, read, result_);
    run_.set().Refresh();
    AddListProblems(plan_, observer_, receipts, result_);
    if (result_.records == 0) return EndWithoutRecords(receipts);
    RequireShards(read);
    PutEmptyShards(receipts.contents);
    Commit(receipts.contents);
    run_.End();
    return result_;
  }

 private:
  // The run has ended, or has never begun.
  PackResult TakeFinished() {
    const std::optional<Manifest> manifest = run_.FindFinished();
    if (!manifest) ThrowAllMissing(plan_);
    run_.End();  // removes what an interrupted call or a late process has left
    TakeComplete(plan_, *manifest, observer_, result_);
    return result_;
  }

  void RequireShards(const std::vector<std::optional<ShardReceipt>>& receipts) const {
    std::vector<std::uint64_t> missing;
    for (std::uint64_t shard = 0; shard < plan_.shards; ++shard) {
      if (!run_.Held(shard, *receipts[shard])) missing.push_back(shard);
    }
    if (!missing.empty()) ThrowMissing(plan_, missing);
  }

  // Their tasks have sent nothing.
  void PutEmptyShards(const StagedContents& contents) {
    for (std::uint64_t shard = 0; shard < plan_.shards; ++shard) {
      if (contents.shards[shard].records > 0) continue;
      const StagingFolder folder = StagingFolder::New({});
      const StagedSet local = StagedSetIn(plan_, folder.path());
      StagedShardWriter writer(local, shard);
      writer.Finish();
      PutShard(run_, shard, local, writer, observer_);
    }
  }

  void Commit(const StagedContents& contents) {
    StoredSet& set = run_.set();
    const Manifest manifest = ManifestOf(run_.staged(), contents);
    const std::string text = FormatManifest(manifest);
    const bool is_new = !set.manifest() || set.manifest()->text != text;
    std::vector<std::string> obsolete;
    for (const ManifestShard& shard : manifest.shards) {
      obsolete.push_back(FileNamesOfShard(shard.file, !plan_.compression.has_value()).front());
      for (const std::string& file : FileNamesOfShard(shard.file, plan_.compression.has_value())) {
        result_.objects.push_back(set.NameOf(file));
      }
    }
    for (const auto& [extension, contents_of_text] : contents.companions) {
      const std::string file = set.FileOf(extension);
      if (contents_of_text.empty()) {
        obsolete.push_back(file);
        continue;
      }
      set.store().PutText(contents_of_text, set.NameOf(file));
      result_.objects.push_back(set.NameOf(file));
    }
    const std::string remaining = set.RemainingMessage(manifest);
    if (is_new) result_.replaced = set.Existing();
    set.PutManifest(text);
    set.RemoveObsolete(obsolete);
    result_.objects.push_back(set.NameOf(set.ManifestFile()));
    if (!remaining.empty() && observer_.on_message) observer_.on_message(remaining);
  }

  // As when one process packs, only the table is written, and an existing data set stays.
  PackResult EndWithoutRecords(const Receipts& receipts) {
    StoredSet& set = run_.set();
    const std::string& table = receipts.contents.companions.at(kSkippedTableExtension);
    if (!table.empty()) set.store().PutText(table, set.NameOf(set.FileOf(kSkippedTableExtension)));
    run_.End();
    result_.shards = 0;
    return result_;
  }

  const PlanFile& plan_;
  const PackObserver& observer_;
  StoredRun run_;
  PackResult result_;
};

}  // namespace

PackResult FinishPackingInStore(const PlanFile& plan, const PackObserver& observer) {
  return StoredFinisher(plan, observer).Finish();
}

}  // namespace imrec
