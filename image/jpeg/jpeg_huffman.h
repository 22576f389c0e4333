// Huffman decoding of sequential JPEG (ITU-T T.81, F.2.2).
//
// libjpeg looks up the length of a code and then reads the bits of the value; the second step
// depends on the first. Here one look-up returns the total length of code and value, so the next
// symbol can be looked up while the value is still being computed. The coefficients are the same.
#ifndef IMREC_IMAGE_JPEG_JPEG_HUFFMAN_H_
#define IMREC_IMAGE_JPEG_JPEG_HUFFMAN_H_

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace imrec::jpeg {

/// A Huffman table as it is stored in a file: the number of codes of each length, and the symbols
/// in the order of their codes.
struct HuffmanCodes {
  std::array<std::uint8_t, 17> counts{};  // of codes of 1..16 bits; [0] is unused
  std::array<std::uint8_t, 256> symbols{};

  friend bool operator==(const HuffmanCodes&, const HuffmanCodes&) = default;
};

/// Reads bits from bytes without stuffing (see EntropyBytes). Reads up to 8 bytes ahead and does
/// not check for the end.
class BitReader {
 public:
  explicit BitReader(const std::uint8_t* bytes) : next_(bytes) { Refill(); }

  /// After this, at least 56 bits can be taken.
  void Refill() {
    std::uint64_t ahead = 0;
    std::memcpy(&ahead, next_, sizeof(ahead));
    if constexpr (std::endian::native == std::endian::little) ahead = SwapBytes(ahead);
    bits_ |= ahead >> count_;
    next_ += (63 - count_) >> 3;
    count_ |= 56;
  }
  /// Returns the next `count` bits, 1..32.
  std::uint32_t Peek(int count) const {
    return static_cast<std::uint32_t>(bits_ >> static_cast<unsigned>(64 - count));
  }
  /// Removes the next `count` bits.
  void Take(unsigned count) {
    bits_ <<= count;
    count_ -= count;
  }
  /// Returns the signed value of `count` bits (0..15) after the next `skipped` bits. The encoding
  /// is that of T.81, F.2.2.1 (EXTEND): values that begin with a 0 bit are negative.
  int PeekValue(unsigned skipped, unsigned count) const {
    const std::uint64_t ahead = bits_ << skipped;
    const auto value = static_cast<int>(ahead >> 1 >> (63 - count));
    const int negative = static_cast<std::int64_t>(ahead) < 0 ? 0 : -1;
    return value + static_cast<int>(static_cast<unsigned>(negative) << count) - negative;
  }
  /// The first byte of which no bit has been taken.
  const std::uint8_t* position() const { return next_ - (count_ >> 3); }

 private:
  static std::uint64_t SwapBytes(std::uint64_t value) {
#if defined(__GNUC__) || defined(__clang__)
    return __builtin_bswap64(value);
#else
    std::uint64_t swapped = 0;
    for (int i = 0; i < 8; ++i, value >>= 8) swapped = swapped << 8 | (value & 0xFF);
    return swapped;
#endif
  }

  const std::uint8_t* next_;
  std::uint64_t bits_ = 0;  // from the highest bit on; lower bits are read again by Refill()
  unsigned count_ = 0;      // valid bits in bits_
};

/// Look-up tables for the symbols of one Huffman table.
class HuffmanTable {
 public:
  enum class Kind { kDc, kAc };

  /// Builds the tables. Does nothing if `codes` and `kind` are those of the last call. Returns
  /// false if the codes are not a valid Huffman table.
  bool Set(const HuffmanCodes& codes, Kind kind);

  /// A decoded symbol: a number of zero coefficients, then a value with a number of bits.
  class Entry {
   public:
    Entry() = default;
    Entry(unsigned code_bits, unsigned value_bits, unsigned advance)
        : packed_((code_bits + value_bits) | code_bits << 8 | value_bits << 16 | advance << 24) {}

    /// False if there is no symbol.
    explicit operator bool() const { return packed_ != 0; }
    /// The bits of code and value together.
    unsigned bits() const { return packed_ & 63; }
    unsigned code_bits() const { return packed_ >> 8 & 63; }
    unsigned value_bits() const { return packed_ >> 16 & 63; }
    /// The number of zero coefficients before the value, or kEndOfBlock.
    unsigned advance() const { return packed_ >> 24; }

   private:
    std::uint32_t packed_ = 0;
  };

  /// The number of bits that index the look-up tables.
  static constexpr int kLookAhead = 11;
  /// More than any number of zero coefficients.
  static constexpr unsigned kEndOfBlock = 80;

  /// Returns the next symbol, or no symbol if its code is longer than kLookAhead bits.
  Entry Find(const BitReader& bits) const { return entries_[bits.Peek(kLookAhead)]; }

  /// Returns the next symbol if its code is longer than kLookAhead bits, given the next 16 bits.
  /// Returns no symbol if there is no such code.
  Entry FindLonger(std::uint32_t ahead) const;

  /// The AC symbols whose codes lie within the next kLookAhead bits, for skipping them at once.
  class Stride {
   public:
    Stride() = default;
    Stride(unsigned bits, unsigned advance, bool ends)
        : packed_(bits | advance << 8 | (ends ? kEnds : 0)) {}

    /// The bits of all codes and values; 0 if there is no symbol.
    unsigned bits() const { return packed_ & 63; }
    /// The number of coefficients that are skipped.
    unsigned advance() const { return packed_ >> 8 & 0xFF; }
    /// True if the last symbol is an end of block.
    bool ends() const { return (packed_ & kEnds) != 0; }

   private:
    static constexpr std::uint32_t kEnds = 1U << 16;

    std::uint32_t packed_ = 0;
  };

  /// Builds the table of strides. Until then all strides are empty.
  void PrepareStrides();
  Stride FindStride(const BitReader& bits) const { return strides_[bits.Peek(kLookAhead)]; }

 private:
  Entry EntryOf(unsigned symbol, int code_bits) const;

  HuffmanCodes codes_;
  Kind kind_ = Kind::kDc;
  bool set_ = false;
  std::array<Entry, std::size_t{1} << kLookAhead> entries_{};
  std::array<Stride, std::size_t{1} << kLookAhead> strides_{};
  bool strides_set_ = false;
  // For each code length: the first code after those of this length, shifted to 16 bits; and the
  // number to add to a code to get the index of its symbol.
  std::array<std::uint32_t, 17> code_end_{};
  std::array<int, 17> symbol_offset_{};
};

/// The coefficients of a block in the order of libjpeg's inverse DCT, and one spare element for
/// values that are not coefficients.
struct alignas(64) CoefficientBlock {
  std::array<std::int16_t, 65> values{};

  void Clear() { std::fill_n(values.begin(), 64, std::int16_t{0}); }
};

/// The zigzag order (T.81, figure 5): the index in CoefficientBlock of the k-th coefficient of the
/// code, or 64 if k is not a coefficient.
constexpr std::array<std::uint8_t, 64 + HuffmanTable::kEndOfBlock> MakeZigzag() {
  std::array<std::uint8_t, 64 + HuffmanTable::kEndOfBlock> order{};
  order.fill(64);
  int x = 0;
  int y = 0;
  for (std::size_t k = 0; k < 64; ++k) {
    order[k] = static_cast<std::uint8_t>(8 * y + x);
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

/// Returns the next symbol, of which no bit is taken, and refills `bits`. At least 25 bits must
/// remain from the last refill, which is enough for a code, so that the look-up does not depend on
/// the refill.
inline HuffmanTable::Entry TakeCode(BitReader& bits, const HuffmanTable& table) {
  HuffmanTable::Entry entry = table.Find(bits);
  bits.Refill();
  if (!entry) entry = table.FindLonger(bits.Peek(16));
  return entry;
}

/// Reads the next difference of DC coefficients and adds it to `last_dc`. Returns false if the data
/// is damaged.
inline bool ReadDc(BitReader& bits, const HuffmanTable& dc, int& last_dc) {
  const HuffmanTable::Entry entry = TakeCode(bits, dc);
  const int level = last_dc + bits.PeekValue(entry.code_bits(), entry.value_bits());
  if (!entry || level != static_cast<std::int16_t>(level)) return false;
  bits.Take(entry.bits());
  last_dc = level;
  return true;
}

/// Returns true if a block whose code ended before the k-th coefficient is complete.
inline bool IsWhole(std::size_t k) { return k == 64 || k > HuffmanTable::kEndOfBlock; }

/// Reads one block into `block`, whose AC coefficients must be zero.
inline BlockState ReadBlock(BitReader& reader, const HuffmanTable& dc, const HuffmanTable& ac,
                            int& last_dc, CoefficientBlock& block) {
  BitReader bits = reader;  // a local copy stays in registers
  if (!ReadDc(bits, dc, last_dc)) return BlockState::kDamaged;
  block.values[0] = static_cast<std::int16_t>(last_dc);
  std::size_t k = 1;
  do {
    const HuffmanTable::Entry entry = TakeCode(bits, ac);
    if (!entry) return BlockState::kDamaged;
    k += entry.advance();
    block.values[kZigzag[k]] =
        static_cast<std::int16_t>(bits.PeekValue(entry.code_bits(), entry.value_bits()));
    bits.Take(entry.bits());
    ++k;
  } while (k < 64);
  reader = bits;
  if (!IsWhole(k)) return BlockState::kDamaged;
  return k == 1 + HuffmanTable::kEndOfBlock + 1 ? BlockState::kFlat : BlockState::kTextured;
}

/// Skips one block. Returns false if it is damaged.
inline bool SkipBlock(BitReader& reader, const HuffmanTable& dc, const HuffmanTable& ac,
                      int& last_dc) {
  BitReader bits = reader;
  if (!ReadDc(bits, dc, last_dc)) return false;
  std::size_t k = 1;
  do {
    const HuffmanTable::Stride stride = ac.FindStride(bits);
    // A stride that would reach the last coefficient is taken symbol by symbol, because the block
    // may end within it.
    if (stride.bits() != 0 && k + stride.advance() < 64) {
      bits.Refill();
      bits.Take(stride.bits());
      k += stride.advance();
      if (stride.ends()) k += HuffmanTable::kEndOfBlock;
      continue;
    }
    const HuffmanTable::Entry entry = TakeCode(bits, ac);
    if (!entry) return false;
    bits.Take(entry.bits());
    k += entry.advance() + 1;
  } while (k < 64);
  reader = bits;
  return IsWhole(k);
}

}  // namespace imrec::jpeg

#endif  // IMREC_IMAGE_JPEG_JPEG_HUFFMAN_H_
