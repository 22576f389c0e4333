// TIFF, by libtiff.
#ifndef IMREC_IMAGE_TIFF_TIFF_CODEC_H_
#define IMREC_IMAGE_TIFF_TIFF_CODEC_H_

#include <imrec/image_codec.h>

namespace imrec {

/// Reads the first page of files with grey, RGB, palette, CMYK and YCbCr pixels of up to 16 bits
/// per sample. Refuses floating-point samples. Writes none.
extern const ImageCodec kTiffCodec;

}  // namespace imrec

#endif  // IMREC_IMAGE_TIFF_TIFF_CODEC_H_
