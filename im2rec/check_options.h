// Checks the options of a packing run, and describes them as text.
#ifndef IMREC_IM2REC_CHECK_OPTIONS_H_
#define IMREC_IM2REC_CHECK_OPTIONS_H_

#include <cstddef>
#include <map>
#include <string>

#include <imrec/pack_options.h>

namespace imrec {

/// Throws Error(kInvalidArgument) naming the option that is out of range.
void CheckImageOptions(const ImageOptions& options);

/// Throws Error(kInvalidArgument) naming the option that is out of range.
void CheckOutputOptions(const OutputOptions& options);

/// Returns the options that affect the contents of the records, by name (without --). `labels` says
/// which labels are packed, even if `options.labels` does not.
std::map<std::string, std::string> DescribeOptions(const PackOptions& options, LabelPacking labels);

/// Returns the number of workers for `threads`, where 0 means one per processor.
std::size_t WorkerCount(std::size_t threads);

}  // namespace imrec

#endif  // IMREC_IM2REC_CHECK_OPTIONS_H_
