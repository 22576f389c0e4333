#include <imrec/record_writer.h>

#include <imrec/error.h>

#include "recordio/framing.h"

namespace imrec {

namespace {

const std::filesystem::path& CheckedRecordPath(const std::filesystem::path& path) {
  if (path == IndexPathFor(path)) {
    throw Error(ErrorCode::kInvalidArgument, "records cannot go by the name of their index",
                {.file = path.string()});
  }
  return path;
}

}  // namespace

RecordWriter::RecordWriter(const std::filesystem::path& path)
    : records_(CheckedRecordPath(path)), index_file_(IndexPathFor(path)) {}

std::uint64_t RecordWriter::Write(std::uint64_t key, std::span<const std::byte> payload) {
  if (payload.size() >= framing::kPayloadLimit) {
    throw Error(
        ErrorCode::kLimitExceeded,
        "payload of " + std::to_string(payload.size()) + " bytes; a record holds at most 2^29-1",
        {.file = records_.path().string(), .key = key});
  }
  const std::uint64_t offset = records_.size();
  framed_.clear();
  framing::AppendRecord(payload, framed_);
  records_.Write(framed_);
  index_.push_back({.key = key, .offset = offset});
  return offset;
}

void RecordWriter::Close() {
  index_file_.Write(FormatIndex(index_));
  records_.Sync();
  index_file_.Sync();
  records_.Commit();
  index_file_.Commit();
}

}  // namespace imrec
