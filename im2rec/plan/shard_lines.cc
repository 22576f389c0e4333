#include "im2rec/plan/shard_lines.h"

#include <utility>

#include <imrec/error.h>

#include "im2rec/pack/frame_mismatch.h"
#include "im2rec/pack/pack_lines.h"
#include "im2rec/pack/pack_setup.h"

namespace imrec {
namespace {

// Returns why the record was not written, if only this record is affected; throws other errors.
std::string Write(const PackedLine& line, StagedShardWriter& writer) {
  if (!line.failure.empty()) return line.failure;
  try {
    writer.Write(line.index, line.payload);
    return {};
  } catch (const Error& error) {
    if (error.code() != ErrorCode::kLimitExceeded) throw;
    return error.reason();
  }
}

// Counts a record that was written.
void Count(const PackedLine& line, ListLineReader& reader, std::size_t position,
           ShardReceipt& receipt) {
  if (line.misnamed) ++receipt.misnamed;
  if (line.kept_bytes) ++receipt.kept_bytes;
  if (line.in_other_frame) CountMismatch(reader.Read(position), receipt.frame_mismatches);
}

}  // namespace

ShardLines::ShardLines(const PlanFile& plan, const ShardPacking& packing,
                       const PackObserver& observer)
    : plan_(plan), observer_(observer), options_(OptionsOf(plan)) {
  options_.threads = packing.threads;
  options_.window_bytes = packing.window_bytes;
}

void ShardLines::Read() {
  if (lines_) return;
  RequireSameLibraries(plan_);
  lines_ = PlannedLines(plan_);
}

ListLines ShardLines::LinesOf(std::uint64_t shard) const {
  const std::size_t count = lines_->lines.size();
  const std::size_t begin = FirstOfShard(shard, count, plan_.shards);
  const std::size_t end = FirstOfShard(shard + 1, count, plan_.shards);
  return lines_->lines.Slice(begin, end);
}

ShardReceipt ShardLines::Pack(std::uint64_t shard, StagedShardWriter& writer) const {
  const ListLines lines = LinesOf(shard);
  ListLineReader reader(lines);
  ShardReceipt receipt;
  PackLines(lines, plan_.root, options_, *options_.labels, memory_,
            [&](std::size_t position, const PackedLine& line) {
              const std::string failure = Write(line, writer);
              if (!failure.empty()) Skip(reader.Read(position), failure, receipt);
              if (failure.empty()) Count(line, reader, position, receipt);
              if (observer_.on_progress) observer_.on_progress(position + 1, lines.size());
            });
  lines.RequireUnchanged();
  receipt.packed = writer.Finish();
  return receipt;
}

void ShardLines::Skip(const ListEntry& entry, const std::string& reason,
                      ShardReceipt& receipt) const {
  SkippedLine skipped{
      .line = entry.line, .index = entry.index, .path = entry.path, .reason = reason};
  if (options_.on_error == OnPackError::kFail) FailForLine(plan_.list.string(), skipped);
  if (observer_.on_skip) observer_.on_skip(skipped);
  receipt.skipped.push_back(std::move(skipped));
}

ShardOutcome OutcomeOf(std::uint64_t shard, const ShardReceipt& receipt, bool was_packed) {
  return {.shard = shard,
          .records = receipt.packed.records,
          .bytes = receipt.packed.plain.size,
          .skipped = receipt.skipped,
          .was_packed = was_packed};
}

void ThrowOtherContents(const std::string& file, const PackedShard& other,
                        const PackedShard& mine) {
  throw Error(ErrorCode::kCorruptData,
              "another process has packed this shard with other contents (digest " +
                  other.plain.digest + ", here " + mine.plain.digest +
                  "); were images changed since?",
              {.file = file});
}

}  // namespace imrec
