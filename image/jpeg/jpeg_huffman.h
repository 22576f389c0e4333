// Look-up tables for Huffman decoding of sequential JPEG (ITU-T T.81, F.2.2).
//
// libjpeg looks up the length of a code and then reads the bits of the value; the second step
// depends on the first. Here one look-up returns the total length of code and value, so the next
// symbol can be looked up while the value is still being computed. The coefficients are the same.
#ifndef IMREC_IMAGE_JPEG_JPEG_HUFFMAN_H_
#define IMREC_IMAGE_JPEG_JPEG_HUFFMAN_H_

#include <array>
#include <cstddef>
#include <cstdint>

#include <hwy/base.h>

#include "image/jpeg/jpeg_bit_reader.h"

namespace imrec::jpeg {

/// The limits of T.81 (C.2 and F.1.2): bits of a code and of the value after it, and coefficients
/// of a block.
inline constexpr unsigned kMostCodeBits = 16;
inline constexpr unsigned kMostValueBits = 15;
inline constexpr std::size_t kCoefficients = 64;

/// A Huffman table as it is stored in a file: the number of codes of each length, and the symbols
/// in the order of their codes.
struct HuffmanCodes {
  std::array<std::uint8_t, kMostCodeBits + 1> counts{};  // by length in bits; [0] is unused
  std::array<std::uint8_t, 256> symbols{};

  friend bool operator==(const HuffmanCodes&, const HuffmanCodes&) = default;
};

/// A decoded symbol: an end of block, or a coefficient, which is a number of zeros and then a value
/// with a number of bits. A number of four bytes, the lowest of which is used first.
class HuffmanEntry {
 public:
  // Values of advance(); those of coefficients are 1 to 16. These two are so large that an index of
  // a coefficient plus one of them is always past the last one, so one comparison ends a block's
  // loop.
  static constexpr unsigned kEndOfBlock = 64;
  static constexpr unsigned kLong = 128;

  static HuffmanEntry EndOfBlock(unsigned code_bits) { return {code_bits, 0, kEndOfBlock}; }
  static HuffmanEntry Coefficient(unsigned code_bits, unsigned zeros, unsigned value_bits) {
    return {code_bits, value_bits, zeros + 1};
  }
  /// A symbol that HuffmanTable::FindLong() returns. Its code has `code_bits` or more.
  static HuffmanEntry Long(unsigned code_bits) { return {code_bits, 0, kLong}; }

  HuffmanEntry() = default;

  /// False if there is no symbol.
  HWY_INLINE explicit operator bool() const { return packed_ != 0; }
  HWY_INLINE bool is_end_of_block() const { return advance() == kEndOfBlock; }
  HWY_INLINE bool is_long() const { return advance() == kLong; }
  /// The bits of code and value together.
  HWY_INLINE unsigned bits() const { return packed_ & 0xFF; }
  HWY_INLINE unsigned code_bits() const { return packed_ >> 16 & 0xFF; }
  /// 63 - the bits of the value.
  HWY_INLINE unsigned value_shift() const { return packed_ >> 8 & 0xFF; }
  /// Of a coefficient: the zeros before its value, plus one.
  HWY_INLINE unsigned advance() const { return packed_ >> 24; }

 private:
  HuffmanEntry(unsigned code_bits, unsigned value_bits, unsigned advance)
      : packed_((code_bits + value_bits) | (63 - value_bits) << 8 | code_bits << 16 |
                advance << 24) {}

  std::uint32_t packed_ = 0;
};

/// All AC symbols whose codes lie within the next bits, up to an end of block. They are skipped
/// together.
class SkippedSymbols {
 public:
  SkippedSymbols() = default;
  SkippedSymbols(unsigned bits, unsigned coefficients, bool end_block)
      : packed_(bits | coefficients << 8 | (end_block ? kEndBlock : 0)) {}

  /// False if there is no symbol.
  HWY_INLINE explicit operator bool() const { return packed_ != 0; }
  /// The bits of all codes and values.
  HWY_INLINE unsigned bits() const { return packed_ & 0xFF; }
  /// The number of coefficients, zeros included.
  HWY_INLINE unsigned coefficients() const { return packed_ >> 8 & 0xFF; }
  /// True if the last symbol is an end of block.
  HWY_INLINE bool end_block() const { return (packed_ & kEndBlock) != 0; }

 private:
  static constexpr std::uint32_t kEndBlock = 1U << 16;

  std::uint32_t packed_ = 0;
};

/// Look-up tables for the symbols of one Huffman table.
class HuffmanTable {
 public:
  enum class Kind { kDc, kAc };

  /// The number of bits that index the look-up tables.
  static constexpr int kLookAhead = 11;
  /// The most bits of a symbol that is not long. Two of them, and the bits to find a third, can be
  /// taken after one refill.
  static constexpr unsigned kMostShortBits = kLookAhead + 11;
  static_assert(2 * kMostShortBits + kLookAhead <= BitReader::kRefilledBits);
  static_assert(kMostShortBits + kMostCodeBits + kMostValueBits <= BitReader::kRefilledBits);

  /// Builds the tables. Does nothing if `codes` and `kind` are those of the last call. Returns
  /// false if the codes are not a valid Huffman table.
  bool Set(const HuffmanCodes& codes, Kind kind);

  /// Returns the symbol that starts with the next kLookAhead bits, or HuffmanEntry::Long().
  HWY_INLINE HuffmanEntry Find(const BitReader& bits) const {
    return entries_[bits.Peek(kLookAhead)];
  }

  /// Returns the next symbol if Find() returned `found`, which is long, given the next 16 bits.
  /// Returns no symbol if there is no such code.
  HuffmanEntry FindLong(HuffmanEntry found, std::uint32_t ahead) const;

  /// Builds the table for FindSkipped(). Until then it returns no symbols.
  void PrepareSkipping();
  HWY_INLINE SkippedSymbols FindSkipped(const BitReader& bits) const {
    return skipped_[bits.Peek(kLookAhead)];
  }

 private:
  HuffmanEntry EntryOf(unsigned symbol, unsigned code_bits) const;

  HuffmanCodes codes_;
  Kind kind_ = Kind::kDc;
  bool set_ = false;
  std::array<HuffmanEntry, std::size_t{1} << kLookAhead> entries_{};
  std::array<SkippedSymbols, std::size_t{1} << kLookAhead> skipped_{};
  bool can_skip_ = false;
  // For each code length: the first code after those of this length, shifted to 16 bits; and the
  // number to add to a code to get the index of its symbol.
  std::array<std::uint32_t, kMostCodeBits + 1> code_end_{};
  std::array<int, kMostCodeBits + 1> symbol_offset_{};
};

}  // namespace imrec::jpeg

#endif  // IMREC_IMAGE_JPEG_JPEG_HUFFMAN_H_
