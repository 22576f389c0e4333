// The header of a BMP file.
#ifndef IMREC_IMAGE_BMP_BMP_HEADER_H_
#define IMREC_IMAGE_BMP_BMP_HEADER_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include <imrec/image.h>

namespace imrec::bmp {

enum class Coding {
  kRows,  // rows of `bits` per pixel, padded to four bytes
  kRle4,
  kRle8,
};

/// The bits of a pixel that contain one channel.
struct ChannelMask {
  std::uint32_t mask = 0;  // adjacent bits; 0: the channel is absent

  /// Returns the channel of `pixel`, scaled to 0..255.
  std::uint8_t Value(std::uint32_t pixel) const;
};

using Rgb = std::array<std::uint8_t, 3>;

struct Header {
  ImageSize size;
  bool top_down = false;
  int bits = 0;  // per pixel: 1, 2, 4, 8, 16, 24 or 32
  Coding coding = Coding::kRows;
  std::array<Rgb, 256> palette{};      // for up to 8 bits; black beyond the file's entries
  std::array<ChannelMask, 4> masks{};  // for 16 and 32 bits: red, green, blue, alpha
  std::size_t pixel_offset = 0;        // in the file

  bool has_palette() const { return bits <= 8; }
  /// Channels of the decoded image: 1 if all colours of the palette are grey, 4 with alpha, or 3.
  int Channels() const;
  /// Returns the distance between rows that are not compressed, in bytes.
  std::uint64_t Pitch() const;
  /// Returns the number of bytes of such a row that contain pixels.
  std::uint64_t RowBytes() const;
};

/// Returns true if a file may be a BMP. `encoded` may be its start.
bool IsBmp(std::span<const std::byte> encoded);

/// Throws Error(kCorruptData) if the header is damaged or incomplete, and Error(kUnsupported) if it
/// is that of a kind of BMP that imrec does not read.
Header ReadHeader(std::span<const std::byte> encoded);

}  // namespace imrec::bmp

#endif  // IMREC_IMAGE_BMP_BMP_HEADER_H_
