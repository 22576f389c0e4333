// Opens the files in the options of a reader.
#ifndef IMREC_READER_RECORDS_OPEN_RECORDS_H_
#define IMREC_READER_RECORDS_OPEN_RECORDS_H_

#include <string>

#include <imrec/reader_options.h>

#include "reader/order/sample_mix.h"
#include "reader/records/record_dataset.h"

namespace imrec {

/// Passes a notice to options.log, or to standard error.
void LogNotice(const ReaderOptions& options, const std::string& text);

/// Adds the files of all sources to `records` and returns how they are mixed. Throws Error if a
/// source cannot be opened or has no record.
SampleMix OpenRecords(const ReaderOptions& options, RecordDataset& records);

}  // namespace imrec

#endif  // IMREC_READER_RECORDS_OPEN_RECORDS_H_
