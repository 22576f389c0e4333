// Tells the operating system, or the client of a store, which records will be read, so that it can
// fetch them in advance.
#ifndef IMREC_READER_RECORDS_READ_AHEAD_H_
#define IMREC_READER_RECORDS_READ_AHEAD_H_

#include <algorithm>
#include <cstdint>
#include <vector>

#include <imrec/record_store.h>

namespace imrec {

/// Requests the records in file order, with one request per run of adjacent records. Sorts
/// `ordinals`.
void ReadAhead(const RecordStore& records, std::vector<std::uint64_t>& ordinals);

/// Calls `turn(ordinal)` for each record in order, while the labels of the next ones are requested.
template <typename Turn>
void WithLabelsAhead(const RecordStore& records, const Turn& turn) {
  constexpr std::uint64_t kAhead = 128;
  const std::uint64_t size = records.size();
  records.WillReadLabels(0, std::min(kAhead, size));
  for (std::uint64_t i = 0; i < size; ++i) {
    const std::uint64_t next = i + kAhead;
    if (i % kAhead == 0 && next < size) records.WillReadLabels(next, std::min(kAhead, size - next));
    turn(i);
  }
}

}  // namespace imrec

#endif  // IMREC_READER_RECORDS_READ_AHEAD_H_
