// What finishing a plan does wherever its shards are.
#ifndef IMREC_IM2REC_PLAN_FINISH_STEPS_H_
#define IMREC_IM2REC_PLAN_FINISH_STEPS_H_

#include <cstdint>
#include <optional>
#include <vector>

#include <imrec/manifest.h>
#include <imrec/pack_list.h>

#include "im2rec/plan/plan_file.h"
#include "im2rec/plan/shard_receipt.h"
#include "recordio/internal/staged_commit.h"

namespace imrec {

/// What the receipts of all shards say together.
struct Receipts {
  StagedContents contents;
  std::vector<SkippedLine> skipped;
};

/// Throws Error(kNotFound) that names these shards and how to pack them.
[[noreturn]] void ThrowMissing(const PlanFile& plan, const std::vector<std::uint64_t>& missing);
/// As ThrowMissing() for all shards.
[[noreturn]] void ThrowAllMissing(const PlanFile& plan);

/// Returns what is known about the result before the receipts are read.
PackResult BeginResult(const PlanFile& plan, const StagedSet& set);

/// Sums the receipts of all shards, and sets `records`, `bytes` and `shards` of the result. Calls
/// ThrowMissing() if one is absent.
Receipts SumReceipts(const PlanFile& plan, std::vector<std::optional<ShardReceipt>> given,
                     PackResult& result);

/// Adds what is decided over the whole list: lines that are not in any shard, and text files.
/// Throws Error if the list differs from that of the plan.
void AddListProblems(const PlanFile& plan, const PackObserver& observer, Receipts& receipts,
                     PackResult& result);

/// Sets the members of the result that say that the data set was complete. Counts and reports the
/// invalid labels again, if the list is still there.
void TakeComplete(const PlanFile& plan, const Manifest& manifest, const PackObserver& observer,
                  PackResult& result);

}  // namespace imrec

#endif  // IMREC_IM2REC_PLAN_FINISH_STEPS_H_
