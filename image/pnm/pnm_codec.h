// PNM, the formats of Netpbm: PBM, PGM and PPM, plain or not, and PAM.
#ifndef IMREC_IMAGE_PNM_PNM_CODEC_H_
#define IMREC_IMAGE_PNM_PNM_CODEC_H_

#include <imrec/image_codec.h>

namespace imrec {

/// Reads P1..P7. Samples are scaled from 0..maxval to 0..255. Of several images in a file, reads
/// the first. Writes none.
extern const ImageCodec kPnmCodec;

}  // namespace imrec

#endif  // IMREC_IMAGE_PNM_PNM_CODEC_H_
