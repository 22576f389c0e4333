#include "reader/records/load_index.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <memory>
#include <utility>

#include <imrec/error.h>

#include "recordio/internal/byte_source.h"
#include "recordio/internal/remote_path.h"

namespace imrec {
namespace {

constexpr const char* kRemedy = "; 'imrec reindex' writes a new one";

// Returns true if the last line of the file has a line end.
bool EndsWithLine(const std::filesystem::path& path, const AccessOptions& access) {
  const std::unique_ptr<ByteSource> file = OpenFile(path, access);
  std::array<std::byte, 1> last;
  file->ReadAt(file->size() - 1, last);
  return last[0] == std::byte{'\n'};
}

// Returns the end of the record at `offset`, or nullopt if there is no intact record.
std::optional<std::uint64_t> EndOfRecord(const RecordFile& file, std::uint64_t offset) {
  std::vector<std::byte> payload;
  try {
    return file.ReadAt(offset, payload);
  } catch (const Error& error) {
    if (error.code() != ErrorCode::kCorruptData) throw;
    return std::nullopt;
  }
}

// Compares the end of the index with the end of the file. `index` must be sorted by offset.
void CheckEnd(const RecordFile& file, const std::filesystem::path& path, LoadedIndex& index) {
  const IndexEntry& last = index.entries.back();
  if (last.offset >= file.size()) {
    throw Error(ErrorCode::kCorruptData,
                "points beyond the end of " + file.path() + " (" + std::to_string(file.size()) +
                    " bytes); the two are from different runs" + kRemedy,
                {.file = ShownPath(path), .key = last.key, .offset = last.offset});
  }
  // If the last record is damaged, the index may still be right.
  const std::optional<std::uint64_t> end = EndOfRecord(file, last.offset);
  if (!end || *end >= file.size()) return;
  index.notice = ShownPath(path) + " ends " + std::to_string(file.size() - *end) +
                 " bytes before " + file.path() + " does; the records after it are not read" +
                 kRemedy;
  index.is_cut_off = EndOfRecord(file, *end).has_value();
}

LoadedIndex ReadIndex(const RecordFile& file, const std::filesystem::path& path,
                      const AccessOptions& access) {
  LoadedIndex index;
  try {
    index.entries = ReadIndexFile(path, access);
  } catch (const Error& error) {
    if (error.code() != ErrorCode::kCorruptData) throw;
    throw Error(error.code(), error.reason() + kRemedy, error.where());
  }
  if (index.entries.empty() && file.size() > 0) {
    throw Error(
        ErrorCode::kCorruptData,
        "is empty, but " + file.path() + " has " + std::to_string(file.size()) + " bytes" + kRemedy,
        {.file = ShownPath(path)});
  }
  // If the last digits of the file are missing, no record starts at the last offset.
  if (!index.entries.empty() && !EndsWithLine(path, access) &&
      !EndOfRecord(file, index.entries.back().offset)) {
    throw Error(ErrorCode::kCorruptData, std::string("its last line is cut off") + kRemedy,
                {.file = ShownPath(path)});
  }
  if (!std::ranges::is_sorted(index.entries, {}, &IndexEntry::offset)) {
    std::ranges::sort(index.entries, {}, &IndexEntry::offset);
  }
  if (!index.entries.empty()) CheckEnd(file, path, index);
  return index;
}

LoadedIndex ScanFile(const RecordFile& file, const std::string& why) {
  LoadedIndex index{
      .entries = BuildIndex(file), .identities = {}, .was_built = true, .notice = why};
  index.notice += "; scanned, " + std::to_string(index.entries.size()) + " records";
  return index;
}

// Scans a file of which the index has only the first records. If the file is damaged after them,
// the index remains.
LoadedIndex ScanBeyond(const RecordFile& file, const std::filesystem::path& path,
                       LoadedIndex index) {
  try {
    return ScanFile(file, ShownPath(path) + " ends before " + file.path() + " does" + kRemedy);
  } catch (const Error& error) {
    if (error.code() != ErrorCode::kCorruptData) throw;
    return index;
  }
}

}  // namespace

LoadedIndex LoadIndex(const RecordFile& file, const std::filesystem::path& source,
                      const AccessOptions& access, bool scan_if_bad) {
  const std::filesystem::path path = IndexPathFor(source);
  LoadedIndex index;
  if (!IsReadableFile(path, access)) {
    index = ScanFile(file, file.path() + " has no index");
    index.notice += " ('imrec reindex' writes one)";
  } else {
    try {
      index = ReadIndex(file, path, access);
    } catch (const Error& error) {
      if (!scan_if_bad || error.code() != ErrorCode::kCorruptData) throw;
      index = ScanFile(file, error.what());
    }
  }
  if (scan_if_bad && index.is_cut_off) index = ScanBeyond(file, path, std::move(index));
  index.identities = TakeIdentityRecords(file, index.was_built, index.entries);
  return index;
}

}  // namespace imrec
