// Reads a list once, from its beginning to its end.
#ifndef IMREC_IM2REC_LIST_LIST_SCAN_H_
#define IMREC_IM2REC_LIST_LIST_SCAN_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <imrec/pack_list.h>

#include "im2rec/list/list_lines.h"

namespace imrec {

struct ListScan {
  ListTable table;                     // of all valid lines
  std::vector<SkippedLine> malformed;  // in the order of the list
  std::uint64_t digest = 0;            // PayloadDigest() of the whole text
  // The indices of the valid lines.
  bool increases = true;  // each is larger than that of the line before
  std::uint64_t lowest = 0;
  std::uint64_t highest = 0;
};

/// Reads the list `name`. Needs memory for the result and for the longest line. Throws Error(kIo)
/// if the list cannot be read, and Error(kLimitExceeded) if it has more than kMostMalformedLines
/// malformed lines.
ListScan ScanList(const std::string& name, std::shared_ptr<const TextSource> text);

/// Returns the indices that several lines have, in ascending order. Needs at most 8 bytes per line
/// during the call, and none if the indices increase. Throws Error(kIo) as ListLineReader.
std::vector<std::uint64_t> FindRepeatedIndices(const ListScan& scan, const ListLines& lines);

}  // namespace imrec

#endif  // IMREC_IM2REC_LIST_LIST_SCAN_H_
