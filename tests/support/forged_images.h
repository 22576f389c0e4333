// Encoded images made by hand: small files that claim to be large pictures.
#ifndef IMREC_TESTS_SUPPORT_FORGED_IMAGES_H_
#define IMREC_TESTS_SUPPORT_FORGED_IMAGES_H_

#include <cstddef>
#include <vector>

#include <imrec/image.h>

namespace imrec::test {

/// A JPEG of one scan whose entropy code is all zeros. A block takes two bits of it, or one in a
/// progressive file, which has the scan of DC coefficients alone: with as many zeros as there are
/// blocks the picture is whole, and flat.
struct FlatJpeg {
  ImageSize size;
  int components = 3;  // all with one sample per pixel
  bool progressive = false;
  std::size_t entropy_bytes = 0;
  int restart_interval = 0;  // in the header; there are no restart markers
};
std::vector<std::byte> MakeFlatJpeg(const FlatJpeg& jpeg);

/// Bytes of entropy code that all blocks of such a picture take.
std::size_t FlatEntropyBytes(const FlatJpeg& jpeg);

/// An RGB PNG of this size with image data of a few pixels.
std::vector<std::byte> MakePngBomb(ImageSize size, bool interlaced = false);

/// A raw image's header for this size, RGB, and a few pixels.
std::vector<std::byte> MakeRawBomb(ImageSize size);

}  // namespace imrec::test

#endif  // IMREC_TESTS_SUPPORT_FORGED_IMAGES_H_
