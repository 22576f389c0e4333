#include "image/exif.h"

#include <algorithm>
#include <cstdint>
#include <string_view>

namespace imrec {
namespace {

constexpr std::string_view kExifPrefix{"Exif\0\0", 6};
constexpr std::string_view kLittleEndianMark{"II*\0", 4};
constexpr std::string_view kBigEndianMark{"MM\0*", 4};
constexpr std::uint32_t kOrientationTag = 0x0112;
constexpr std::size_t kEntrySize = 12;

bool StartsWith(std::span<const std::byte> bytes, std::string_view prefix) {
  return bytes.size() >= prefix.size() &&
         std::ranges::equal(bytes.first(prefix.size()), std::as_bytes(std::span(prefix)));
}

// Bounds-checked reads from the TIFF block of EXIF data, in the byte order of the block.
class TiffReader {
 public:
  explicit TiffReader(std::span<const std::byte> bytes)
      : bytes_(bytes), big_endian_(!bytes.empty() && bytes[0] == std::byte{'M'}) {}

  std::optional<std::uint32_t> Read(std::size_t offset, std::size_t size) const {
    if (offset > bytes_.size() || bytes_.size() - offset < size) return std::nullopt;
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < size; ++i) {
      const std::size_t from = big_endian_ ? i : size - 1 - i;
      value = value << 8 | std::to_integer<std::uint32_t>(bytes_[offset + from]);
    }
    return value;
  }

 private:
  std::span<const std::byte> bytes_;
  bool big_endian_;
};

}  // namespace

std::optional<int> ParseExifOrientation(std::span<const std::byte> app1) {
  if (!StartsWith(app1, kExifPrefix)) return std::nullopt;
  const std::span<const std::byte> block = app1.subspan(kExifPrefix.size());
  if (!StartsWith(block, kLittleEndianMark) && !StartsWith(block, kBigEndianMark)) {
    return std::nullopt;
  }
  const TiffReader tiff(block);
  const auto directory = tiff.Read(4, 4);
  if (!directory) return std::nullopt;
  const auto count = tiff.Read(*directory, 2);
  if (!count) return std::nullopt;
  for (std::size_t i = 0; i < *count; ++i) {
    const std::size_t entry = std::size_t{*directory} + 2 + i * kEntrySize;
    const auto tag = tiff.Read(entry, 2);
    if (!tag) return std::nullopt;
    if (*tag != kOrientationTag) continue;
    const auto value = tiff.Read(entry + 8, 2);
    if (value && *value >= 1 && *value <= 8) return static_cast<int>(*value);
    return std::nullopt;
  }
  return std::nullopt;
}

}  // namespace imrec
