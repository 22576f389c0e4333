// Huffman decoding of sequential JPEG (ITU-T T.81, F.2.2).
//
// libjpeg looks a code's length up, then takes the value's bits: two steps that wait for each
// other. Here one look-up tells how many bits code and value take together, so that the next symbol
// can be looked up while the value is still being worked out. The coefficients are the same.
#ifndef IMREC_IMAGE_JPEG_JPEG_HUFFMAN_H_
#define IMREC_IMAGE_JPEG_JPEG_HUFFMAN_H_

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace imrec::jpeg {

/// A Huffman table as it stands in a file: how many codes of each length, and their symbols.
struct HuffmanCodes {
  std::array<std::uint8_t, 17> counts{};  // of 1..16 bits; [0] is not used
  std::array<std::uint8_t, 256> symbols{};

  friend bool operator==(const HuffmanCodes&, const HuffmanCodes&) = default;
};

/// Bits of entropy code, from bytes without stuffing that can be read 8 at a time.
class BitReader {
 public:
  explicit BitReader(const std::uint8_t* bytes) : next_(bytes) { Refill(); }

  /// After it, 56 bits at least can be taken.
  void Refill() {
    std::uint64_t ahead = 0;
    std::memcpy(&ahead, next_, sizeof(ahead));
    if constexpr (std::endian::native == std::endian::little) ahead = SwapBytes(ahead);
    bits_ |= ahead >> count_;
    next_ += (63 - count_) >> 3;
    count_ |= 56;
  }
  /// The next `count` bits, 1..32.
  std::uint32_t Peek(int count) const {
    return static_cast<std::uint32_t>(bits_ >> static_cast<unsigned>(64 - count));
  }
  void Take(unsigned count) {
    bits_ <<= count;
    count_ -= count;
  }
  /// A signed value of `count` bits, 0..15, behind `skipped` bits: as many bits stand for the
  /// numbers that take that many (T.81, F.2.2.1), those that begin with a zero for the negative.
  int PeekValue(unsigned skipped, unsigned count) const {
    const std::uint64_t ahead = bits_ << skipped;
    const auto value = static_cast<int>(ahead >> 1 >> (63 - count));
    const int negative = static_cast<std::int64_t>(ahead) < 0 ? 0 : -1;
    return value + static_cast<int>(static_cast<unsigned>(negative) << count) - negative;
  }
  /// The first byte of which no bit was taken.
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
  std::uint64_t bits_ = 0;  // from the highest on; below the taken ones stand bits to come
  unsigned count_ = 0;
};

/// Decodes the symbols of one table.
class HuffmanTable {
 public:
  enum class Kind { kDc, kAc };

  /// False if the codes are no Huffman table. Does nothing if they are those of the last call.
  bool Set(const HuffmanCodes& codes, Kind kind);

  /// What a symbol calls for: some zeros, then a value of so many bits.
  class Entry {
   public:
    Entry() = default;
    Entry(unsigned code_bits, unsigned value_bits, unsigned advance)
        : packed_((code_bits + value_bits) | code_bits << 8 | value_bits << 16 | advance << 24) {}

    /// False if there is no such symbol.
    explicit operator bool() const { return packed_ != 0; }
    /// Of code and value.
    unsigned bits() const { return packed_ & 63; }
    unsigned code_bits() const { return packed_ >> 8 & 63; }
    unsigned value_bits() const { return packed_ >> 16 & 63; }
    /// Coefficients before the value's, all zero; or kEndOfBlock.
    unsigned advance() const { return packed_ >> 24; }

   private:
    std::uint32_t packed_ = 0;
  };

  /// How many bits an entry is found by.
  static constexpr int kLookAhead = 11;
  /// Further than any run leads.
  static constexpr unsigned kEndOfBlock = 80;

  /// The symbol that comes next, by its first bits. None if its code is longer.
  Entry Find(const BitReader& bits) const { return entries_[bits.Peek(kLookAhead)]; }

  /// The same for longer codes, with `ahead` the next 16 bits. None if there is none.
  Entry FindLonger(std::uint32_t ahead) const;

  /// As many AC symbols as one look-up finds, for passing over them.
  class Stride {
   public:
    Stride() = default;
    Stride(unsigned bits, unsigned advance, bool ends)
        : packed_(bits | advance << 8 | (ends ? kEnds : 0)) {}

    /// Of codes and values; 0 if it is empty.
    unsigned bits() const { return packed_ & 63; }
    /// Coefficients that are passed.
    unsigned advance() const { return packed_ >> 8 & 0xFF; }
    /// True if the last symbol is the end of the block.
    bool ends() const { return (packed_ & kEnds) != 0; }

   private:
    static constexpr std::uint32_t kEnds = 1U << 16;

    std::uint32_t packed_ = 0;
  };

  /// Without this, all strides are empty.
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
  // Of the codes of each length: behind the last, filled up to 16 bits; and what leads from a code
  // to the place of its symbol.
  std::array<std::uint32_t, 17> code_end_{};
  std::array<int, 17> symbol_offset_{};
};

/// A block's coefficients as libjpeg's inverse DCT takes them, and room for what is not one.
struct alignas(64) CoefficientBlock {
  std::array<std::int16_t, 65> values{};

  void Clear() { std::fill_n(values.begin(), 64, std::int16_t{0}); }
};

/// Where the coefficient stands that comes k-th in the code, or at 64 where there is none.
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

/// What reading a block came to.
enum class BlockState { kDamaged, kFlat, kTextured };

/// Takes symbols from a reader. At least 25 bits are left of the last refill, enough for a code, so
/// that looking it up and refilling don't wait for each other.
inline HuffmanTable::Entry TakeCode(BitReader& bits, const HuffmanTable& table) {
  HuffmanTable::Entry entry = table.Find(bits);
  bits.Refill();
  if (!entry) entry = table.FindLonger(bits.Peek(16));
  return entry;
}

/// The difference of DC coefficients that comes next is added to `last_dc`. False if it is damaged.
inline bool ReadDc(BitReader& bits, const HuffmanTable& dc, int& last_dc) {
  const HuffmanTable::Entry entry = TakeCode(bits, dc);
  const int level = last_dc + bits.PeekValue(entry.code_bits(), entry.value_bits());
  if (!entry || level != static_cast<std::int16_t>(level)) return false;
  bits.Take(entry.bits());
  last_dc = level;
  return true;
}

/// True if a block whose code ended before the k-th coefficient is whole.
inline bool IsWhole(std::size_t k) { return k == 64 || k > HuffmanTable::kEndOfBlock; }

/// Reads one block, in whose place zeros stand before. A flat one has one level, its DC
/// coefficient.
inline BlockState ReadBlock(BitReader& reader, const HuffmanTable& dc, const HuffmanTable& ac,
                            int& last_dc, CoefficientBlock& block) {
  BitReader bits = reader;  // stays in registers
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

/// Passes over one block. False if it is damaged.
inline bool SkipBlock(BitReader& reader, const HuffmanTable& dc, const HuffmanTable& ac,
                      int& last_dc) {
  BitReader bits = reader;
  if (!ReadDc(bits, dc, last_dc)) return false;
  std::size_t k = 1;
  do {
    const HuffmanTable::Stride stride = ac.FindStride(bits);
    // What would lead to the last coefficient and beyond is taken symbol by symbol: the block may
    // end before all of it.
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
