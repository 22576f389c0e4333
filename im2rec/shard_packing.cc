#include <algorithm>
#include <optional>
#include <span>
#include <string>
#include <utility>

#include <imrec/error.h>
#include <imrec/plan_pack.h>

#include "im2rec/pack_lines.h"
#include "im2rec/pack_setup.h"
#include "im2rec/plan_file.h"
#include "im2rec/shard_receipt.h"
#include "recordio/internal/staged_shard_writer.h"

namespace imrec {
namespace {

ShardOutcome OutcomeOf(std::uint64_t shard, const ShardReceipt& receipt, bool was_packed) {
  return {.shard = shard,
          .records = receipt.packed.records,
          .bytes = receipt.packed.plain.size,
          .skipped = receipt.skipped,
          .was_packed = was_packed};
}

// Packs shards one after the other.
class ShardPacker {
 public:
  ShardPacker(const PlanFile& plan, const ShardPacking& packing, const PackObserver& observer)
      : plan_(plan), observer_(observer), set_(StagedSetOf(plan)), options_(OptionsOf(plan)) {
    options_.threads = packing.threads;
    options_.window_bytes = packing.window_bytes;
  }

  // Returns the outcome of a shard that is not packed any more.
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
    ReadLines();
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
  void ReadLines() {
    if (lines_) return;
    RequireSameLibraries(plan_);
    lines_ = PlannedLines(plan_, ReadPlannedList(plan_));
  }

  std::span<const ListEntry> LinesOf(std::uint64_t shard) const {
    const std::size_t count = lines_->entries.size();
    const std::size_t begin = FirstOfShard(shard, count, plan_.shards);
    const std::size_t end = FirstOfShard(shard + 1, count, plan_.shards);
    return std::span(lines_->entries).subspan(begin, end - begin);
  }

  ShardOutcome PackInRun(std::uint64_t shard) {
    const std::span<const ListEntry> lines = LinesOf(shard);
    StagedShardWriter writer(set_, shard);
    ShardReceipt receipt;
    PackLines(lines, plan_.root, options_, *options_.labels, memory_,
              [&](std::size_t position, const PackedLine& line) {
                Add(lines[position], line, writer, receipt);
                if (observer_.on_progress) observer_.on_progress(position + 1, lines.size());
              });
    receipt.packed = writer.Finish();
    if (WasPackedMeanwhile(shard, receipt)) return OutcomeOf(shard, receipt, true);
    writer.Stage();
    WriteReceipt(set_, shard, receipt);
    return OutcomeOf(shard, receipt, false);
  }

  void Add(const ListEntry& entry, const PackedLine& line, StagedShardWriter& writer,
           ShardReceipt& receipt) const {
    std::string failure = line.failure;
    if (failure.empty()) failure = Write(entry.index, line.payload, writer);
    if (failure.empty()) return;
    SkippedLine skipped{
        .line = entry.line, .index = entry.index, .path = entry.path, .reason = failure};
    if (options_.on_error == OnPackError::kFail) FailForLine(plan_.list.string(), skipped);
    if (observer_.on_skip) observer_.on_skip(skipped);
    receipt.skipped.push_back(std::move(skipped));
  }

  // Returns why the record was not written, if only this record is affected; throws other errors.
  static std::string Write(std::uint64_t key, const std::vector<std::byte>& payload,
                           StagedShardWriter& writer) {
    try {
      writer.Write(key, payload);
      return {};
    } catch (const Error& error) {
      if (error.code() != ErrorCode::kLimitExceeded) throw;
      return error.reason();
    }
  }

  // Returns true if another process has packed the same shard since FindPacked().
  bool WasPackedMeanwhile(std::uint64_t shard, const ShardReceipt& mine) const {
    const std::optional<ShardReceipt> other = ReadReceipt(set_, shard);
    if (!other || !IsPacked(set_, shard, other->packed)) return false;
    if (other->packed == mine.packed) return true;
    throw Error(ErrorCode::kCorruptData,
                "another process has packed this shard with other contents (digest " +
                    other->packed.plain.digest + ", here " + mine.packed.plain.digest +
                    "); were images changed since?",
                {.file = set_.ShardFile(shard).string()});
  }

  const PlanFile& plan_;
  const PackObserver& observer_;
  const StagedSet set_;
  PackOptions options_;
  std::optional<PackPlan> lines_;
  const SkipMemory memory_;
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
  ShardPacker packer(plan, packing, observer);
  std::vector<ShardOutcome> outcomes;
  for (const std::uint64_t shard : shards) {
    const std::optional<ShardOutcome> packed = packer.FindPacked(shard);
    outcomes.push_back(packed ? *packed : packer.Pack(shard));
    if (packing.on_shard) packing.on_shard(outcomes.back());
  }
  return outcomes;
}

}  // namespace imrec
