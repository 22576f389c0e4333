#include <imrec/record_shard.h>

#include <algorithm>
#include <memory>
#include <utility>

#include <imrec/error.h>
#include <imrec/image_record.h>

#include "reader/records/load_index.h"
#include "recordio/internal/byte_source.h"
#include "recordio/internal/checksum_file.h"
#include "recordio/internal/remote_path.h"

namespace imrec {
namespace {

// Enough for the header and the labels of most records in one read.
constexpr std::size_t kLabelPrefix = 2048;

// Calls `read`, and once more if the bytes from `begin` to `end` are damaged and of another
// machine: what changed on its way, or in a cache, may be right when it is fetched again.
template <typename File, typename Function>
void ReadTwiceIfDamaged(const File& file, std::uint64_t begin, std::uint64_t end,
                        const Function& read) {
  try {
    read();
  } catch (const Error& error) {
    if (error.code() != ErrorCode::kCorruptData || !file.Forget(begin, end - begin)) throw;
    read();
  }
}

}  // namespace

RecordShard::RecordShard(const std::filesystem::path& path, const RecordShardOptions& options)
    : access_(options.access), file_(path, access_) {
  LoadedIndex index = LoadIndex(file_, path, access_, options.scan_if_index_is_bad);
  index_was_built_ = index.was_built;
  notice_ = std::move(index.notice);
  entries_ = std::move(index.entries);
  identities_ = std::move(index.identities);
  // The frames of compressed files have checksums of their own.
  const bool by_default = IsRemotePath(path) && !file_.path().ends_with(".zst");
  if (options.check_checksums.value_or(false)) {
    ReadChecksums(ChecksumPathFor(path));
  } else if (!options.check_checksums && by_default) {
    TryToReadChecksums(ChecksumPathFor(path));
  }
}

std::uint64_t RecordShard::all_records() const {
  return size() + (identities_ ? identities_->identities.size() + 1 : 0);
}

std::uint64_t RecordShard::max_record_bytes() const {
  std::uint64_t longest = 0;
  for (std::uint64_t i = 0; i < size(); ++i) longest = std::max(longest, EndOf(i) - offset(i));
  return longest;
}

// Returns the offset of the next numbered record, or the end of the file.
std::uint64_t RecordShard::EndOf(std::uint64_t ordinal) const {
  return ordinal + 1 < size() ? offset(ordinal + 1) : bytes();
}

// Stores the digests of the numbered records; each of these must have one.
void RecordShard::ReadChecksums(const std::filesystem::path& path) {
  const std::unique_ptr<ByteSource> file = OpenFile(path, access_);
  ReadTwiceIfDamaged(*file, 0, file->size(), [&] { TakeChecksums(path); });
}

void RecordShard::TakeChecksums(const std::filesystem::path& path) {
  digests_.clear();
  ChecksumReader checksums(path, access_);
  digests_.reserve(entries_.size());
  std::uint64_t count = 0;
  auto entry = entries_.begin();
  while (const std::optional<RecordChecksum> checksum = checksums.Next()) {
    ++count;
    // A record that is not numbered has no entry. An entry without a checksum stops the search.
    if (entry == entries_.end() || checksum->offset != entry->offset) continue;
    digests_.push_back(checksum->digest);
    ++entry;
  }
  if (digests_.size() != entries_.size() || count != all_records()) {
    throw Error(
        ErrorCode::kCorruptData,
        "its records are not those of " + file_.path() + "; the two are from different runs",
        {.file = ShownPath(path)});
  }
}

// Checksums that are absent, or those of another file, prevent no reading if nobody asked for them.
void RecordShard::TryToReadChecksums(const std::filesystem::path& path) {
  if (!IsReadableFile(path, access_)) return;
  try {
    ReadChecksums(path);
  } catch (const Error& error) {
    if (error.code() != ErrorCode::kCorruptData && error.code() != ErrorCode::kUnsupported) throw;
    digests_.clear();
    if (!notice_.empty()) notice_ += "; ";
    notice_ += std::string(error.what()) + "; records are not compared with it";
  }
}

ErrorContext RecordShard::Where(std::uint64_t ordinal) const {
  return {.file = file_.path(), .key = key(ordinal), .offset = offset(ordinal)};
}

void RecordShard::ReadChecked(std::uint64_t ordinal, std::vector<std::byte>& payload) const {
  file_.ReadAt(offset(ordinal), payload);
  if (!digests_.empty() && PayloadDigest(payload) != digests_[ordinal]) {
    throw Error(ErrorCode::kCorruptData, "its bytes do not match its checksum");
  }
}

void RecordShard::Read(std::uint64_t ordinal, std::vector<std::byte>& payload) const {
  try {
    ReadTwiceIfDamaged(file_, offset(ordinal), EndOf(ordinal),
                       [&] { ReadChecked(ordinal, payload); });
  } catch (const Error& error) {
    throw error.Within(Where(ordinal));
  }
}

void RecordShard::ReadLabels(std::uint64_t ordinal, std::vector<std::byte>& scratch,
                             std::vector<float>& labels) const {
  const auto read = [&] {
    file_.ReadPrefixAt(offset(ordinal), kLabelPrefix, scratch);
    if (scratch.size() >= ImageRecordView::kHeaderSize) {
      const std::uint64_t label_end = ImageRecordLabelEnd(scratch);
      if (label_end > scratch.size()) file_.ReadPrefixAt(offset(ordinal), label_end, scratch);
    }
    ImageRecordView(scratch).CopyLabels(labels);
  };
  try {
    ReadTwiceIfDamaged(file_, offset(ordinal), EndOf(ordinal), read);
  } catch (const Error& error) {
    throw error.Within(Where(ordinal));
  }
}

void RecordShard::WillRead(std::uint64_t ordinal, std::uint64_t count) const {
  if (count == 0) return;
  file_.WillRead(offset(ordinal), EndOf(ordinal + count - 1) - offset(ordinal));
}

void RecordShard::WillReadLabels(std::uint64_t ordinal, std::uint64_t count) const {
  constexpr std::uint64_t kShortRecord = 16 << 10;  // that is read as fast as its labels alone
  if (count == 0) return;
  const std::uint64_t end = ordinal + count;
  if ((EndOf(end - 1) - offset(ordinal)) / count <= kShortRecord) return WillRead(ordinal, count);
  for (; ordinal < end; ++ordinal) {
    file_.WillRead(offset(ordinal),
                   std::min<std::uint64_t>(kLabelPrefix, EndOf(ordinal) - offset(ordinal)));
  }
}

}  // namespace imrec
