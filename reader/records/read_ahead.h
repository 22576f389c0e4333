// Tells the operating system which records will be read, so that it can fetch them in advance.
#ifndef IMREC_READER_RECORDS_READ_AHEAD_H_
#define IMREC_READER_RECORDS_READ_AHEAD_H_

#include <cstdint>
#include <vector>

#include <imrec/record_store.h>

namespace imrec {

/// Requests the records in file order, with one request per run of adjacent records. Sorts
/// `ordinals`.
void ReadAhead(const RecordStore& records, std::vector<std::uint64_t>& ordinals);

}  // namespace imrec

#endif  // IMREC_READER_RECORDS_READ_AHEAD_H_
