// The run-length codes of BMP files with 4 and 8 bits per pixel.
#ifndef IMREC_IMAGE_BMP_BMP_RLE_H_
#define IMREC_IMAGE_BMP_BMP_RLE_H_

#include <cstddef>
#include <span>
#include <string>

#include "image/bmp/bmp_header.h"

namespace imrec::bmp {

/// Sets the pixels of `image`, which has header.size and header.Channels() channels. Pixels that
/// the code leaves out have the first colour of the palette. Sets `note` if the code of the end is
/// missing. Throws Error(kCorruptData) if the code is damaged or truncated.
void DecodeRle(const Header& header, std::span<const std::byte> code, MutableImageView image,
               std::string& note);

}  // namespace imrec::bmp

#endif  // IMREC_IMAGE_BMP_BMP_RLE_H_
