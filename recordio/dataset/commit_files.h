// Finishes the files of a data set under their partial names, and plans their final ones.
#ifndef IMREC_RECORDIO_DATASET_COMMIT_FILES_H_
#define IMREC_RECORDIO_DATASET_COMMIT_FILES_H_

#include <cstdint>
#include <filesystem>
#include <string>

#include <imrec/dataset_writer.h>

#include "recordio/dataset/set_commit.h"
#include "recordio/dataset/shard_writer.h"

namespace imrec {

/// Adds the files of a finished shard to `plan`. Its .rec file gets the name `path`, or is
/// compressed first and gets that with .zst. Throws Error(kIo).
void PrepareShard(const DatasetOptions& options, std::uint64_t shard,
                  const std::filesystem::path& path, const FinishedShard& contents,
                  CommitPlan& plan);

/// Writes the file `path` and adds it to `plan`. Throws Error(kIo).
void PrepareText(const std::filesystem::path& path, const std::string& contents, CommitPlan& plan);

}  // namespace imrec

#endif  // IMREC_RECORDIO_DATASET_COMMIT_FILES_H_
