// The .idx file: the key and the offset of each record, one line `key TAB offset` per record.
#ifndef IMREC_RECORD_INDEX_H_
#define IMREC_RECORD_INDEX_H_

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include <imrec/export.h>
#include <imrec/record_file.h>

namespace imrec {

/// A line of an .idx file.
struct IndexEntry {
  std::uint64_t key = 0;
  std::uint64_t offset = 0;  // of the record in the plain .rec file, in bytes

  friend bool operator==(const IndexEntry&, const IndexEntry&) = default;
};

/// Returns the entries in the order of the lines; empty lines are skipped. Throws
/// Error(kCorruptData) with the line number if a line is malformed, and Error(kNotFound) or
/// Error(kIo) if the file cannot be read. Offsets are not compared with the .rec file.
IMREC_EXPORT std::vector<IndexEntry> ReadIndexFile(const std::filesystem::path& path,
                                                   const AccessOptions& access = {});

/// Returns the contents of an .idx file.
IMREC_EXPORT std::string FormatIndex(const std::vector<IndexEntry>& entries);

/// Reads the whole .rec file and returns its records in file order. The key of a record is the id
/// in its image header, or its position, from 0, if the payload is too short for a header. Throws
/// Error(kCorruptData) if the file is damaged.
IMREC_EXPORT std::vector<IndexEntry> BuildIndex(const RecordFile& file);

/// Returns the path of the index of a .rec file: `data/train.rec` and `data/train.rec.zst` ->
/// `data/train.idx`.
IMREC_EXPORT std::filesystem::path IndexPathFor(const std::filesystem::path& record_path);

}  // namespace imrec

#endif  // IMREC_RECORD_INDEX_H_
