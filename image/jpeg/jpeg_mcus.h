// Reading MCUs, the groups of blocks that a JPEG scan is made of, for whatever instructions the
// processor has.
#ifndef IMREC_IMAGE_JPEG_JPEG_MCUS_H_
#define IMREC_IMAGE_JPEG_JPEG_MCUS_H_

#include <array>
#include <cstdint>
#include <span>

#include <imrec/image.h>

#include "image/jpeg/jpeg_entropy_bytes.h"
#include "image/jpeg/jpeg_huffman.h"
#include "image/jpeg/jpeg_library.h"

namespace imrec::jpeg {

/// One component of the picture.
struct McuComponent {
  /// libjpeg's, which dequantises, too: writes block_size samples of as many rows.
  using InverseDct = void (*)(j_decompress_ptr, jpeg_component_info*, JCOEFPTR, JSAMPARRAY,
                              JDIMENSION);

  const HuffmanTable* dc = nullptr;
  const HuffmanTable* ac = nullptr;
  InverseDct inverse_dct = nullptr;
  jpeg_component_info* info = nullptr;
  int blocks_across = 0;  // of an MCU
  int blocks_down = 0;
  int block_size = 0;        // samples, after the inverse DCT
  MutableImageView samples;  // of the MCUs that are shown
  int last_dc = 0;
};

/// MCUs [begin, end), row after row.
struct McuRange {
  std::int64_t begin = 0;
  std::int64_t end = 0;
};

/// What MCUs are read from and to.
struct McuScan {
  j_decompress_ptr info = nullptr;
  EntropyBytes* bytes = nullptr;
  std::span<McuComponent> components;
  PixelWindow shown;                  // in MCUs; of the others only the code is read
  int across = 0;                     // MCUs of a row
  CoefficientBlock* block = nullptr;  // all zeros, unless damage was met
};

/// Reads MCUs of an interval from its begin on. False if the code is damaged.
bool ReadMcus(const McuScan& scan, McuRange range, BitReader& bits);

}  // namespace imrec::jpeg

#endif  // IMREC_IMAGE_JPEG_JPEG_MCUS_H_
