// Options of a packing run: whether they can be used, and how they are written down.
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

/// What decides the contents of the records, as text: option names (without --) and their values.
/// `labels` says which labels are packed, whether the options say it or not.
std::map<std::string, std::string> DescribeOptions(const PackOptions& options, LabelPacking labels);

/// The number of workers that `threads` asks for.
std::size_t WorkerCount(std::size_t threads);

}  // namespace imrec

#endif  // IMREC_IM2REC_CHECK_OPTIONS_H_
