// Sends the files of a shard to a store.
#ifndef IMREC_IM2REC_PLAN_STORED_SHARD_FILES_H_
#define IMREC_IM2REC_PLAN_STORED_SHARD_FILES_H_

#include <cstdint>
#include <filesystem>

#include <imrec/pack_list.h>

#include "im2rec/plan/plan_file.h"
#include "im2rec/plan/stored_run.h"
#include "recordio/internal/staged_shard_writer.h"

namespace imrec {

/// Returns the set of the plan in a local folder, in which shards are written before they are sent,
/// and begins its run.
StagedSet StagedSetIn(const PlanFile& plan, const std::filesystem::path& folder);

/// Sends what `writer`, which has finished, has written for `local`.
void PutShard(StoredRun& run, std::uint64_t shard, const StagedSet& local,
              StagedShardWriter& writer, const PackObserver& observer);

}  // namespace imrec

#endif  // IMREC_IM2REC_PLAN_STORED_SHARD_FILES_H_
