// Checks the options of a packing run.
#ifndef IMREC_IM2REC_CHECK_OPTIONS_H_
#define IMREC_IM2REC_CHECK_OPTIONS_H_

#include <cstddef>
#include <string>

#include <imrec/image.h>
#include <imrec/pack_options.h>

namespace imrec {

/// Throws Error(kInvalidArgument) naming the option that is out of range.
void CheckImageOptions(const ImageOptions& options);

/// Throws Error(kInvalidArgument) if images of this size cannot be written with this encoding.
void CheckEncodedSize(const std::string& encoding, ImageSize size);

/// Throws Error(kInvalidArgument) naming the option that is out of range.
void CheckOutputOptions(const OutputOptions& options);

/// Returns the number of workers for `threads`, where 0 means one per processor.
std::size_t WorkerCount(std::size_t threads);

}  // namespace imrec

#endif  // IMREC_IM2REC_CHECK_OPTIONS_H_
