// The raw image format: pixels that are read without decoding.
#ifndef IMREC_IMAGE_RAW_CODEC_H_
#define IMREC_IMAGE_RAW_CODEC_H_

#include <imrec/image_codec.h>

namespace imrec {

/// A format of imrec: the eight bytes "IMRECRAW"; little-endian u32 version (1), channels (1, 3 or
/// 4), width and height; then rows of interleaved 8-bit samples, from top to bottom, without
/// padding.
extern const ImageCodec kRawCodec;

}  // namespace imrec

#endif  // IMREC_IMAGE_RAW_CODEC_H_
