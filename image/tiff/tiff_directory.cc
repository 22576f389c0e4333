#include "image/tiff/tiff_directory.h"

#include <algorithm>
#include <array>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

#include <imrec/error.h>

#include "image/signature.h"
#include "image/tiff_block.h"

namespace imrec::tiff {

[[noreturn]] void Refuse(const std::string& problem) {
  throw Error(ErrorCode::kCorruptData, "corrupt TIFF: " + problem);
}

namespace {

[[noreturn]] void FailUnsupported(const std::string& what) {
  throw Error(ErrorCode::kUnsupported, "unsupported TIFF: " + what);
}

enum : std::uint16_t {
  kImageWidth = 256,
  kImageLength = 257,
  kBitsPerSample = 258,
  kCompression = 259,
  kPhotometricTag = 262,
  kOrientation = 274,
  kSamplesPerPixel = 277,
  kPlanarConfiguration = 284,
  kInkSet = 332,
  kExtraSamples = 338,
  kSampleFormat = 339,
};

// A compression that imrec lets libtiff decode. The others are rare, and their decoders allocate
// memory without a limit (LZMA, WebP) or are seldom tested.
struct Compression {
  int value;
  std::uint64_t most_from_one;  // bytes from one; 0: a row takes at least one bit
};
constexpr std::array kCompressions = {
    Compression{1, 1},          // none
    Compression{2, 0},          // CCITT modified Huffman
    Compression{3, 0},          // CCITT group 3
    Compression{4, 0},          // CCITT group 4
    Compression{5, 4096},       // LZW: a string has at most 4096 bytes, a code at least 9 bits
    Compression{7, 512},        // JPEG: a block of 64 takes at least one bit
    Compression{8, 1032},       // Deflate, see png::Reader
    Compression{32946, 1032},   // Deflate, its older number
    Compression{32773, 64},     // PackBits: 128 bytes from two
    Compression{50000, 32768},  // Zstandard: a block of at most 128 KiB takes at least four bytes
};

constexpr const Compression* FindCompression(int value) {
  for (const Compression& known : kCompressions) {
    if (known.value == value) return &known;
  }
  return nullptr;
}

// Bytes of a value, by the type of the field; 0: unknown.
std::uint64_t TypeSize(std::uint64_t type) {
  constexpr std::array<std::uint8_t, 19> kSizes = {0, 1, 1, 2, 4, 8, 1, 1, 2, 4,
                                                   8, 4, 8, 4, 0, 0, 8, 8, 8};
  return type < kSizes.size() ? kSizes[type] : 0;
}

// The fields of a directory.
class Fields {
 public:
  explicit Fields(std::span<const std::byte> encoded)
      : block_(encoded), big_(block_.Read(2, 2) == 43) {
    const std::uint64_t at = big_ ? Number(8, 8) : Number(4, 4);
    // libtiff has the same limit.
    constexpr std::uint64_t kMostFields = 4096;
    count_ = Number(at, big_ ? 8 : 2);
    if (count_ == 0 || count_ > kMostFields) {
      Refuse("a directory of " + std::to_string(count_) + " fields");
    }
    first_ = at + (big_ ? 8 : 2);
    Number(first_ + count_ * entry_size() - 8, 8);  // the last is inside
    CheckValues();
  }

  // Returns a value of a field, or nullopt if it has no such. The value is a whole number.
  std::optional<std::uint64_t> Find(std::uint16_t tag, std::uint64_t index = 0) const {
    for (std::uint64_t i = 0; i < count_; ++i) {
      const std::uint64_t entry = first_ + i * entry_size();
      if (Number(entry, 2) != tag) continue;
      const std::uint64_t type = Number(entry + 2, 2);
      const bool whole = type == 1 || type == 3 || type == 4 || type == 16;
      const std::uint64_t count = ValueCount(entry);
      if (!whole || count == 0) {
        Refuse("field " + std::to_string(tag) + " is not a whole number");
      }
      if (index >= count) return std::nullopt;
      return Number(ValueOffset(entry) + index * TypeSize(type), TypeSize(type));
    }
    return std::nullopt;
  }

  // As Find(), for a field with one value; `missing` if there is none.
  std::uint64_t Get(std::uint16_t tag, std::uint64_t missing) const {
    return Find(tag).value_or(missing);
  }

 private:
  std::uint64_t entry_size() const { return big_ ? 20 : 12; }

  std::uint64_t Number(std::uint64_t at, std::uint64_t size) const {
    const auto number = block_.Read(at, static_cast<std::size_t>(std::min<std::uint64_t>(size, 8)));
    if (!number) Refuse("its directory is truncated");
    return *number;
  }

  std::uint64_t ValueCount(std::uint64_t entry) const { return Number(entry + 4, big_ ? 8 : 4); }

  // Returns the number of bytes of a value, at most about 2^63.
  std::uint64_t ValueSize(std::uint64_t entry) const {
    return std::min(ValueCount(entry), std::uint64_t{1} << 59) * TypeSize(Number(entry + 2, 2));
  }

  // A value that fits is in the entry itself.
  std::uint64_t ValueOffset(std::uint64_t entry) const {
    const std::uint64_t at = entry + (big_ ? 12 : 8);
    const std::uint64_t inside = big_ ? 8 : 4;
    return ValueSize(entry) <= inside ? at : Number(at, inside);
  }

  // libtiff reads the values of all fields. Many fields may share the bytes of a large value, and
  // take far more memory than the file has bytes.
  void CheckValues() const {
    const std::uint64_t most = block_.size() + 4096;
    std::uint64_t total = 0;
    for (std::uint64_t i = 0; i < count_; ++i) {
      const std::uint64_t size = ValueSize(first_ + i * entry_size());
      if (size <= block_.size()) total += size;  // libtiff ignores those beyond the file
      if (total > most) Refuse("the fields of its directory are larger than the file");
    }
  }

  TiffBlock block_;
  bool big_;  // 64-bit offsets
  std::uint64_t count_ = 0;
  std::uint64_t first_ = 0;
};

int CheckedSide(const Fields& fields, std::uint16_t tag, const char* name) {
  const std::optional<std::uint64_t> side = fields.Find(tag);
  if (!side) Refuse(std::string("its directory has no ") + name);
  if (*side < 1 || *side > std::uint64_t{std::numeric_limits<std::int32_t>::max()}) {
    Refuse(std::string("its ") + name + " is " + std::to_string(*side) + ", expected 1..2^31-1");
  }
  return static_cast<int>(*side);
}

// All samples must have the same value of a field that has one value per sample.
std::uint64_t CommonValue(const Fields& fields, std::uint16_t tag, std::uint64_t missing,
                          int samples, const char* name) {
  const std::uint64_t first = fields.Get(tag, missing);
  for (int i = 1; i < samples; ++i) {
    const auto value = fields.Find(tag, static_cast<std::uint64_t>(i));
    if (value && *value != first) FailUnsupported(std::string(name) + " differ between samples");
  }
  return first;
}

enum SampleFormat : std::uint64_t { kUnsigned = 1, kSigned = 2, kFloat = 3, kVoid = 4 };

void CheckNotFloat(const Fields& fields, int samples) {
  if (CommonValue(fields, kSampleFormat, kUnsigned, samples, "formats") != kFloat) return;
  FailUnsupported("floating-point samples, which have no fixed range; convert it to 8 or 16 bits");
}

void CheckSampleFormat(const Fields& fields, const Directory& directory) {
  const std::uint64_t format =
      CommonValue(fields, kSampleFormat, kUnsigned, directory.samples, "formats");
  // As OpenCV, 8-bit samples are read as unsigned.
  const bool known =
      format == kUnsigned || format == kVoid || (format == kSigned && directory.bits == 8);
  if (!known) FailUnsupported("sample format " + std::to_string(format));
}

int CheckedBits(const Fields& fields, int samples) {
  const std::uint64_t bits = CommonValue(fields, kBitsPerSample, 1, samples, "bits per sample");
  constexpr std::array<std::uint64_t, 5> kKnown = {1, 2, 4, 8, 16};
  if (std::ranges::find(kKnown, bits) == kKnown.end()) {
    FailUnsupported(std::to_string(bits) + " bits per sample");
  }
  return static_cast<int>(bits);
}

Photometric CheckedPhotometric(const Fields& fields, const Directory& directory) {
  const bool ccitt = directory.compression >= 2 && directory.compression <= 4;
  const Photometric missing = directory.samples >= 3 ? Photometric::kRgb
                              : ccitt                ? Photometric::kWhiteIsZero
                                                     : Photometric::kBlackIsZero;
  const std::uint64_t value = fields.Get(kPhotometricTag, static_cast<std::uint64_t>(missing));
  if (value > 6 || value == 4) {
    FailUnsupported("photometric interpretation " + std::to_string(value));
  }
  return static_cast<Photometric>(value);
}

void CheckCombination(const Fields& fields, const Directory& directory) {
  if (directory.samples < directory.Colours()) {
    Refuse(std::to_string(directory.samples) + " samples per pixel, fewer than its colours");
  }
  constexpr std::uint64_t kInkSetCmyk = 1;
  if (directory.photometric == Photometric::kCmyk && fields.Get(kInkSet, 1) != kInkSetCmyk) {
    FailUnsupported("inks other than CMYK");
  }
  const bool palette = directory.photometric == Photometric::kPalette;
  const bool ycbcr = directory.photometric == Photometric::kYcbcr;
  if ((palette && directory.bits > 8) || (ycbcr && directory.bits != 8)) {
    FailUnsupported(std::to_string(directory.bits) + " bits per sample of a palette or YCbCr");
  }
  if (ycbcr && directory.samples != 3) FailUnsupported("YCbCr with further samples");
}

}  // namespace

int Directory::Colours() const {
  switch (photometric) {
    case Photometric::kRgb:
    case Photometric::kYcbcr:
      return 3;
    case Photometric::kCmyk:
      return 4;
    default:
      return 1;
  }
}

int Directory::Channels() const {
  if (has_alpha) return 4;
  return photometric == Photometric::kWhiteIsZero || photometric == Photometric::kBlackIsZero ? 1
                                                                                              : 3;
}

std::uint64_t Directory::FewestBytes() const {
  const Compression* kind = FindCompression(compression);
  if (kind == nullptr) return 0;
  if (kind->most_from_one == 0) return static_cast<std::uint64_t>(size.height) / 8;
  // The chroma of YCbCr may be subsampled.
  const auto stored = static_cast<std::uint64_t>(photometric == Photometric::kYcbcr ? 1 : samples);
  const std::uint64_t row =
      (static_cast<std::uint64_t>(size.width) * stored * static_cast<std::uint64_t>(bits) + 7) / 8;
  return row * static_cast<std::uint64_t>(size.height) / kind->most_from_one;
}

bool IsTiff(std::span<const std::byte> encoded) {
  constexpr std::array<std::string_view, 4> kMarks = {
      std::string_view("II*\0", 4), std::string_view("MM\0*", 4), std::string_view("II+\0", 4),
      std::string_view("MM\0+", 4)};
  return std::ranges::any_of(kMarks,
                             [&](std::string_view mark) { return StartsWith(encoded, mark); });
}

Directory ReadDirectory(std::span<const std::byte> encoded) {
  const Fields fields(encoded);
  Directory directory;
  directory.size = {.width = CheckedSide(fields, kImageWidth, "width"),
                    .height = CheckedSide(fields, kImageLength, "height")};
  const std::uint64_t samples = fields.Get(kSamplesPerPixel, 1);
  if (samples < 1 || samples > std::uint64_t{Directory::kMostSamples}) {
    FailUnsupported(std::to_string(samples) + " samples per pixel");
  }
  directory.samples = static_cast<int>(samples);
  const std::uint64_t compression = std::min<std::uint64_t>(fields.Get(kCompression, 1), 65535);
  directory.compression = static_cast<int>(compression);
  if (FindCompression(directory.compression) == nullptr) {
    FailUnsupported("compression " + std::to_string(compression));
  }
  CheckNotFloat(fields, directory.samples);  // before the number of bits, which is not the reason
  directory.bits = CheckedBits(fields, directory.samples);
  directory.photometric = CheckedPhotometric(fields, directory);
  directory.separate_planes = fields.Get(kPlanarConfiguration, 1) == 2 && directory.samples > 1;
  const int colours = directory.Colours();
  const std::uint64_t extra = fields.Get(kExtraSamples, 0);
  directory.has_alpha = directory.samples > colours && (extra == 1 || extra == 2) &&
                        directory.photometric != Photometric::kPalette;
  const std::uint64_t orientation = fields.Get(kOrientation, 1);
  if (orientation >= 1 && orientation <= 8) directory.orientation = static_cast<int>(orientation);
  CheckSampleFormat(fields, directory);
  CheckCombination(fields, directory);
  return directory;
}

}  // namespace imrec::tiff
