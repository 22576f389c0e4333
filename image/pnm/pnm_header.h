// The header of a PNM file.
#ifndef IMREC_IMAGE_PNM_PNM_HEADER_H_
#define IMREC_IMAGE_PNM_PNM_HEADER_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include <imrec/image.h>

namespace imrec::pnm {

/// How samples are stored.
enum class Coding {
  kPlain,      // decimal numbers
  kPlainBits,  // '0' and '1', with or without white space
  kBits,       // 8 samples per byte, rows padded to bytes
  kBytes,      // one byte per sample, or two if maxval > 255, most significant first
};

struct Header {
  ImageSize size;
  Coding coding = Coding::kBytes;
  bool one_is_black = false;  // PBM
  int samples = 1;            // per pixel: 1 grey, 2 grey and alpha, 3 RGB, 4 RGBA
  int maxval = 1;             // 1..65535
  std::size_t pixel_offset = 0;

  /// Channels of the decoded image: 1, 3, or 4 with alpha.
  int Channels() const { return samples == 2 ? 4 : samples; }
  /// Returns the minimum number of bytes of all pixels; except for plain ones, the exact number.
  std::uint64_t FewestBytes() const;
};

/// Returns true if a file may be a PNM. `encoded` may be its start.
bool IsPnm(std::span<const std::byte> encoded);

/// Throws Error(kCorruptData) if the header is damaged or incomplete, and Error(kUnsupported) for a
/// PAM of another number of samples.
Header ReadHeader(std::span<const std::byte> encoded);

/// Reads the tokens of a header and the numbers of plain files, with comments between them.
class Scanner {
 public:
  Scanner(std::span<const std::byte> bytes, std::size_t at) : bytes_(bytes), at_(at) {}

  std::size_t at() const { return at_; }
  /// Skips white space and comments. Returns false at the end.
  bool SkipSpace();
  /// Returns the next byte, or nullopt at the end.
  std::optional<char> Next();
  /// Returns the next number, which must follow directly; larger ones as 2^32 - 1. Returns nullopt
  /// if there is none.
  std::optional<std::uint32_t> Number();

 private:
  std::span<const std::byte> bytes_;
  std::size_t at_;
};

}  // namespace imrec::pnm

#endif  // IMREC_IMAGE_PNM_PNM_HEADER_H_
