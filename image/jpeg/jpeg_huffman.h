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

/// The limits of T.81 (C.2 and F.1.2): bits of a code and of the value after it, zero coefficients
/// before a value, and coefficients of a block.
inline constexpr unsigned kMostCodeBits = 16;
inline constexpr unsigned kMostValueBits = 15;
inline constexpr std::size_t kMostZeros = 15;
inline constexpr std::size_t kCoefficients = 64;

/// A Huffman table as it is stored in a file: the number of codes of each length, and the symbols
/// in the order of their codes.
struct HuffmanCodes {
  std::array<std::uint8_t, kMostCodeBits + 1> counts{};  // by length in bits; [0] is unused
  std::array<std::uint8_t, 256> symbols{};

  friend bool operator==(const HuffmanCodes&, const HuffmanCodes&) = default;
};

/// Reads bits from bytes without stuffing (see EntropyBytes). Does not check for the end.
class BitReader {
 public:
  /// The number of bytes from position() on that may be read: bits_ contains up to 7 of them, and
  /// Refill() reads 8 more.
  static constexpr std::size_t kReadAhead = 7 + 8;

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

  /// A decoded symbol: no symbol, an end of block, or a coefficient, which is a number of zeros and
  /// then a value with a number of bits.
  class Entry {
   public:
    static Entry EndOfBlock(unsigned code_bits) {
      return Entry(code_bits | code_bits << 8 | kEndOfBlock);
    }
    static Entry Coefficient(unsigned code_bits, unsigned zeros, unsigned value_bits) {
      return Entry((code_bits + value_bits) | code_bits << 8 | value_bits << 16 | zeros << 24);
    }
    Entry() = default;

    /// False if there is no symbol.
    explicit operator bool() const { return packed_ != 0; }
    bool is_end_of_block() const { return (packed_ & kEndOfBlock) != 0; }
    /// The bits of code and value together.
    unsigned bits() const { return packed_ & 63; }
    unsigned code_bits() const { return packed_ >> 8 & 63; }
    unsigned value_bits() const { return packed_ >> 16 & 63; }
    /// The number of zero coefficients before the value.
    unsigned zeros() const { return packed_ >> 24; }

   private:
    static constexpr std::uint32_t kEndOfBlock = 1U << 22;

    explicit Entry(std::uint32_t packed) : packed_(packed) {}

    std::uint32_t packed_ = 0;
  };

  /// The number of bits that index the look-up tables.
  static constexpr int kLookAhead = 11;

  /// Returns the next symbol, or no symbol if its code is longer than kLookAhead bits.
  Entry Find(const BitReader& bits) const { return entries_[bits.Peek(kLookAhead)]; }

  /// Returns the next symbol if its code is longer than kLookAhead bits, given the next 16 bits.
  /// Returns no symbol if there is no such code.
  Entry FindLonger(std::uint32_t ahead) const;

  /// All AC symbols whose codes lie within the next kLookAhead bits, up to an end of block. They
  /// are skipped together.
  class SkippedSymbols {
   public:
    SkippedSymbols() = default;
    SkippedSymbols(unsigned bits, unsigned coefficients, bool end_block)
        : packed_(bits | coefficients << 8 | (end_block ? kEndBlock : 0)) {}

    /// False if there is no symbol.
    explicit operator bool() const { return packed_ != 0; }
    /// The bits of all codes and values.
    unsigned bits() const { return packed_ & 63; }
    /// The number of coefficients, zeros included.
    unsigned coefficients() const { return packed_ >> 8 & 0xFF; }
    /// True if the last symbol is an end of block.
    bool end_block() const { return (packed_ & kEndBlock) != 0; }

   private:
    static constexpr std::uint32_t kEndBlock = 1U << 16;

    std::uint32_t packed_ = 0;
  };

  /// Builds the table for FindSkipped(). Until then it returns no symbols.
  void PrepareSkipping();
  SkippedSymbols FindSkipped(const BitReader& bits) const {
    return skipped_[bits.Peek(kLookAhead)];
  }

 private:
  Entry EntryOf(unsigned symbol, int code_bits) const;

  HuffmanCodes codes_;
  Kind kind_ = Kind::kDc;
  bool set_ = false;
  std::array<Entry, std::size_t{1} << kLookAhead> entries_{};
  std::array<SkippedSymbols, std::size_t{1} << kLookAhead> skipped_{};
  bool can_skip_ = false;
  // For each code length: the first code after those of this length, shifted to 16 bits; and the
  // number to add to a code to get the index of its symbol.
  std::array<std::uint32_t, kMostCodeBits + 1> code_end_{};
  std::array<int, kMostCodeBits + 1> symbol_offset_{};
};

/// The coefficients of a block in the order of libjpeg's inverse DCT, and a spare element for
/// values after the last coefficient, which only damaged data has.
struct alignas(64) CoefficientBlock {
  std::array<std::int16_t, kCoefficients + 1> values{};

  void Clear() { std::fill_n(values.begin(), kCoefficients, std::int16_t{0}); }
};

/// The zigzag order (T.81, figure 5): the index in CoefficientBlock of the k-th coefficient of the
/// code. The last symbol of a block starts at k = 63 or before; if the data is damaged, its zeros
/// lead to an index up to 63 + kMostZeros, which is that of the spare element.
constexpr std::array<std::uint8_t, kCoefficients + kMostZeros> MakeZigzag() {
  std::array<std::uint8_t, kCoefficients + kMostZeros> order{};
  order.fill(kCoefficients);
  int x = 0;
  int y = 0;
  for (std::size_t k = 0; k < kCoefficients; ++k) {
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

/// Reads one block into `block`, whose AC coefficients must be zero (T.81, F.2.2.2).
inline BlockState ReadBlock(BitReader& reader, const HuffmanTable& dc, const HuffmanTable& ac,
                            int& last_dc, CoefficientBlock& block) {
  BitReader bits = reader;  // a local copy stays in registers
  if (!ReadDc(bits, dc, last_dc)) return BlockState::kDamaged;
  block.values[0] = static_cast<std::int16_t>(last_dc);
  std::size_t k = 1;
  do {
    const HuffmanTable::Entry entry = TakeCode(bits, ac);
    if (!entry) return BlockState::kDamaged;
    if (entry.is_end_of_block()) {
      bits.Take(entry.bits());
      reader = bits;
      return k == 1 ? BlockState::kFlat : BlockState::kTextured;
    }
    k += entry.zeros();
    block.values[kZigzag[k]] =
        static_cast<std::int16_t>(bits.PeekValue(entry.code_bits(), entry.value_bits()));
    bits.Take(entry.bits());
    ++k;
  } while (k < kCoefficients);
  reader = bits;
  return k == kCoefficients ? BlockState::kTextured : BlockState::kDamaged;
}

/// Skips one block. Returns false if it is damaged.
inline bool SkipBlock(BitReader& reader, const HuffmanTable& dc, const HuffmanTable& ac,
                      int& last_dc) {
  BitReader bits = reader;
  if (!ReadDc(bits, dc, last_dc)) return false;
  std::size_t k = 1;
  do {
    const HuffmanTable::SkippedSymbols skipped = ac.FindSkipped(bits);
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
    const HuffmanTable::Entry entry = TakeCode(bits, ac);
    if (!entry) return false;
    bits.Take(entry.bits());
    if (entry.is_end_of_block()) {
      reader = bits;
      return true;
    }
    k += entry.zeros() + 1;
  } while (k < kCoefficients);
  reader = bits;
  return k == kCoefficients;
}

}  // namespace imrec::jpeg

#endif  // IMREC_IMAGE_JPEG_JPEG_HUFFMAN_H_
