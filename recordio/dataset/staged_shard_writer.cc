#include "recordio/internal/staged_shard_writer.h"

#include <array>
#include <optional>
#include <utility>

#include <imrec/error.h>
#include <imrec/record_index.h>

#include "recordio/dataset/dataset_paths.h"
#include "recordio/dataset/shard_writer.h"
#include "recordio/dataset/staged_names.h"
#include "recordio/files/file_names.h"
#include "recordio/internal/checksum_file.h"
#include "recordio/internal/compressed_file.h"
#include "recordio/internal/output_file.h"

namespace imrec {
namespace {

namespace fs = std::filesystem;

fs::path PathOfAttempt(const StagedSet& set, std::uint64_t shard, std::uint64_t number) {
  const std::string stem = set.ShardFile(shard).stem().string();
  return set.Folder() / (stem + '.' + AttemptName(number) + ".rec");
}

}  // namespace

struct StagedShardWriter::State {
  State(const StagedSet& staged_set, std::uint64_t shard_number)
      : set(staged_set), shard(shard_number) {
    // The files of an earlier process with the same host name and process id may still exist.
    for (std::uint64_t number = 0; !writer; ++number) {
      path = PathOfAttempt(set, shard, number);
      writer = ShardWriter::TryCreateNew(path, set.ShardFile(shard));
    }
  }

  // The files in the order of FileNamesOf().
  std::array<fs::path, 3> Working() const {
    const fs::path records = set.options.compression_level ? CompressedPathFor(path) : path;
    return {OutputFile::PartialPathFor(records), OutputFile::PartialPathFor(IndexPathFor(path)),
            OutputFile::PartialPathFor(ChecksumPathFor(path))};
  }

  Fingerprint Compress() const;

  const StagedSet& set;
  const std::uint64_t shard;
  fs::path path;  // of the plain .rec file, without .partial
  std::optional<ShardWriter> writer;
  LabelLayoutDetector labels;
  bool staged = false;
};

Fingerprint StagedShardWriter::State::Compress() const {
  std::optional<OutputFile> compressed = OutputFile::TryCreateNew(CompressedPathFor(path));
  if (!compressed) {
    throw Error(ErrorCode::kIo, "cannot create: it exists",
                {.file = CompressedPathFor(path).string()});
  }
  compressed->ShowInErrors(CompressedPathFor(set.ShardFile(shard)));
  const CompressionResult result = CompressRecords(OutputFile::PartialPathFor(path), *compressed,
                                                   {.level = *set.options.compression_level});
  compressed->Sync();
  compressed->LeavePartial();
  DiscardPartial(path);
  return {.size = result.compressed_bytes, .digest = result.compressed_digest};
}

StagedShardWriter::StagedShardWriter(const StagedSet& set, std::uint64_t shard)
    : state_(std::make_unique<State>(set, shard)) {}

StagedShardWriter::~StagedShardWriter() {
  state_->writer.reset();
  if (state_->staged) return;
  try {
    DiscardShard(state_->path);
  } catch (const std::exception&) {
    // EndRun() removes the files.
  }
}

void StagedShardWriter::Write(std::uint64_t key, std::span<const std::byte> payload) {
  state_->writer->Write(key, payload);
  state_->labels.AddPayload(payload);
}

PackedShard StagedShardWriter::Finish() {
  const FinishedShard finished = state_->writer->Finish();
  state_->writer.reset();
  PackedShard packed{.records = finished.count,
                     .plain = finished.records,
                     .stored = finished.records,
                     .index = finished.index,
                     .checksums = finished.checksums,
                     .labels = state_->labels.facts()};
  if (state_->set.options.compression_level) packed.stored = state_->Compress();
  return packed;
}

void StagedShardWriter::Stage() {
  const auto names = FileNamesOf(state_->set, state_->shard);
  const auto working = state_->Working();
  for (std::size_t i = 0; i < names.size(); ++i) RenameFile(working[i], names[i].staged_path);
  state_->staged = true;
  SyncFolder(state_->set.options.prefix.parent_path());
}

}  // namespace imrec
