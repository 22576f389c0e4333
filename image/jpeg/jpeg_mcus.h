// Reads MCUs, the groups of blocks that make up a JPEG scan. Compiled for several instruction sets.
#ifndef IMREC_IMAGE_JPEG_JPEG_MCUS_H_
#define IMREC_IMAGE_JPEG_JPEG_MCUS_H_

#include <array>
#include <cstdint>
#include <span>

#include <imrec/image.h>

#include "image/jpeg/jpeg_bit_reader.h"
#include "image/jpeg/jpeg_blocks.h"
#include "image/jpeg/jpeg_entropy_bytes.h"
#include "image/jpeg/jpeg_huffman.h"
#include "image/jpeg/jpeg_inverse_dct.h"

namespace imrec::jpeg {

/// One component of the image.
struct McuComponent {
  const HuffmanTable* dc = nullptr;
  const HuffmanTable* ac = nullptr;
  QuantTable quant{};
  int blocks_across = 0;     // blocks per MCU, horizontally
  int blocks_down = 0;       // blocks per MCU, vertically
  int block_size = 0;        // samples per side, after the inverse DCT
  MutableImageView samples;  // output for the MCUs in McuScan::shown
  int last_dc = 0;           // the previous DC coefficient
};

/// The MCUs [begin, end), numbered row by row.
struct McuRange {
  std::int64_t begin = 0;
  std::int64_t end = 0;
};

/// The input and output of ReadMcus(). Does not own what it points to.
struct McuScan {
  EntropyBytes* bytes = nullptr;
  std::span<McuComponent> components;
  PixelWindow shown;                  // in MCUs; samples are written for these only
  int across = 0;                     // MCUs per row
  CoefficientBlock* block = nullptr;  // AC coefficients are zero, unless ReadMcus() has failed
};

/// Reads the MCUs in `range`, which starts at the beginning of a restart interval. `bits` must be
/// at its first bit. Returns false if the data is damaged.
bool ReadMcus(const McuScan& scan, McuRange range, BitReader& bits);

}  // namespace imrec::jpeg

#endif  // IMREC_IMAGE_JPEG_JPEG_MCUS_H_
