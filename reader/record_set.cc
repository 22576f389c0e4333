#include <imrec/record_set.h>

#include <algorithm>

#include <imrec/checksum_file.h>
#include <imrec/image_record.h>

namespace imrec {
namespace {

// Enough for the header and the labels of most records in one read.
constexpr std::size_t kLabelPrefix = 2048;

}  // namespace

RecordSet::RecordSet(const std::filesystem::path& path, const RecordSetOptions& options)
    : file_(path, options.access) {
  const std::filesystem::path index_path = IndexPathFor(path);
  index_was_built_ = !std::filesystem::exists(index_path);
  entries_ = index_was_built_ ? BuildIndex(file_) : ReadIndexFile(index_path);
  if (entries_.empty()) {
    throw Error(ErrorCode::kCorruptData, "there is no record in it", {.file = file_.path()});
  }
  std::ranges::sort(entries_, {}, &IndexEntry::offset);
  if (entries_.back().offset >= file_.size()) {
    throw Error(ErrorCode::kCorruptData,
                "points behind the end of " + file_.path() + " (" + std::to_string(file_.size()) +
                    " bytes); the two are not of one run",
                {.file = index_path.string(),
                 .key = entries_.back().key,
                 .offset = entries_.back().offset});
  }
  if (options.check_checksums) ReadChecksums();
}

void RecordSet::ReadChecksums() {
  const std::filesystem::path path = ChecksumPathFor(file_.path());
  const std::vector<RecordChecksum> checksums = ReadChecksumFile(path);
  const bool fits =
      std::ranges::equal(checksums, entries_, {}, &RecordChecksum::offset, &IndexEntry::offset);
  if (!fits) {
    throw Error(ErrorCode::kCorruptData,
                "its records are not those of " + file_.path() + "; the two are not of one run",
                {.file = path.string()});
  }
  digests_.reserve(checksums.size());
  for (const RecordChecksum& checksum : checksums) digests_.push_back(checksum.digest);
}

ErrorContext RecordSet::Where(std::uint64_t ordinal) const {
  return {.file = file_.path(), .key = key(ordinal), .offset = offset(ordinal)};
}

void RecordSet::Read(std::uint64_t ordinal, std::vector<std::byte>& payload) const {
  try {
    file_.ReadAt(offset(ordinal), payload);
    if (!digests_.empty() && PayloadDigest(payload) != digests_[ordinal]) {
      throw Error(ErrorCode::kCorruptData, "its bytes are not those that its checksum was made of");
    }
  } catch (const Error& error) {
    throw error.Within(Where(ordinal));
  }
}

void RecordSet::ReadLabels(std::uint64_t ordinal, std::vector<std::byte>& scratch,
                           std::vector<float>& labels) const {
  try {
    file_.ReadPrefixAt(offset(ordinal), kLabelPrefix, scratch);
    if (scratch.size() >= ImageRecordView::kHeaderSize) {
      const std::uint64_t label_end = ImageRecordLabelEnd(scratch);
      if (label_end > scratch.size()) file_.ReadPrefixAt(offset(ordinal), label_end, scratch);
    }
    ImageRecordView(scratch).CopyLabels(labels);
  } catch (const Error& error) {
    throw error.Within(Where(ordinal));
  }
}

void RecordSet::WillRead(std::uint64_t ordinal, std::uint64_t count) const {
  const std::uint64_t end = ordinal + count < size() ? offset(ordinal + count) : bytes();
  file_.WillRead(offset(ordinal), end - offset(ordinal));
}

}  // namespace imrec
