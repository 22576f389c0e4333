// The inverse DCTs of libjpeg's JDCT_ISLOW, at full and reduced size. Compiled for several
// instruction sets.
#ifndef IMREC_IMAGE_JPEG_JPEG_INVERSE_DCT_H_
#define IMREC_IMAGE_JPEG_JPEG_INVERSE_DCT_H_

#include <array>
#include <cstddef>
#include <cstdint>

#include "image/jpeg/jpeg_blocks.h"
#include "image/jpeg/jpeg_huffman.h"

namespace imrec::jpeg {

/// Any coefficient times this exceeds the 16 bits of libjpeg's vector code.
constexpr std::int32_t kMaxQuant = 1 << 13;

/// The factors that coefficients are multiplied by, row by row. None exceeds kMaxQuant, which
/// stands for all that do.
using QuantTable = std::array<std::int32_t, kCoefficients>;

/// Computes the samples of a block, bit for bit as libjpeg does: `size` rows of `size` bytes,
/// `stride` bytes apart. `size` is 8, 4, 2 or 1. Returns false if a number exceeds the 16 bits of
/// libjpeg's vector code, which happens only in damaged files; the samples are then unspecified.
bool InverseDct(const CoefficientBlock& block, const QuantTable& quant, int size,
                std::uint8_t* samples, std::ptrdiff_t stride);

}  // namespace imrec::jpeg

#endif  // IMREC_IMAGE_JPEG_JPEG_INVERSE_DCT_H_
