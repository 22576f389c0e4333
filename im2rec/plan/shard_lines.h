// Packs the lines of one shard of a plan.
#ifndef IMREC_IM2REC_PLAN_SHARD_LINES_H_
#define IMREC_IM2REC_PLAN_SHARD_LINES_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <imrec/plan_pack.h>

#include "im2rec/list/list_lines.h"
#include "im2rec/pack/skip_memory.h"
#include "im2rec/plan/plan_file.h"
#include "im2rec/plan/shard_receipt.h"
#include "recordio/internal/staged_shard_writer.h"

namespace imrec {

/// Refers to all that the constructor is given. Not thread-safe.
class ShardLines {
 public:
  ShardLines(const PlanFile& plan, const ShardPacking& packing, const PackObserver& observer);

  /// Reads the list, unless that was done. Throws Error if the list or a library differs from that
  /// of the plan.
  void Read();
  /// Writes the records of the shard and finishes the writer. Call Read() before. Throws Error also
  /// if the list was changed since.
  ShardReceipt Pack(std::uint64_t shard, StagedShardWriter& writer) const;

 private:
  ListLines LinesOf(std::uint64_t shard) const;
  void Skip(const ListEntry& entry, const std::string& reason, ShardReceipt& receipt) const;

  const PlanFile& plan_;
  const PackObserver& observer_;
  PackOptions options_;
  std::optional<PackPlan> lines_;
  const SkipMemory memory_;
};

/// Returns the outcome for a shard with this receipt.
ShardOutcome OutcomeOf(std::uint64_t shard, const ShardReceipt& receipt, bool was_packed);

/// Throws Error(kCorruptData): another process has packed the shard `file` with other contents.
[[noreturn]] void ThrowOtherContents(const std::string& file, const PackedShard& other,
                                     const PackedShard& mine);

/// Packs the shards that are not packed yet, one after the other.
template <typename Packer>
std::vector<ShardOutcome> PackEach(Packer& packer, const std::vector<std::uint64_t>& shards,
                                   const ShardPacking& packing) {
  std::vector<ShardOutcome> outcomes;
  for (const std::uint64_t shard : shards) {
    const std::optional<ShardOutcome> packed = packer.FindPacked(shard);
    outcomes.push_back(packed ? *packed : packer.Pack(shard));
    if (packing.on_shard) packing.on_shard(outcomes.back());
  }
  return outcomes;
}

}  // namespace imrec

#endif  // IMREC_IM2REC_PLAN_SHARD_LINES_H_
