// Which records a .rec file holds: from its .idx, or from a scan.
#ifndef IMREC_READER_LOAD_INDEX_H_
#define IMREC_READER_LOAD_INDEX_H_

#include <optional>
#include <string>
#include <vector>

#include <imrec/identity_set.h>
#include <imrec/record_file.h>
#include <imrec/record_index.h>

namespace imrec {

struct LoadedIndex {
  std::vector<IndexEntry> entries;            // by offset; images alone if this is an identity set
  std::optional<IdentityRecords> identities;  // of an identity set
  bool was_built = false;                     // the file was scanned
  std::string notice;                         // what is worth telling the user; may be empty
};

/// Reads the .idx beside `file`, or scans the file if there is none, and also if it is of no use
/// and `scan_if_bad`. An empty file has no entries. Throws Error that names the .idx and the remedy
/// if it is empty, torn, malformed or of another file.
LoadedIndex LoadIndex(const RecordFile& file, bool scan_if_bad);

}  // namespace imrec

#endif  // IMREC_READER_LOAD_INDEX_H_
