#include "image/exif.h"

#include <cstdint>
#include <string_view>

#include "image/signature.h"
#include "image/tiff_block.h"

namespace imrec {
namespace {

constexpr std::string_view kExifPrefix{"Exif\0\0", 6};
constexpr std::string_view kLittleEndianMark{"II*\0", 4};
constexpr std::string_view kBigEndianMark{"MM\0*", 4};
constexpr std::uint32_t kOrientationTag = 0x0112;
constexpr std::size_t kEntrySize = 12;

}  // namespace

std::optional<int> ParseExifOrientation(std::span<const std::byte> app1) {
  if (!StartsWith(app1, kExifPrefix)) return std::nullopt;
  return ParseExifBlockOrientation(app1.subspan(kExifPrefix.size()));
}

std::optional<int> ParseExifBlockOrientation(std::span<const std::byte> block) {
  if (!StartsWith(block, kLittleEndianMark) && !StartsWith(block, kBigEndianMark)) {
    return std::nullopt;
  }
  const TiffBlock tiff(block);
  const auto directory = tiff.Read(4, 4);
  if (!directory) return std::nullopt;
  const auto count = tiff.Read(*directory, 2);
  if (!count) return std::nullopt;
  for (std::size_t i = 0; i < *count; ++i) {
    const std::uint64_t entry = *directory + 2 + i * kEntrySize;
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
