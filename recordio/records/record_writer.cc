#include <imrec/record_writer.h>

#include <exception>
#include <utility>
#include <vector>

#include <imrec/error.h>
#include <imrec/record_index.h>

#include "recordio/files/file_names.h"
#include "recordio/internal/framing.h"
#include "recordio/internal/output_file.h"

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

struct RecordWriter::State {
  explicit State(const std::filesystem::path& path)
      : records(CheckedRecordPath(path)), index_file(IndexPathFor(path)) {}

  OutputFile records;
  OutputFile index_file;
  std::vector<IndexEntry> index;
  std::vector<std::byte> framed;
};

RecordWriter::RecordWriter(const std::filesystem::path& path)
    : state_(std::make_unique<State>(path)) {}
RecordWriter::RecordWriter(RecordWriter&&) noexcept = default;
RecordWriter& RecordWriter::operator=(RecordWriter&&) noexcept = default;
RecordWriter::~RecordWriter() = default;

std::uint64_t RecordWriter::count() const { return state_->index.size(); }
std::uint64_t RecordWriter::size() const { return state_->records.size(); }

std::uint64_t RecordWriter::Write(std::uint64_t key, std::span<const std::byte> payload) {
  if (payload.size() >= framing::kPayloadLimit) {
    throw Error(
        ErrorCode::kLimitExceeded,
        "payload of " + std::to_string(payload.size()) + " bytes; a record holds at most 2^29-1",
        {.file = state_->records.path().string(), .key = key});
  }
  const std::uint64_t offset = state_->records.size();
  state_->framed.clear();
  // A head and padding more. Growing for them would double the memory of a large record.
  state_->framed.reserve(payload.size() + 2 * framing::kHeadSize);
  framing::AppendRecord(payload, state_->framed);
  state_->records.Write(state_->framed);
  state_->index.push_back({.key = key, .offset = offset});
  return offset;
}

void RecordWriter::Close() {
  state_->index_file.Write(FormatIndex(state_->index));
  state_->records.Sync();
  state_->index_file.Sync();
  CheckNoFolder(state_->records.path());
  CheckNoFolder(state_->index_file.path());
  const OldIndex old_index(state_->index_file.path(),
                           OutputFile::PartialPathFor(state_->records.path()));
  SyncFolder(state_->index_file.path().parent_path());
  state_->records.Commit();
  state_->index_file.Commit();
}

}  // namespace imrec
