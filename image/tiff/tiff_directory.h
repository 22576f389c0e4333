// The first directory of a TIFF file, read and checked before libtiff sees the file.
#ifndef IMREC_IMAGE_TIFF_TIFF_DIRECTORY_H_
#define IMREC_IMAGE_TIFF_TIFF_DIRECTORY_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include <imrec/image.h>

namespace imrec::tiff {

/// The values of PhotometricInterpretation that imrec reads.
enum class Photometric {
  kWhiteIsZero = 0,
  kBlackIsZero = 1,
  kRgb = 2,
  kPalette = 3,
  kCmyk = 5,
  kYcbcr = 6,
};

/// The fields that describe the pixels of the first page.
struct Directory {
  ImageSize size;
  int bits = 1;     // per sample: 1, 2, 4, 8 or 16
  int samples = 1;  // per pixel, 1..kMostSamples
  Photometric photometric = Photometric::kBlackIsZero;
  int compression = 1;
  bool separate_planes = false;
  bool has_alpha = false;  // the first sample after the colours is alpha
  int orientation = 1;     // 1..8

  static constexpr int kMostSamples = 16;

  /// Samples of a pixel that are colours: 1, 3 or 4.
  int Colours() const;
  /// Channels of the decoded image: 1, 3, or 4 with alpha.
  int Channels() const;
  /// Returns the minimum size of the compressed pixels, or 0 if nothing is known.
  std::uint64_t FewestBytes() const;
};

/// Throws Error(kCorruptData).
[[noreturn]] void Refuse(const std::string& problem);

/// Returns true if a file may be a TIFF. `encoded` may be its start.
bool IsTiff(std::span<const std::byte> encoded);

/// Needs the whole file. Throws Error(kCorruptData) if the directory is damaged, and
/// Error(kUnsupported) for pixels of a kind that imrec does not read.
Directory ReadDirectory(std::span<const std::byte> encoded);

}  // namespace imrec::tiff

#endif  // IMREC_IMAGE_TIFF_TIFF_DIRECTORY_H_
