// The .idx file: record keys and the offsets of their records.
#ifndef IMREC_RECORD_INDEX_H_
#define IMREC_RECORD_INDEX_H_

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include <imrec/record_file.h>

namespace imrec {

struct IndexEntry {
  std::uint64_t key = 0;
  std::uint64_t offset = 0;  // of the record's first head in the .rec file

  friend bool operator==(const IndexEntry&, const IndexEntry&) = default;
};

/// Reads `key TAB offset` lines in file order. Throws Error naming the line that is malformed.
std::vector<IndexEntry> ReadIndexFile(const std::filesystem::path& path);

/// The text of an .idx file.
std::string FormatIndex(const std::vector<IndexEntry>& entries);

/// Walks the .rec file. The key of a record is the id of its image header, or its position if the
/// payload is too short to hold one. Throws Error where the file is damaged.
std::vector<IndexEntry> BuildIndex(const RecordFile& file);

/// `data/train.rec` or `data/train.rec.zst` -> `data/train.idx`.
std::filesystem::path IndexPathFor(const std::filesystem::path& record_path);

}  // namespace imrec

#endif  // IMREC_RECORD_INDEX_H_
