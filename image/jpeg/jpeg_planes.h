// Parts of JPEG files as planes, straight from the inverse DCT: for the most common kind of file.
#ifndef IMREC_IMAGE_JPEG_JPEG_PLANES_H_
#define IMREC_IMAGE_JPEG_JPEG_PLANES_H_

#include <array>
#include <cstddef>
#include <span>

#include <imrec/image_codec.h>
#include <imrec/ycbcr_part.h>

#include "image/jpeg/jpeg_entropy_bytes.h"
#include "image/jpeg/jpeg_huffman.h"
#include "image/jpeg/jpeg_library.h"
#include "image/jpeg/jpeg_mcus.h"

namespace imrec::jpeg {

/// Decodes sequential Huffman-coded YCbCr files of one scan. libjpeg reads the header and does the
/// inverse DCT; the entropy code is read here: by look-ups that find a coefficient at once, without
/// storing what lies outside the part, and from restart marker to restart marker where there are
/// any. Not thread-safe.
class PlaneDecoder {
 public:
  /// `info` is behind jpeg_read_header() of `encoded`, and can only be aborted afterwards. Gives
  /// the part's samples and those that chroma is interpolated from. False, with nothing said of
  /// `planes`, if the file is of another kind, or damaged: a decoder shall say what is wrong. To be
  /// called inside Guarded().
  bool Decode(jpeg_decompress_struct& info, std::span<const std::byte> encoded,
              const ImagePart& part, YcbcrPart& planes);

 private:
  // The picture's MCUs, of which those in the window are shown.
  struct Mcus {
    PixelWindow window;
    int across = 0;
    int down = 0;

    McuRange ShownOf(McuRange range) const;
  };

  static bool CanDecode(const jpeg_decompress_struct& info);
  bool SetComponents(const jpeg_decompress_struct& info);
  static Mcus McusOf(const jpeg_decompress_struct& info, const ImagePart& part);
  bool Shape(const jpeg_decompress_struct& info, const Mcus& mcus, YcbcrPart& planes);
  bool ReadIntervals(jpeg_decompress_struct& info, const Mcus& mcus);

  EntropyBytes bytes_;
  std::array<HuffmanTable, NUM_HUFF_TBLS> dc_tables_;
  std::array<HuffmanTable, NUM_HUFF_TBLS> ac_tables_;
  std::array<McuComponent, 3> components_;
  CoefficientBlock block_{};
};

}  // namespace imrec::jpeg

#endif  // IMREC_IMAGE_JPEG_JPEG_PLANES_H_
