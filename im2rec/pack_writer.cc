#include "im2rec/pack_writer.h"

#include <utility>

#include <imrec/error.h>

#include "im2rec/pack_setup.h"

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
    std::size_t entry = next;
    while (entry < entries_.size() && entries_[entry].index != key &&
           memory_.Find(entries_[entry].line) != nullptr) {
      ++entry;
    }
    if (entry == entries_.size() || entries_[entry].index != key) return false;
    for (; next < entry; ++next) SkipEntry(entries_[next], *memory_.Find(entries_[next].line));
    ++next;
    return true;
  });
  result_.resumed = writer_.count();
  return next;
}

void PackWriter::Add(std::size_t position, const PackedLine& line) {
  const ListEntry& entry = entries_[position];
  std::string failure = line.failure;
  if (failure.empty()) {
    while (writer_.shard() < ShardOf(position)) writer_.NextShard();
    failure = Write(entry.index, line.payload);
  }
  if (!failure.empty()) SkipEntry(entry, failure);
}

// With a number of shards, their numbers of entries differ by at most one.
std::uint64_t PackWriter::ShardOf(std::size_t position) const {
  return position * options_.output.shard_count / entries_.size();
}

void PackWriter::SkipEntry(const ListEntry& entry, const std::string& reason) {
  SkippedLine line{.line = entry.line, .index = entry.index, .path = entry.path, .reason = reason};
  // With kFail, the line is tried again when the run is resumed.
  const bool is_final = options_.on_error == OnPackError::kSkip;
  if (is_final && memory_.Find(entry.line) == nullptr) writer_.Note(SkipMemory::NoteOf(line));
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
