// Decodes JPEG files: as a whole, shrunk by a smaller inverse DCT, or in part.
#ifndef IMREC_IMAGE_JPEG_JPEG_DECODER_H_
#define IMREC_IMAGE_JPEG_JPEG_DECODER_H_

#include <memory>

#include <imrec/image_codec.h>

namespace imrec::jpeg {

/// Makes a decoder. When it decodes a part, it does not read the rows below the part. Above and
/// beside the part it only reads the entropy-coded data, which cannot be skipped without restart
/// markers.
std::unique_ptr<ImageDecoder> MakeDecoder(const ImageLimits& limits);

}  // namespace imrec::jpeg

#endif  // IMREC_IMAGE_JPEG_JPEG_DECODER_H_
