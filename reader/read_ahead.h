// Telling the system which records come next, so that it fetches them meanwhile.
#ifndef IMREC_READER_READ_AHEAD_H_
#define IMREC_READER_READ_AHEAD_H_

#include <cstdint>
#include <vector>

#include <imrec/record_store.h>

namespace imrec {

/// Asks for the records in the order of the files, neighbours in one request. `ordinals` is
/// sorted on the way.
void ReadAhead(const RecordStore& records, std::vector<std::uint64_t>& ordinals);

}  // namespace imrec

#endif  // IMREC_READER_READ_AHEAD_H_
