// Versions of the codec libraries. The bytes that an encoder writes, and the pixels that a decoder
// returns, may differ between them.
#ifndef IMREC_IMAGE_INTERNAL_CODEC_VERSIONS_H_
#define IMREC_IMAGE_INTERNAL_CODEC_VERSIONS_H_

#include <string>

namespace imrec {

/// Returns the version of libjpeg-turbo whose headers this build used, for example "2.1.5". The
/// library does not report the version at run time.
std::string JpegLibraryVersion();

/// Returns the version of libpng that is loaded, for example "1.6.39".
std::string PngLibraryVersion();

/// Returns the version of libwebp that is loaded, for example "1.2.4". Only if IMREC_WITH_WEBP.
std::string WebpLibraryVersion();

/// Returns the version of libtiff that is loaded, for example "4.5.0". Only if IMREC_WITH_TIFF.
std::string TiffLibraryVersion();

}  // namespace imrec

#endif  // IMREC_IMAGE_INTERNAL_CODEC_VERSIONS_H_
