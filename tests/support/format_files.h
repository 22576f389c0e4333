// Image files in formats that imrec only reads, made for tests.
#ifndef IMREC_TESTS_SUPPORT_FORMAT_FILES_H_
#define IMREC_TESTS_SUPPORT_FORMAT_FILES_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <imrec/image.h>

namespace imrec::test {

/// A BMP of 24 bits per pixel, bottom-up. The image is RGB.
std::vector<std::byte> MakeBmp(ImageView image);

/// A binary PGM or PPM, for grey and RGB images.
std::vector<std::byte> MakePnm(ImageView image);

/// A TIFF as libtiff writes it. Needs IMREC_WITH_TIFF.
struct TiffKind {
  std::string name = {};
  ImageSize size = {};
  int bits = 8;
  int samples = 3;
  int photometric = 2;  // RGB
  int compression = 1;  // none
  bool separate_planes = false;
  ImageSize tile = {};  // empty: strips
  int rows_per_strip = 5;
  int sample_format = 1;
  std::vector<std::uint16_t> extra_samples = {};
  int orientation = 1;
  int subsampling = 1;                      // of YCbCr, in both directions
  std::vector<std::uint16_t> palette = {};  // all reds, then greens, then blues
  std::string mode = "w";                   // "wb": big endian, "w8": BigTIFF
  int pages = 1;                            // the same image again
};
/// `rows` are the bytes of all rows, as a file without compression has them: interleaved samples,
/// or plane after plane; 16 bits in the order of this machine. YCbCr with JPEG compression is made
/// of RGB rows.
std::vector<std::byte> MakeTiff(const TiffKind& kind, const std::vector<std::uint8_t>& rows);
/// The bytes of a row of one plane, or of all planes if they are not separate.
std::size_t TiffRowBytes(const TiffKind& kind);
/// An 8-bit RGB or grey TIFF.
std::vector<std::byte> MakeTiff(ImageView image, TiffKind kind = {});

/// A WebP of an RGB or RGBA image. Needs IMREC_WITH_WEBP.
std::vector<std::byte> MakeWebp(ImageView image, bool lossless = true);

/// A chunk of a RIFF file.
std::vector<std::byte> RiffChunk(const std::string& name, const std::vector<std::byte>& contents);
/// The chunks of a file that MakeWebp() has made, without the header.
std::vector<std::byte> WebpChunks(const std::vector<std::byte>& webp);
/// A WebP with the extended header. `flags`: 2 animation, 8 EXIF, 16 alpha.
std::vector<std::byte> MakeExtendedWebp(ImageSize canvas, int flags,
                                        const std::vector<std::byte>& chunks);

/// An EXIF block with this orientation, without the prefix that it has in a JPEG.
std::vector<std::byte> MakeExifBlock(int orientation);

/// `number` in little endian.
std::vector<std::byte> LittleEndian(std::uint64_t number, std::size_t size);
void Append(const std::vector<std::byte>& more, std::vector<std::byte>& bytes);

}  // namespace imrec::test

#endif  // IMREC_TESTS_SUPPORT_FORMAT_FILES_H_
