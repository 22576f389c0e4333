// Reads bits of the entropy-coded data of JPEG.
//
// All functions are inlined by force, so that callers that are compiled for a target with faster
// shifts by a variable number of bits use those.
#ifndef IMREC_IMAGE_JPEG_JPEG_BIT_READER_H_
#define IMREC_IMAGE_JPEG_JPEG_BIT_READER_H_

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include <hwy/base.h>

namespace imrec::jpeg {

/// Reads bits from bytes without stuffing (see EntropyBytes). Does not check for the end.
class BitReader {
 public:
  /// The number of bytes from position() on that may be read: bits_ contains up to 7 of them, and
  /// Refill() reads 8 more.
  static constexpr std::size_t kReadAhead = 7 + 8;
  /// The number of bits that can be taken after Refill(), at least.
  static constexpr unsigned kRefilledBits = 56;

  HWY_INLINE explicit BitReader(const std::uint8_t* bytes) : next_(bytes) { Refill(); }

  /// After this, at least kRefilledBits can be taken.
  HWY_INLINE void Refill() {
    std::uint64_t ahead = 0;
    std::memcpy(&ahead, next_, sizeof(ahead));
    if constexpr (std::endian::native == std::endian::little) ahead = SwapBytes(ahead);
    bits_ |= ahead >> (count_ & 63);
    next_ += (~count_ & 63) >> 3;
    count_ |= kRefilledBits;
  }
  /// Returns the next `count` bits, 1..32.
  HWY_INLINE std::uint32_t Peek(int count) const {
    return static_cast<std::uint32_t>(bits_ >> static_cast<unsigned>(64 - count));
  }
  /// Removes the next `count` bits, 0..63.
  HWY_INLINE void Take(unsigned count) {
    bits_ <<= count & 63;
    count_ -= count;
  }
  /// Returns the signed value of 63 - `shift` bits (0..15) after the next `skipped` bits. The
  /// encoding is that of T.81, F.2.2.1 (EXTEND): values that begin with a 0 bit are negative.
  HWY_INLINE int PeekValue(unsigned skipped, unsigned shift) const {
    const std::uint64_t ahead = bits_ << (skipped & 63);
    // The sign is spread by a shift: compilers make a branch of a comparison, and it is random.
    const auto negative = static_cast<std::uint64_t>(~(static_cast<std::int64_t>(ahead) >> 63));
    return static_cast<int>(ahead >> 1 >> (shift & 63)) -
           static_cast<int>(negative >> 1 >> (shift & 63));
  }
  /// The first byte of which no bit has been taken.
  HWY_INLINE const std::uint8_t* position() const { return next_ - (count_ >> 3 & 7); }

 private:
  HWY_INLINE static std::uint64_t SwapBytes(std::uint64_t value) {
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

}  // namespace imrec::jpeg

#endif  // IMREC_IMAGE_JPEG_JPEG_BIT_READER_H_
