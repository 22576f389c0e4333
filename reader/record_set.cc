#include <imrec/record_set.h>

#include <algorithm>

#include <imrec/image_record.h>

namespace imrec {
namespace {

// Enough for the header and the labels of most records in one read.
constexpr std::size_t kLabelPrefix = 2048;

}  // namespace

RecordSet::RecordSet(const std::filesystem::path& path) : file_(path) {
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
}

ErrorContext RecordSet::Where(std::uint64_t ordinal) const {
  return {.file = file_.path(), .key = key(ordinal), .offset = offset(ordinal)};
}

void RecordSet::Read(std::uint64_t ordinal, std::vector<std::byte>& payload) const {
  try {
    file_.ReadAt(offset(ordinal), payload);
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

}  // namespace imrec
