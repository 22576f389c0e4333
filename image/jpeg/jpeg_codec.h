// JPEG (ITU-T T.81), by libjpeg-turbo.
#ifndef IMREC_IMAGE_JPEG_JPEG_CODEC_H_
#define IMREC_IMAGE_JPEG_JPEG_CODEC_H_

#include <imrec/image_codec.h>

namespace imrec {

/// Decodes baseline and progressive files; grey, YCbCr, RGB, CMYK and YCCK. Data that libjpeg warns
/// about (truncation, bad codes, extra bytes) counts as corrupt, unless no pixel depends on it.
extern const ImageCodec kJpegCodec;

}  // namespace imrec

#endif  // IMREC_IMAGE_JPEG_JPEG_CODEC_H_
