#include <imrec/record_writer.h>

#include <exception>
#include <utility>

#include <imrec/error.h>

#include "recordio/file_names.h"
#include "recordio/framing.h"

namespace imrec {
namespace {

const std::filesystem::path& CheckedRecordPath(const std::filesystem::path& path) {
  if (path == IndexPathFor(path)) {
    throw Error(ErrorCode::kInvalidArgument, "a .rec file cannot have the name of its index",
                {.file = path.string()});
  }
  return path;
}

// Renames an old index away while the new .rec file is renamed into place, so that a .rec file
// never appears with the index of another. Between the two renames there is no index, and readers
// scan the .rec file.
class OldIndex {
 public:
  OldIndex(const std::filesystem::path& index, std::filesystem::path partial_records)
      : index_(index), away_(index), partial_records_(std::move(partial_records)) {
    away_ += ".replaced.partial";
    RemoveFile(away_);  // left by a run that was killed
    if (NameExists(index_)) RenameFile(index_, away_);
  }
  OldIndex(const OldIndex&) = delete;
  OldIndex& operator=(const OldIndex&) = delete;
  // Restores the old index if the new .rec file could not be renamed into place.
  ~OldIndex() {
    try {
      if (NameExists(partial_records_) && NameExists(away_)) RenameFile(away_, index_);
      RemoveFile(away_);
    } catch (const std::exception&) {
      // The renamed index remains; nothing uses it.
    }
  }

 private:
  std::filesystem::path index_;
  std::filesystem::path away_;
  std::filesystem::path partial_records_;
};

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
  CheckNoFolder(records_.path());
  CheckNoFolder(index_file_.path());
  const OldIndex old_index(index_file_.path(), OutputFile::PartialPathFor(records_.path()));
  SyncFolder(index_file_.path().parent_path());
  records_.Commit();
  index_file_.Commit();
}

}  // namespace imrec
