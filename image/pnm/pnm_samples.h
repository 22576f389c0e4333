// The samples of a PNM file.
#ifndef IMREC_IMAGE_PNM_PNM_SAMPLES_H_
#define IMREC_IMAGE_PNM_PNM_SAMPLES_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "image/pnm/pnm_header.h"

namespace imrec::pnm {

/// Reads samples one by one, in the order of the file, scaled to 0..255. The pixels must have
/// header.FewestBytes() at least.
class SampleReader {
 public:
  /// `encoded` is the whole file; it must outlive this object, and so must `header`.
  SampleReader(const Header& header, std::span<const std::byte> encoded);

  /// Call before the first sample of each row.
  void BeginRow();
  /// Throws Error(kCorruptData) if a plain file has no number here.
  std::uint8_t Next();

 private:
  std::uint8_t Scaled(std::uint32_t value) const;
  std::uint32_t NextPlain();
  std::uint32_t NextPlainBit();
  std::uint32_t NextBit();
  std::uint32_t NextBytes();

  const Header& header_;
  std::span<const std::byte> encoded_;
  Scanner scanner_;      // of a plain file
  std::size_t at_;       // of another
  std::size_t bit_ = 0;  // of the row
  std::array<std::uint8_t, 256> scaled_{};
};

}  // namespace imrec::pnm

#endif  // IMREC_IMAGE_PNM_PNM_SAMPLES_H_
