// Reads the blocks of coefficients of sequential JPEG (ITU-T T.81, F.2.2.1 and F.2.2.2).
//
// Before each look-up, at least HuffmanTable::kLookAhead bits are valid, so that it need not wait
// for a refill.
#ifndef IMREC_IMAGE_JPEG_JPEG_BLOCKS_H_
#define IMREC_IMAGE_JPEG_JPEG_BLOCKS_H_

#include <array>
#include <cstddef>
#include <cstdint>

#include <hwy/base.h>

#include "image/jpeg/jpeg_bit_reader.h"
#include "image/jpeg/jpeg_huffman.h"

namespace imrec::jpeg {

/// The coefficients of a block in the order of libjpeg's inverse DCT: row by row.
struct alignas(64) CoefficientBlock {
  std::array<std::int16_t, kCoefficients> values{};

  HWY_INLINE void Clear() { values = {}; }
};

/// The zigzag order (T.81, figure 5): the index in CoefficientBlock of the k-th coefficient of the
/// code.
constexpr std::array<std::uint8_t, kCoefficients> MakeZigzag() {
  std::array<std::uint8_t, kCoefficients> order{};
  int x = 0;
  int y = 0;
  for (std::uint8_t& place : order) {
    place = static_cast<std::uint8_t>(8 * y + x);
    const bool up = (x + y) % 2 == 0;
    int& ahead = up ? x : y;
    int& back = up ? y : x;
    if (ahead == 7) {
      ++back;
    } else {
      ++ahead;
      if (back > 0) --back;
    }
  }
  return order;
}
inline constexpr auto kZigzag = MakeZigzag();

/// The result of reading a block. In a flat block only the DC coefficient is not zero.
enum class BlockState { kDamaged, kFlat, kTextured };

/// Reads the next difference of DC coefficients and adds it to `last_dc`. Returns false if the data
/// is damaged.
HWY_INLINE bool ReadDc(BitReader& bits, const HuffmanTable& dc, int& last_dc) {
  HuffmanEntry entry = dc.Find(bits);
  bits.Refill();
  if (HWY_UNLIKELY(entry.is_long())) {
    entry = dc.FindLong(entry, bits.Peek(kMostCodeBits));
    if (!entry) return false;
  }
  const int level = last_dc + bits.PeekValue(entry.code_bits(), entry.value_shift());
  if (level != static_cast<std::int16_t>(level)) return false;
  bits.Take(entry.bits());
  last_dc = level;
  return true;
}

/// Removes the next symbol, which is a coefficient, and returns its value.
HWY_INLINE std::int16_t TakeValue(BitReader& bits, const HuffmanEntry& entry) {
  const int value = bits.PeekValue(entry.code_bits(), entry.value_shift());
  bits.Take(entry.bits());
  return static_cast<std::int16_t>(value);
}

/// Reads one block into `block`, whose AC coefficients must be zero.
HWY_INLINE BlockState ReadBlock(BitReader& reader, const HuffmanTable& dc, const HuffmanTable& ac,
                                int& last_dc, CoefficientBlock& block) {
  constexpr unsigned kLast = kCoefficients - 1;
  BitReader bits = reader;  // a local copy stays in registers
  if (!ReadDc(bits, dc, last_dc)) return BlockState::kDamaged;
  std::int16_t* const values = block.values.data();
  values[0] = static_cast<std::int16_t>(last_dc);
  unsigned k = 0;  // the last coefficient that was read
  for (;;) {
    HuffmanEntry entry;
    // Two symbols for each refill, until one of them needs more attention.
    for (;;) {
      entry = ac.Find(bits);
      bits.Refill();
      k += entry.advance();
      if (k >= kLast) break;
      values[kZigzag[k]] = TakeValue(bits, entry);
      entry = ac.Find(bits);
      k += entry.advance();
      if (k >= kLast) break;
      values[kZigzag[k]] = TakeValue(bits, entry);
    }
    if (entry.is_long()) {
      k -= entry.advance();
      entry = ac.FindLong(entry, bits.Peek(kMostCodeBits));
      if (!entry) return BlockState::kDamaged;
      k += entry.advance();
    }
    if (entry.is_end_of_block()) {
      bits.Take(entry.bits());
      reader = bits;
      // Flat if nothing came before the end of the block.
      return k == entry.advance() ? BlockState::kFlat : BlockState::kTextured;
    }
    if (k > kLast) return BlockState::kDamaged;
    values[kZigzag[k]] = TakeValue(bits, entry);
    bits.Refill();
    if (k == kLast) break;
  }
  reader = bits;
  return BlockState::kTextured;
}

/// Skips one block. Returns false if it is damaged.
HWY_INLINE bool SkipBlock(BitReader& reader, const HuffmanTable& dc, const HuffmanTable& ac,
                          int& last_dc) {
  BitReader bits = reader;
  if (!ReadDc(bits, dc, last_dc)) return false;
  std::size_t k = 1;
  do {
    const SkippedSymbols skipped = ac.FindSkipped(bits);
    // A block may end with its last coefficient. Symbols that reach it are taken one by one.
    if (skipped && k + skipped.coefficients() < kCoefficients) {
      bits.Refill();
      bits.Take(skipped.bits());
      k += skipped.coefficients();
      if (skipped.end_block()) {
        reader = bits;
        return true;
      }
      continue;
    }
    HuffmanEntry entry = ac.Find(bits);
    bits.Refill();
    if (entry.is_long()) entry = ac.FindLong(entry, bits.Peek(kMostCodeBits));
    if (!entry) return false;
    bits.Take(entry.bits());
    if (entry.is_end_of_block()) {
      reader = bits;
      return true;
    }
    k += entry.advance();
  } while (k < kCoefficients);
  reader = bits;
  return k == kCoefficients;
}

}  // namespace imrec::jpeg

#endif  // IMREC_IMAGE_JPEG_JPEG_BLOCKS_H_
