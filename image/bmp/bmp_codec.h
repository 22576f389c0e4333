// BMP, the bitmaps of Windows and OS/2.
#ifndef IMREC_IMAGE_BMP_BMP_CODEC_H_
#define IMREC_IMAGE_BMP_BMP_CODEC_H_

#include <imrec/image_codec.h>

namespace imrec {

/// Reads 1, 2, 4, 8, 16, 24 and 32 bits per pixel, palettes, RLE4, RLE8 and channel masks. Not the
/// JPEG and PNG files that a BMP for printers may contain. Writes none.
extern const ImageCodec kBmpCodec;

}  // namespace imrec

#endif  // IMREC_IMAGE_BMP_BMP_CODEC_H_
