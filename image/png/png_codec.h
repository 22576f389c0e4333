// PNG (ISO/IEC 15948), by libpng.
#ifndef IMREC_IMAGE_PNG_PNG_CODEC_H_
#define IMREC_IMAGE_PNG_PNG_CODEC_H_

#include <imrec/image_codec.h>

namespace imrec {

/// Decodes all colour types and bit depths, interlaced or not. 16 bits are scaled to 8, and a
/// transparent colour becomes alpha.
extern const ImageCodec kPngCodec;

}  // namespace imrec

#endif  // IMREC_IMAGE_PNG_PNG_CODEC_H_
