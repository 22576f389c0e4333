// The entropy code of a JPEG scan as its bits are read: without stuffed zeros, interval by
// interval.
#ifndef IMREC_IMAGE_JPEG_JPEG_ENTROPY_BYTES_H_
#define IMREC_IMAGE_JPEG_JPEG_ENTROPY_BYTES_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace imrec::jpeg {

/// Takes the zeros behind 0xFF bytes out of one restart interval after the other, no further ahead
/// than asked for. Not thread-safe.
class EntropyBytes {
 public:
  /// Bytes that can be read behind safe bytes without asking for more.
  static constexpr std::size_t kReserve = 4096;

  /// `entropy` is what follows a scan's header; it must outlive the use.
  void Begin(std::span<const std::byte> entropy);

  /// The interval's bytes from its begin; more of them, or zeros behind its end, come by Extend().
  const std::uint8_t* Open();

  /// Up to here kReserve bytes can be read.
  const std::uint8_t* safe() const { return safe_; }

  /// Makes `next`, one of the interval's bytes, safe. False if it lies behind the interval's end,
  /// as it does when damaged code is read.
  bool Extend(const std::uint8_t* next);

  /// Goes on after the marker that ends the interval, which must be RST`number`; false if there is
  /// no such marker. `used`: the end of the bytes that were read. If all of the interval should
  /// have been, it's false as well when bytes are left.
  bool Close(const std::uint8_t* used, bool read_whole, int number);

  /// The same for an interval that isn't read at all.
  bool Skip(int number);

 private:
  void Copy();
  bool TakeMarker(int number);

  std::span<const std::byte> entropy_;
  std::size_t at_ = 0;                // in entropy_
  std::vector<std::uint8_t> buffer_;  // the open interval; never moves while it is open
  std::size_t filled_ = 0;
  bool ended_ = false;
  const std::uint8_t* safe_ = nullptr;
};

}  // namespace imrec::jpeg

#endif  // IMREC_IMAGE_JPEG_JPEG_ENTROPY_BYTES_H_
