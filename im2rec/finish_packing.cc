#include <algorithm>
#include <iterator>
#include <optional>
#include <string>
#include <utility>

#include <imrec/class_names.h>
#include <imrec/error.h>
#include <imrec/plan_pack.h>

#include "im2rec/list_labels.h"
#include "im2rec/pack_setup.h"
#include "im2rec/plan_file.h"
#include "im2rec/shard_receipt.h"
#include "im2rec/skipped_table.h"
#include "recordio/internal/output_file.h"
#include "recordio/internal/staged_commit.h"

namespace imrec {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void ThrowMissing(const PlanFile& plan, const std::vector<std::uint64_t>& missing) {
  const std::string numbers = FormatShardNumbers(missing);
  const std::string what =
      missing.size() == plan.shards ? "no shard is"
      : missing.size() == 1
          ? "shard " + numbers + " of " + std::to_string(plan.shards) + " is not"
          : "shards " + numbers + " of " + std::to_string(plan.shards) + " are not";
  throw Error(ErrorCode::kNotFound,
              what + " packed yet; --shards " + numbers +
                  (missing.size() == 1 ? " packs it" : " packs them"),
              {.file = plan.path.string()});
}

// The receipts of all shards.
struct Receipts {
  StagedContents contents;
  std::vector<SkippedLine> skipped;
};

class Finisher {
 public:
  Finisher(const PlanFile& plan, const PackObserver& observer)
      : plan_(plan), observer_(observer), set_(StagedSetOf(plan)) {
    result_.record_path = fs::path(set_.options.prefix) += plan.shards > 1    ? ""
                                                           : plan.compression ? ".rec.zst"
                                                                              : ".rec";
    result_.labels = *OptionsOf(plan).labels;
    result_.lines_without_boxes = plan.lines_without_boxes;
  }

  PackResult Finish() {
    StagedCommit commit(set_);
    Tell(commit);
    if (!IsRunning(set_)) return TakeFinished();
    Receipts receipts = ReadReceipts();
    AddListProblems(receipts);
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
    if (!manifest) {
      std::vector<std::uint64_t> all(plan_.shards);
      for (std::uint64_t i = 0; i < all.size(); ++i) all[i] = i;
      ThrowMissing(plan_, all);
    }
    EndRun(set_);  // removes what an interrupted call or a late process has left
    result_.was_complete = true;
    result_.records = manifest->records();
    result_.bytes = manifest->bytes();
    result_.shards = plan_.shards;
    result_.skipped_before = manifest->skipped;
    return result_;
  }

  Receipts ReadReceipts() {
    Receipts receipts;
    std::vector<std::uint64_t> missing;
    for (std::uint64_t shard = 0; shard < plan_.shards; ++shard) {
      std::optional<ShardReceipt> receipt = ReadReceipt(set_, shard);
      if (!receipt) {
        missing.push_back(shard);
        continue;
      }
      result_.records += receipt->packed.records;
      result_.bytes += receipt->packed.plain.size;
      receipts.contents.shards.push_back(std::move(receipt->packed));
      std::ranges::move(receipt->skipped, std::back_inserter(receipts.skipped));
    }
    if (!missing.empty()) ThrowMissing(plan_, missing);
    result_.shards = plan_.shards;
    return receipts;
  }

  // Adds what is decided over the whole list: lines that are not in any shard, and text files.
  void AddListProblems(Receipts& receipts) {
    const ListSource list = ReadPlannedList(plan_);
    PackPlan lines = MakePackPlan(ParseList(list.text, list.name));
    result_.bad_labels = CheckLabels(lines.entries, result_.labels, observer_.on_bad_label);
    std::ranges::move(lines.skipped, std::back_inserter(receipts.skipped));
    std::ranges::sort(receipts.skipped, {}, &SkippedLine::line);
    result_.skipped = receipts.skipped;
    receipts.contents.skipped = result_.skipped.size();
    receipts.contents.companions[kSkippedTableExtension] = FormatSkippedTable(result_.skipped);
    if (plan_.writes_class_names) {
      receipts.contents.companions[kClassNamesExtension] = FormatClassNames(plan_.class_names);
    }
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
  return Finisher(plan, observer).Finish();
}

}  // namespace imrec
