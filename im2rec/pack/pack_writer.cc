#include "im2rec/pack/pack_writer.h"

#include <utility>

#include <imrec/error.h>
#include <imrec/image_record.h>

#include "im2rec/pack/frame_mismatch.h"
#include "im2rec/pack/pack_setup.h"

namespace imrec {

void PackWriter::Skip(SkippedLine line) {
  if (options_.on_error == OnPackError::kFail) FailForLine(list_, line);
  if (observer_.on_skip) observer_.on_skip(line);
  writer_.CountSkipped();
  result_.skipped.push_back(std::move(line));
}

std::size_t PackWriter::Recover() {
  std::size_t next = 0;
  writer_.Recover([&](std::uint64_t key) {
    std::size_t line = next;
    while (line < size_ && reader_.Read(line).index != key && ReasonOf(line) != nullptr) ++line;
    if (line == size_ || reader_.Read(line).index != key) return false;
    for (; next < line; ++next) SkipAt(next, *ReasonOf(next));
    ++next;
    return true;
  });
  result_.resumed = writer_.count();
  return next;
}

const std::string* PackWriter::ReasonOf(std::size_t position) {
  return memory_.Find(reader_.Read(position).line);
}

void PackWriter::Add(std::size_t position, const PackedLine& line) {
  std::string failure = line.failure;
  if (failure.empty()) {
    while (writer_.shard() < ShardOf(position)) writer_.NextShard();
    failure = Write(line.index, line.payload);
    if (failure.empty()) Tell(position, line);
  }
  if (!failure.empty()) SkipAt(position, failure);
}

// Counts and reports a record that was written.
void PackWriter::Tell(std::size_t position, const PackedLine& line) {
  if (line.misnamed) ++result_.misnamed;
  if (line.kept_bytes) ++result_.kept_bytes;
  if (line.in_other_frame) CountMismatch(reader_.Read(position), result_.frame_mismatches);
  if (!observer_.on_record) return;
  ImageRecordView(line.payload).CopyLabels(labels_);
  observer_.on_record({.index = line.index,
                       .bytes = line.payload.size(),
                       .image = line.image,
                       .kept_bytes = line.kept_bytes,
                       .labels = labels_});
}

// With a number of shards, their numbers of lines differ by at most one.
std::uint64_t PackWriter::ShardOf(std::size_t position) const {
  return position * options_.output.shard_count / size_;
}

void PackWriter::SkipAt(std::size_t position, const std::string& reason) {
  const ListEntry& entry = reader_.Read(position);
  SkippedLine line{.line = entry.line, .index = entry.index, .path = entry.path, .reason = reason};
  // With kFail, the line is tried again when the run is resumed.
  const bool is_final = options_.on_error == OnPackError::kSkip;
  if (is_final && memory_.Find(line.line) == nullptr) writer_.Note(SkipMemory::NoteOf(line));
  Skip(std::move(line));
}

// Returns why the record was not written, if only this record is affected; throws other errors.
std::string PackWriter::Write(std::uint64_t index, const std::vector<std::byte>& payload) {
  try {
    writer_.Write(index, payload);
    return {};
  } catch (const Error& error) {
    if (error.code() != ErrorCode::kLimitExceeded) throw;
    return error.reason();
  }
}

}  // namespace imrec
