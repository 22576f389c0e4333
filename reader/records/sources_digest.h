// What tells the sources of one run from those of another.
#ifndef IMREC_READER_RECORDS_SOURCES_DIGEST_H_
#define IMREC_READER_RECORDS_SOURCES_DIGEST_H_

#include <cstdint>

#include "reader/order/sample_mix.h"
#include "reader/records/record_dataset.h"

namespace imrec {

/// Returns a number that differs if files have another order, other sizes or keys, or if sources
/// have other weights, with the certainty of 53 bits, whatever the names of the files. It takes no
/// look at the records.
std::uint64_t SourcesDigest(const SampleMix& mix, const RecordDataset& records);

}  // namespace imrec

#endif  // IMREC_READER_RECORDS_SOURCES_DIGEST_H_
