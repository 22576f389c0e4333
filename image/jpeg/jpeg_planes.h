// Decodes parts of JPEG files to YCbCr planes, for the most common kind of file.
#ifndef IMREC_IMAGE_JPEG_JPEG_PLANES_H_
#define IMREC_IMAGE_JPEG_JPEG_PLANES_H_

#include <array>
#include <cstddef>
#include <span>

#include <imrec/image_codec.h>

#include "image/internal/ycbcr_part.h"
#include "image/jpeg/jpeg_blocks.h"
#include "image/jpeg/jpeg_entropy_bytes.h"
#include "image/jpeg/jpeg_huffman.h"
#include "image/jpeg/jpeg_library.h"
#include "image/jpeg/jpeg_mcus.h"

namespace imrec::jpeg {

/// Decodes sequential Huffman-coded YCbCr files with one scan. libjpeg reads the header. The
/// entropy-coded data is decoded here, with one look-up per coefficient, and so is the inverse DCT.
/// MCUs outside the part are not stored, and restart intervals outside the part are skipped. Not
/// thread-safe.
class PlaneDecoder {
 public:
  /// Returns false if the file is of another kind. Call after jpeg_read_header(). Does not change
  /// what libjpeg can do next.
  static bool CanDecode(const jpeg_decompress_struct& info);

  /// Decodes the samples of the part and those that its chroma is interpolated from. Returns false
  /// if the file is damaged; `planes` is then unspecified, and the full decoder reports the error.
  /// Requires CanDecode(). Call after jpeg_read_header() of `encoded`, within Guarded(); afterwards
  /// `info` may only be aborted.
  bool Decode(jpeg_decompress_struct& info, std::span<const std::byte> encoded,
              const ImagePart& part, YcbcrPart& planes);

 private:
  // The MCUs of the image. Those in `window` are shown.
  struct Mcus {
    PixelWindow window;
    int across = 0;
    int down = 0;

    McuRange ShownOf(McuRange range) const;
  };

  bool SetComponents(const jpeg_decompress_struct& info);
  void PrepareSkipping(const jpeg_decompress_struct& info);
  static Mcus McusOf(const jpeg_decompress_struct& info, const ImagePart& part);
  bool Shape(const jpeg_decompress_struct& info, const Mcus& mcus, YcbcrPart& planes);
  bool ReadIntervals(const jpeg_decompress_struct& info, const Mcus& mcus);

  EntropyBytes bytes_;
  std::array<HuffmanTable, NUM_HUFF_TBLS> dc_tables_;
  std::array<HuffmanTable, NUM_HUFF_TBLS> ac_tables_;
  std::array<McuComponent, 3> components_;
  CoefficientBlock block_{};
};

}  // namespace imrec::jpeg

#endif  // IMREC_IMAGE_JPEG_JPEG_PLANES_H_
