// The run of a plan whose data set is in an object store.
//
// A store has no names that are given later: the objects of a shard have their final names at once,
// and its receipt, PREFIX.RUN/3.json, says that they are complete. The object PREFIX.RUN/running
// exists until the data set is. Readers go by the manifest, which is written last.
#ifndef IMREC_IM2REC_PLAN_STORED_RUN_H_
#define IMREC_IM2REC_PLAN_STORED_RUN_H_

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <imrec/manifest.h>
#include <imrec/pack_list.h>
#include <imrec/plan_pack.h>

#include "im2rec/plan/plan_file.h"
#include "im2rec/plan/shard_receipt.h"
#include "recordio/internal/stored_set.h"

namespace imrec {

/// Throws Error as ObjectStore. Not thread-safe.
class StoredRun {
 public:
  /// `on_wait` as for StoredSet. Does not wait for the network.
  explicit StoredRun(const PlanFile& plan, std::function<void()> on_wait = {});

  const StagedSet& staged() const { return staged_; }
  StoredSet& set() { return set_; }
  ObjectStore& store() { return set_.store(); }

  void Begin();
  /// Returns true until End().
  bool IsRunning();
  /// Removes the objects of the run. If it is interrupted, the next call continues.
  void End();
  /// As FindFinishedSet() in staged_set.h.
  std::optional<Manifest> FindFinished();

  std::uint64_t CountReceipts();
  std::optional<ShardReceipt> ReadReceipt(std::uint64_t shard);
  std::vector<std::optional<ShardReceipt>> ReadReceipts();
  void PutReceipt(std::uint64_t shard, const ShardReceipt& receipt);
  /// Does nothing and returns false if there is one.
  bool PutFirstReceipt(std::uint64_t shard, const ShardReceipt& receipt);
  void RemoveReceipt(std::uint64_t shard);

  /// Returns the names of the files of a shard, as FileNamesOfShard().
  std::vector<std::string> FilesOf(std::uint64_t shard) const;
  /// Returns the ETags of the objects of a shard. Throws Error(kIo) if their sizes are not those of
  /// the receipt: another process has replaced them.
  std::vector<std::string> ETagsOf(std::uint64_t shard, const ShardReceipt& receipt);
  /// Returns true if the objects of a shard are those of its receipt.
  bool Holds(std::uint64_t shard, const ShardReceipt& receipt);
  /// The same, as it was at the last Refresh() of set().
  bool Held(std::uint64_t shard, const ShardReceipt& receipt) const;

 private:
  using Objects = std::vector<std::optional<StoredObjectInfo>>;

  // Of the files of the shard, in their order.
  Objects ObjectsOf(std::uint64_t shard);
  std::string NameInRun(const std::string& name) const;
  std::string ReceiptName(std::uint64_t shard) const;

  const StagedSet staged_;  // with the prefix in the store
  StoredSet set_;
};

/// As PackShards() and FinishPacking(), for a plan in a store.
std::vector<ShardOutcome> PackShardsIntoStore(const PlanFile& plan,
                                              const std::vector<std::uint64_t>& shards,
                                              const ShardPacking& packing,
                                              const PackObserver& observer);
PackResult FinishPackingInStore(const PlanFile& plan, const PackObserver& observer);

}  // namespace imrec

#endif  // IMREC_IM2REC_PLAN_STORED_RUN_H_
