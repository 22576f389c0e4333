// WebP, by libwebp.
#ifndef IMREC_IMAGE_WEBP_WEBP_CODEC_H_
#define IMREC_IMAGE_WEBP_WEBP_CODEC_H_

#include <imrec/image_codec.h>

namespace imrec {

/// Reads lossy and lossless files and the first frame of animations. Writes none.
extern const ImageCodec kWebpCodec;

}  // namespace imrec

#endif  // IMREC_IMAGE_WEBP_WEBP_CODEC_H_
