// The records that the index of a damaged .rec file has.
#ifndef IMREC_READER_TOOL_FILES_INDEXED_RECORDS_H_
#define IMREC_READER_TOOL_FILES_INDEXED_RECORDS_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

#include <imrec/record_file.h>
#include <imrec/record_index.h>

namespace imrec::tool {

/// Not thread-safe.
class IndexedRecords {
 public:
  /// Reads the .idx beside the file. There are no records if it is missing, or if it cannot be
  /// used, which is told by a message that starts with `tool`.
  IndexedRecords(const RecordFile& file, const std::string& tool);

  /// Returns the key of the record at `offset`, if the index has one there.
  std::optional<std::uint64_t> KeyAt(std::uint64_t offset) const;

  /// Notes that the file has a record at `offset`, whose key is `key`.
  void Found(std::uint64_t offset, std::uint64_t key);

  /// Returns the records at whose offset none was found, by offset. Those whose key another record
  /// has are not among them: they have moved.
  std::vector<IndexEntry> Missing() const;

 private:
  std::map<std::uint64_t, std::uint64_t> keys_;  // by offset
  std::unordered_set<std::uint64_t> found_offsets_;
  std::unordered_set<std::uint64_t> found_keys_;
};

}  // namespace imrec::tool

#endif  // IMREC_READER_TOOL_FILES_INDEXED_RECORDS_H_
