#include "im2rec/plan/finish_steps.h"

#include <algorithm>
#include <iterator>
#include <numeric>
#include <optional>
#include <string>
#include <utility>

#include <imrec/class_names.h>
#include <imrec/error.h>
#include <imrec/plan_pack.h>

#include "im2rec/list/list_labels.h"
#include "im2rec/pack/frame_mismatch.h"
#include "im2rec/pack/pack_setup.h"
#include "im2rec/pack/skipped_table.h"

namespace imrec {

void ThrowMissing(const PlanFile& plan, const std::vector<std::uint64_t>& missing) {
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

void ThrowAllMissing(const PlanFile& plan) {
  std::vector<std::uint64_t> all(plan.shards);
  std::iota(all.begin(), all.end(), std::uint64_t{0});
  ThrowMissing(plan, all);
}

PackResult BeginResult(const PlanFile& plan, const StagedSet& set) {
  PackResult result;
  result.record_path = std::filesystem::path(set.options.prefix) += plan.shards > 1    ? ""
                                                                    : plan.compression ? ".rec.zst"
                                                                                       : ".rec";
  result.labels = *OptionsOf(plan).labels;
  result.lines_without_boxes = plan.lines_without_boxes;
  result.frame_mismatches.option = FrameOption(OptionsOf(plan).image);
  return result;
}

Receipts SumReceipts(const PlanFile& plan, std::vector<std::optional<ShardReceipt>> given,
                     PackResult& result) {
  Receipts receipts;
  std::vector<std::uint64_t> missing;
  for (std::uint64_t shard = 0; shard < given.size(); ++shard) {
    std::optional<ShardReceipt>& receipt = given[shard];
    if (!receipt) {
      missing.push_back(shard);
      continue;
    }
    result.records += receipt->packed.records;
    result.bytes += receipt->packed.plain.size;
    result.misnamed += receipt->misnamed;
    result.kept_bytes += receipt->kept_bytes;
    AddMismatches(receipt->frame_mismatches, result.frame_mismatches);
    receipts.contents.shards.push_back(std::move(receipt->packed));
    std::ranges::move(receipt->skipped, std::back_inserter(receipts.skipped));
  }
  if (!missing.empty()) ThrowMissing(plan, missing);
  result.shards = plan.shards;
  return receipts;
}

void AddListProblems(const PlanFile& plan, const PackObserver& observer, Receipts& receipts,
                     PackResult& result) {
  PackPlan lines = ReadPlannedList(plan);
  result.bad_labels = CheckLabels(lines.lines, result.labels, observer.on_bad_label);
  lines.lines.RequireUnchanged();
  std::ranges::move(lines.skipped, std::back_inserter(receipts.skipped));
  std::ranges::sort(receipts.skipped, {}, &SkippedLine::line);
  result.skipped = receipts.skipped;
  receipts.contents.skipped = result.skipped.size();
  receipts.contents.companions[kSkippedTableExtension] = FormatSkippedTable(result.skipped);
  if (plan.writes_class_names) {
    receipts.contents.companions[kClassNamesExtension] = FormatClassNames(plan.class_names);
  }
}

void TakeComplete(const PlanFile& plan, const Manifest& manifest, const PackObserver& observer,
                  PackResult& result) {
  std::optional<PackPlan> lines;
  try {
    lines = ReadPlannedList(plan);
  } catch (const Error&) {
    // The set is complete without its list, which may be gone by now.
  }
  if (lines) result.bad_labels = CheckLabels(lines->lines, result.labels, observer.on_bad_label);
  result.was_complete = true;
  result.records = manifest.records();
  result.bytes = manifest.bytes();
  result.shards = manifest.shards.size();
  result.skipped_before = manifest.skipped;
}

}  // namespace imrec
