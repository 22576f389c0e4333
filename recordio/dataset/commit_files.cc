#include "recordio/dataset/commit_files.h"

#include <imrec/record_index.h>

#include "recordio/dataset/dataset_paths.h"
#include "recordio/internal/checksum_file.h"
#include "recordio/internal/compressed_file.h"
#include "recordio/internal/output_file.h"

namespace imrec {
namespace {

NamedFile MakeNamedFile(const std::filesystem::path& working, const std::filesystem::path& path,
                        const Fingerprint& contents) {
  return {.from = OutputFile::PartialPathFor(working).filename().string(),
          .to = path.filename().string(),
          .contents = contents};
}

// Compresses a finished shard, whose final path without .zst is `path`, and leaves the result under
// its partial name.
NamedFile Compress(const DatasetOptions& options, std::uint64_t shard,
                   const std::filesystem::path& path) {
  const std::filesystem::path plain = WorkingPath(options, shard);
  OutputFile compressed(CompressedPathFor(plain));
  const CompressionResult result = CompressRecords(OutputFile::PartialPathFor(plain), compressed,
                                                   {.level = *options.compression_level});
  compressed.Sync();
  compressed.LeavePartial();
  return MakeNamedFile(CompressedPathFor(plain), CompressedPathFor(path),
                       {.size = result.compressed_bytes, .digest = result.compressed_digest});
}

}  // namespace

void PrepareShard(const DatasetOptions& options, std::uint64_t shard,
                  const std::filesystem::path& path, const FinishedShard& contents,
                  CommitPlan& plan) {
  const std::filesystem::path working = WorkingPath(options, shard);
  // An old file in the other form (plain or compressed) would not match the new index.
  if (options.compression_level) {
    plan.files.push_back(Compress(options, shard, path));
    plan.scrap.push_back(OutputFile::PartialPathFor(working).filename().string());
    plan.obsolete.push_back(path.filename().string());
  } else {
    plan.files.push_back(MakeNamedFile(working, path, contents.records));
    plan.obsolete.push_back(CompressedPathFor(path).filename().string());
  }
  plan.files.push_back(MakeNamedFile(IndexPathFor(working), IndexPathFor(path), contents.index));
  plan.files.push_back(
      MakeNamedFile(ChecksumPathFor(working), ChecksumPathFor(path), contents.checksums));
}

void PrepareText(const std::filesystem::path& path, const std::string& contents, CommitPlan& plan) {
  OutputFile file(path);
  file.Write(contents);
  file.Sync();
  file.LeavePartial();
  plan.files.push_back(MakeNamedFile(path, path, FingerprintOf(contents)));
}

}  // namespace imrec
