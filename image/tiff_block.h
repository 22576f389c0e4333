// Bounds-checked reads from TIFF structures, which TIFF files and EXIF data have in common.
#ifndef IMREC_IMAGE_TIFF_BLOCK_H_
#define IMREC_IMAGE_TIFF_BLOCK_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace imrec {

/// A block that begins with "II" (little endian) or "MM" (big endian). Does not own its bytes.
class TiffBlock {
 public:
  explicit TiffBlock(std::span<const std::byte> bytes)
      : bytes_(bytes), big_endian_(!bytes.empty() && bytes[0] == std::byte{'M'}) {}

  /// Returns the number of `size` <= 8 bytes at `offset`, or nullopt if they are not all inside.
  std::optional<std::uint64_t> Read(std::uint64_t offset, std::size_t size) const {
    if (offset > bytes_.size() || bytes_.size() - offset < size) return std::nullopt;
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < size; ++i) {
      const std::size_t from = big_endian_ ? i : size - 1 - i;
      value = value << 8 | std::to_integer<std::uint64_t>(bytes_[offset + from]);
    }
    return value;
  }

  std::size_t size() const { return bytes_.size(); }

 private:
  std::span<const std::byte> bytes_;
  bool big_endian_;
};

}  // namespace imrec

#endif  // IMREC_IMAGE_TIFF_BLOCK_H_
