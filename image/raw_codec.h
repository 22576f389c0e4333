// Raw pixels: images that are read without being decoded.
#ifndef IMREC_IMAGE_RAW_CODEC_H_
#define IMREC_IMAGE_RAW_CODEC_H_

#include <imrec/image_codec.h>

namespace imrec {

/// imrec's own: the eight bytes "IMRECRAW", then little-endian u32 version (1), channels (1, 3 or
/// 4), width and height, then rows of interleaved 8-bit samples from top to bottom without padding.
extern const ImageCodec kRawCodec;

}  // namespace imrec

#endif  // IMREC_IMAGE_RAW_CODEC_H_
