#include "reader/records/read_ahead.h"

#include <algorithm>

namespace imrec {

void ReadAhead(const RecordStore& records, std::vector<std::uint64_t>& ordinals) {
  std::ranges::sort(ordinals);
  for (std::size_t i = 0; i < ordinals.size();) {
    std::size_t end = i + 1;
    while (end < ordinals.size() && ordinals[end] <= ordinals[end - 1] + 1) ++end;
    records.WillRead(ordinals[i], ordinals[end - 1] - ordinals[i] + 1);
    i = end;
  }
}

}  // namespace imrec
