// Finds the records of a .rec file from its .idx, or by a scan.
#ifndef IMREC_READER_RECORDS_LOAD_INDEX_H_
#define IMREC_READER_RECORDS_LOAD_INDEX_H_

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <imrec/identity_set.h>
#include <imrec/record_file.h>
#include <imrec/record_index.h>

namespace imrec {

struct LoadedIndex {
  std::vector<IndexEntry> entries;            // by offset; only images for an identity set
  std::optional<IdentityRecords> identities;  // the other records of an identity set
  bool was_built = false;                     // the file was scanned
  bool is_cut_off = false;                    // the file has records after the last entry
  std::string notice;                         // a message for the user; may be empty
};

/// Reads the .idx next to `file`, which was opened as `source`. Scans the file if there is no .idx
/// or, with `scan_if_bad`, if it is invalid or lacks the last records. An empty file has no
/// entries. Throws Error that names the .idx and the remedy if it is empty, truncated, malformed or
/// belongs to another file.
LoadedIndex LoadIndex(const RecordFile& file, const std::filesystem::path& source,
                      const AccessOptions& access, bool scan_if_bad);

}  // namespace imrec

#endif  // IMREC_READER_RECORDS_LOAD_INDEX_H_
