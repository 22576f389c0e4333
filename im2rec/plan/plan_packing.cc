#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include <imrec/error.h>
#include <imrec/plan_pack.h>

#include "im2rec/list/list_labels.h"
#include "im2rec/pack/pack_setup.h"
#include "im2rec/plan/plan_file.h"
#include "im2rec/plan/shard_receipt.h"
#include "im2rec/plan/stored_run.h"
#include "recordio/internal/compressed_file.h"
#include "recordio/internal/imrec_version.h"
#include "recordio/internal/output_file.h"
#include "recordio/internal/path_status.h"
#include "recordio/internal/read_file.h"
#include "recordio/internal/remote_path.h"

namespace imrec {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void Refuse(const std::string& reason) {
  throw Error(ErrorCode::kInvalidArgument, reason);
}

void CheckPlanOptions(const OutputOptions& options) {
  if (options.shard_bytes > 0) {
    Refuse(
        "--shard-size has no meaning for a plan: where a shard ends depends on those before it; "
        "give --num-shards");
  }
  if (options.part_count > 1) {
    Refuse(
        "--num-parts has no meaning for a plan: a part of the list makes a data set of its own; "
        "give --num-shards");
  }
  if (options.resume) {
    Refuse("--resume has no meaning for a plan: shards that are packed are not packed again");
  }
  if (options.compression) CheckCompressionLevel(*options.compression);
}

std::uint64_t CountPacked(const PlanFile& plan) {
  if (IsRemotePath(plan.path)) return StoredRun(plan).CountReceipts();
  return CountReceipts(StagedSetOf(plan));
}

PackingPlan Describe(const PlanFile& plan) {
  return {.path = plan.path,
          .run = plan.run,
          .list = plan.list,
          .shards = plan.shards,
          .lines = plan.lines,
          .packed = CountPacked(plan)};
}

// Ends the run of a plan that is replaced. Its packed shards are not thrown away.
void EndEarlierRun(const fs::path& path) {
  const PlanFile earlier = ReadPlanFile(path);
  const StagedSet set = StagedSetOf(earlier);
  const std::uint64_t packed = CountPacked(earlier);
  if (packed > 0) {
    throw Error(ErrorCode::kInvalidArgument,
                "is another plan, and " + std::to_string(packed) + " of its " +
                    std::to_string(earlier.shards) +
                    " shards are packed; finish it, or remove the folder " + set.Folder().string() +
                    " to give them up",
                {.file = path.string()});
  }
  if (IsRemotePath(path)) return StoredRun(earlier).End();
  EndRun(set);
}

void SayWhatIsKept(const PlanFile& plan, const PackObserver& observer) {
  const StagedSet set = StagedSetOf(plan);
  if (!observer.on_message) return;
  const std::uint64_t packed = CountPacked(plan);
  if (packed > 0) {
    observer.on_message(
        plan.path.string() + " is the same plan: " + std::to_string(packed) + " of its " +
        std::to_string(plan.shards) +
        " shards are packed and kept; to pack them again, plan again without the folder " +
        set.Folder().string());
  }
}

PlanFile MakePlanFile(const ListSource& list, const fs::path& root, const PackSetup& setup,
                      const PackOptions& options) {
  PlanFile plan{.path = fs::path(setup.prefix) += kPlanExtension,
                .run = {},
                .version = ImrecVersion(),
                .libraries = LibrariesOf(options.image, options.output.compression.has_value()),
                .list = list.path,
                .root = root,
                .list_digest = setup.options.at("list-xxh3-64"),
                .lines = setup.plan.lines.size(),
                .shards = options.output.shard_count,
                .compression = options.output.compression,
                .on_error = options.on_error,
                .options = setup.options,
                .class_names = list.class_names,
                .writes_class_names = WritesClassNames(list, setup.prefix),
                .lines_without_boxes = setup.lines_without_boxes};
  return plan;
}

void ReportSkipped(const ListSource& list, const PackSetup& setup, OnPackError on_error,
                   const PackObserver& observer) {
  for (const SkippedLine& line : setup.plan.skipped) {
    if (on_error == OnPackError::kFail) FailForLine(list.name, line);
    if (observer.on_skip) observer.on_skip(line);
  }
}

// Writes the plan, unless it is there, and begins its run.
void WritePlan(const PlanFile& plan, const std::string& text, const PackObserver& observer) {
  const bool exists = IsThere(plan.path);
  const bool is_same = exists && ReadTextFile(plan.path) == text;
  if (exists && !is_same) EndEarlierRun(plan.path);
  BeginRun(StagedSetOf(plan));
  if (is_same) return SayWhatIsKept(plan, observer);
  WriteFileAtomically(plan.path, text);
}

void WritePlanIntoStore(const PlanFile& plan, const std::string& text,
                        const PackObserver& observer) {
  StoredRun run(plan, observer.on_wait);
  const std::optional<StoredText> there = run.store().GetText(plan.path.string());
  const bool is_same = there && there->text == text;
  if (there && !is_same) EndEarlierRun(plan.path);
  run.Begin();
  if (is_same) return SayWhatIsKept(plan, observer);
  run.store().PutText(text, plan.path.string());
}

}  // namespace

PlanResult PlanPacking(const fs::path& list_path, const fs::path& root, const PackOptions& options,
                       const PackObserver& observer) {
  CheckPlanOptions(options.output);
  ListSource list = ReadListSource(list_path);
  const PackSetup setup = PreparePacking(list, root, options, observer);
  ReportSkipped(list, setup, options.on_error, observer);
  PlanResult result{
      .plan = {},
      .skipped = setup.plan.skipped.size(),
      .lines_without_boxes = setup.lines_without_boxes,
      .bad_labels = CheckLabels(setup.plan.lines, setup.labels, observer.on_bad_label)};
  setup.plan.lines.RequireUnchanged();
  PlanFile plan = MakePlanFile(list, root, setup, options);
  if (IsRemotePath(plan.path)) {
    const std::string text = FormatPlanFile(plan);
    WritePlanIntoStore(plan, text, observer);
  } else {
    MakeFolderFor(setup.prefix);
    const std::string text = FormatPlanFile(plan);
    WritePlan(plan, text, observer);
  }
  result.plan = Describe(plan);
  return result;
}

PackingPlan ReadPackingPlan(const fs::path& plan) { return Describe(ReadPlanFile(plan)); }

std::string FormatShardNumbers(const std::vector<std::uint64_t>& numbers) {
  std::string text;
  for (std::size_t i = 0; i < numbers.size();) {
    std::size_t last = i;
    while (last + 1 < numbers.size() && numbers[last + 1] == numbers[last] + 1) ++last;
    if (!text.empty()) text += ',';
    text += std::to_string(numbers[i]);
    if (last > i) {
      text += last > i + 1 ? '-' : ',';
      text += std::to_string(numbers[last]);
    }
    i = last + 1;
  }
  return text;
}

}  // namespace imrec
