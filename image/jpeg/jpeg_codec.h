// JPEG by libjpeg-turbo.
#ifndef IMREC_IMAGE_JPEG_JPEG_CODEC_H_
#define IMREC_IMAGE_JPEG_JPEG_CODEC_H_

#include <imrec/image_codec.h>

namespace imrec {

/// Baseline and progressive, grey, YCbCr, RGB, CMYK and YCCK. Data that libjpeg warns about
/// (truncation, bad codes, extraneous bytes) counts as corrupt.
extern const ImageCodec kJpegCodec;

}  // namespace imrec

#endif  // IMREC_IMAGE_JPEG_JPEG_CODEC_H_
