#include "image/bmp/bmp_header.h"

#include <algorithm>
#include <bit>
#include <limits>
#include <string>

#include <imrec/error.h>

namespace imrec::bmp {
namespace {

constexpr std::size_t kFileHeader = 14;  // "BM", file size, 4 reserved bytes, offset of the pixels
constexpr std::uint32_t kCoreHeader = 12;  // of OS/2 1.x; all others begin as the next
constexpr std::uint32_t kInfoHeader = 40;  // of Windows 3.x
constexpr std::uint32_t kOs2Header = 64;   // of OS/2 2.x
constexpr std::uint32_t kLongestHeader = 124;
constexpr std::size_t kMasks = kFileHeader + kInfoHeader;

// Values of the field "compression".
enum : std::uint32_t { kRgb = 0, kRle8 = 1, kRle4 = 2, kBitFields = 3, kAlphaBitFields = 6 };

[[noreturn]] void Refuse(const std::string& problem) {
  throw Error(ErrorCode::kCorruptData, "corrupt BMP: " + problem);
}

[[noreturn]] void FailUnsupported(const std::string& what) {
  throw Error(ErrorCode::kUnsupported, "unsupported BMP: " + what);
}

// Checked reads from the start of a file, little endian.
class Fields {
 public:
  explicit Fields(std::span<const std::byte> bytes) : bytes_(bytes) {}

  std::uint32_t Read(std::size_t at, std::size_t size) const {
    if (at > bytes_.size() || bytes_.size() - at < size) Refuse("its header is truncated");
    std::uint32_t value = 0;
    for (std::size_t i = size; i-- > 0;) {
      value = value << 8 | std::to_integer<std::uint32_t>(bytes_[at + i]);
    }
    return value;
  }
  std::uint32_t Read16(std::size_t at) const { return Read(at, 2); }
  std::uint32_t Read32(std::size_t at) const { return Read(at, 4); }

 private:
  std::span<const std::byte> bytes_;
};

bool IsHeaderSize(std::uint32_t size) {
  return size == kCoreHeader || (size >= kInfoHeader && size <= kLongestHeader);
}

void ReadSize(const Fields& fields, bool core, Header& header) {
  std::int64_t width = 0;
  std::int64_t height = 0;
  if (core) {
    width = fields.Read16(18);
    height = fields.Read16(20);
  } else {
    width = static_cast<std::int32_t>(fields.Read32(18));
    height = static_cast<std::int32_t>(fields.Read32(22));
  }
  header.top_down = height < 0;
  if (height < 0) height = -height;
  if (width < 1 || height < 1 || height > std::numeric_limits<std::int32_t>::max()) {
    Refuse(std::to_string(width) + "x" + std::to_string(height) + " pixels");
  }
  header.size = {.width = static_cast<int>(width), .height = static_cast<int>(height)};
}

void CheckBits(int bits) {
  constexpr std::array kKnown = {1, 2, 4, 8, 16, 24, 32};
  if (std::ranges::find(kKnown, bits) == kKnown.end()) {
    FailUnsupported(std::to_string(bits) + " bits per pixel");
  }
}

Coding CodingOf(std::uint32_t compression, int bits, std::uint32_t header_size) {
  if (compression == kRgb) return Coding::kRows;
  if (compression == kRle8 && bits == 8) return Coding::kRle8;
  if (compression == kRle4 && bits == 4) return Coding::kRle4;
  // OS/2 2.x gives these values to Huffman and RLE of 24 bits.
  const bool masks = compression == kBitFields || compression == kAlphaBitFields;
  if (masks && (bits == 16 || bits == 32) && header_size != kOs2Header) return Coding::kRows;
  FailUnsupported("compression " + std::to_string(compression) + " with " + std::to_string(bits) +
                  " bits per pixel");
}

ChannelMask CheckedMask(std::uint32_t mask, int bits) {
  const std::uint32_t low = mask == 0 ? 0 : mask >> std::countr_zero(mask);
  if ((low & (low + 1)) != 0 || (bits == 16 && mask > 0xFFFF)) Refuse("a channel mask is invalid");
  return {.mask = mask};
}

// Masks follow an info header, and are part of longer ones.
void ReadMasks(const Fields& fields, std::uint32_t header_size, std::uint32_t compression,
               Header& header) {
  if (compression == kRgb) {
    header.masks = header.bits == 16
                       ? std::array<ChannelMask, 4>{{{0x7C00}, {0x03E0}, {0x001F}, {0}}}
                       : std::array<ChannelMask, 4>{{{0xFF0000}, {0xFF00}, {0xFF}, {0}}};
    return;
  }
  const bool alpha = compression == kAlphaBitFields || header_size >= kInfoHeader + 16;
  for (std::size_t i = 0; i < (alpha ? 4U : 3U); ++i) {
    header.masks[i] = CheckedMask(fields.Read32(kMasks + 4 * i), header.bits);
  }
}

void ReadPalette(const Fields& fields, std::uint32_t header_size, Header& header) {
  const bool core = header_size == kCoreHeader;
  const std::size_t entry = core ? 3 : 4;
  const std::size_t start = kFileHeader + header_size;
  if (header.pixel_offset < start) Refuse("the pixels begin within the header");
  const std::size_t most = std::size_t{1} << header.bits;
  std::size_t count = core ? 0 : fields.Read32(46);
  if (count == 0 || count > most) count = most;
  // Some files have fewer colours than they claim.
  count = std::min(count, (header.pixel_offset - start) / entry);
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint32_t blue_green_red = fields.Read(start + i * entry, 3);
    header.palette[i] = {static_cast<std::uint8_t>(blue_green_red >> 16),
                         static_cast<std::uint8_t>(blue_green_red >> 8),
                         static_cast<std::uint8_t>(blue_green_red)};
  }
}

}  // namespace

std::uint8_t ChannelMask::Value(std::uint32_t pixel) const {
  if (mask == 0) return 0;
  const int shift = std::countr_zero(mask);
  const std::uint64_t most = mask >> shift;
  const std::uint64_t value = (pixel & mask) >> shift;
  return static_cast<std::uint8_t>((value * 255 + most / 2) / most);
}

int Header::Channels() const {
  if (!has_palette()) return masks[3].mask != 0 ? 4 : 3;
  const bool grey = std::ranges::all_of(
      palette, [](const Rgb& rgb) { return rgb[0] == rgb[1] && rgb[1] == rgb[2]; });
  return grey ? 1 : 3;
}

std::uint64_t Header::Pitch() const {
  return (static_cast<std::uint64_t>(size.width) * static_cast<std::uint64_t>(bits) + 31) / 32 * 4;
}

std::uint64_t Header::RowBytes() const {
  return (static_cast<std::uint64_t>(size.width) * static_cast<std::uint64_t>(bits) + 7) / 8;
}

bool IsBmp(std::span<const std::byte> encoded) {
  if (encoded.size() < 2 || encoded[0] != std::byte{'B'} || encoded[1] != std::byte{'M'}) {
    return false;
  }
  // Text may begin with the same letters.
  return encoded.size() < kFileHeader + 4 || IsHeaderSize(Fields(encoded).Read32(kFileHeader));
}

Header ReadHeader(std::span<const std::byte> encoded) {
  const Fields fields(encoded);
  const std::uint32_t header_size = fields.Read32(kFileHeader);
  if (!IsHeaderSize(header_size)) {
    FailUnsupported("a header of " + std::to_string(header_size) + " bytes");
  }
  const bool core = header_size == kCoreHeader;
  Header header;
  header.pixel_offset = fields.Read32(10);
  ReadSize(fields, core, header);
  header.bits = static_cast<int>(fields.Read16(core ? 24 : 28));
  CheckBits(header.bits);
  const std::uint32_t compression = core ? std::uint32_t{kRgb} : fields.Read32(30);
  header.coding = CodingOf(compression, header.bits, header_size);
  if (header.has_palette()) {
    ReadPalette(fields, header_size, header);
  } else if (header.bits != 24) {
    ReadMasks(fields, header_size, compression, header);
  }
  if (header.pixel_offset < kFileHeader + header_size) {
    Refuse("the pixels begin within the header");
  }
  return header;
}

}  // namespace imrec::bmp
