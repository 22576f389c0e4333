#include "im2rec/plan/stored_shard_files.h"

#include <string>

namespace imrec {

namespace fs = std::filesystem;

StagedSet StagedSetIn(const PlanFile& plan, const fs::path& folder) {
  StagedSet local = StagedSetOf(plan);
  local.options.prefix = folder / local.options.prefix.filename();
  BeginRun(local);
  return local;
}

void PutShard(StoredRun& run, std::uint64_t shard, const StagedSet& local,
              StagedShardWriter& writer, const PackObserver& observer) {
  writer.Stage();
  const fs::path folder = local.options.prefix.parent_path();
  for (const std::string& file : run.FilesOf(shard)) {
    fs::rename(folder / (file + '.' + local.run), folder / file);
  }
  run.set().PutFiles(folder, run.FilesOf(shard), false, observer.on_upload);
}

}  // namespace imrec
