// Decoding JPEG files: whole, shrunk by a smaller inverse DCT, or in part.
#ifndef IMREC_IMAGE_JPEG_JPEG_DECODER_H_
#define IMREC_IMAGE_JPEG_JPEG_DECODER_H_

#include <memory>

#include <imrec/image_codec.h>

namespace imrec::jpeg {

/// A part costs what it shows: nothing below its last row is decoded, and of what lies above and
/// beside it only the entropy code, which can't be skipped.
std::unique_ptr<ImageDecoder> MakeDecoder(const ImageLimits& limits);

}  // namespace imrec::jpeg

#endif  // IMREC_IMAGE_JPEG_JPEG_DECODER_H_
