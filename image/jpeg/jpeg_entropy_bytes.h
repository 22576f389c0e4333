// The entropy-coded data of a JPEG scan without byte stuffing, one restart interval at a time.
#ifndef IMREC_IMAGE_JPEG_JPEG_ENTROPY_BYTES_H_
#define IMREC_IMAGE_JPEG_JPEG_ENTROPY_BYTES_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "image/jpeg/jpeg_bit_reader.h"
#include "image/jpeg/jpeg_huffman.h"

namespace imrec::jpeg {

/// Copies one restart interval after the other, without the zero bytes that are stuffed after 0xFF.
/// Bytes are copied as they are needed. Not thread-safe.
class EntropyBytes {
 public:
  /// The number of bytes that can be read from any position up to safe(): more than an MCU has.
  static constexpr std::size_t kReadAhead = 4096;

  /// Starts at the first interval. `entropy` is the file from the end of a scan header on; it must
  /// outlive the calls that follow.
  void Begin(std::span<const std::byte> entropy);

  /// Returns the first bytes of the current interval. The pointer stays valid until Close().
  /// Extend() adds bytes, and zeros after the end of the interval.
  const std::uint8_t* Open();

  /// kReadAhead bytes can be read from this position, and from any earlier one.
  const std::uint8_t* safe() const { return safe_; }

  /// Moves safe() to `next` or beyond. Returns false if `next` lies after the end of the interval,
  /// which happens if the data is damaged.
  bool Extend(const std::uint8_t* next);

  /// Moves to the interval after the next marker, which must be RSTm with m = `number` % 8. Returns
  /// false if it is not. `used` is the end of the bytes that were read; returns false if it is
  /// after the end of the interval or, if `read_whole`, not exactly at its end.
  bool Close(const std::uint8_t* used, bool read_whole, int number);

  /// Same for an interval that has not been opened.
  bool Skip(int number);

 private:
  void Copy();
  bool TakeMarker(int number);

  std::span<const std::byte> entropy_;
  std::size_t at_ = 0;                // position in entropy_
  std::vector<std::uint8_t> buffer_;  // the current interval; not reallocated while it is open
  std::size_t filled_ = 0;            // bytes of the interval in buffer_
  bool ended_ = false;                // buffer_ contains the whole interval
  const std::uint8_t* safe_ = nullptr;
};

/// Blocks of an MCU (T.81, B.2.3); libjpeg refuses more when it starts to decompress.
inline constexpr std::size_t kMostMcuBlocks = 10;
// A block has one symbol for each coefficient or fewer, a symbol a code and a value.
inline constexpr std::size_t kMostMcuBits =
    kMostMcuBlocks * kCoefficients * (kMostCodeBits + kMostValueBits);
static_assert(EntropyBytes::kReadAhead >= (kMostMcuBits + 7) / 8 + BitReader::kReadAhead);

}  // namespace imrec::jpeg

#endif  // IMREC_IMAGE_JPEG_JPEG_ENTROPY_BYTES_H_
