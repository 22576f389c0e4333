// Converts the decoded strips and tiles of a TIFF to 8-bit grey, RGB or RGBA.
#ifndef IMREC_IMAGE_TIFF_TIFF_PIXELS_H_
#define IMREC_IMAGE_TIFF_TIFF_PIXELS_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include <imrec/image.h>

#include "image/tiff/tiff_directory.h"
#include "image/tiff/tiff_file.h"

namespace imrec::tiff {

/// A decoded strip or tile: one buffer per plane.
using Planes = std::span<const std::vector<std::byte>>;

/// Not thread-safe. Refers to the file of the constructor.
class PixelConverter {
 public:
  /// `channels` are those of the result: 1, 3 or, if the file has alpha, 4. Throws
  /// Error(kCorruptData) if a field of the directory that colours need is damaged.
  PixelConverter(const File& file, const Directory& directory, int channels);

  /// Returns the number of planes that are needed.
  int planes() const { return directory_.separate_planes ? wanted_ : 1; }

  /// Converts one row of a block to `out`, of which it sets out.size() / channels pixels from the
  /// left of the block. Throws Error(kCorruptData) if the block is too small.
  void ConvertRow(Planes planes, int row, std::span<std::uint8_t> out);

 private:
  void SetTables(const File& file);
  void SetPalette(const File& file);
  void SetYcbcr(const File& file);

  std::span<const std::byte> RowOf(const std::vector<std::byte>& block, int row) const;
  void UnpackRow(Planes planes, int row, std::size_t width);
  void UnpackSamples(std::span<const std::byte> bytes, std::size_t first, std::size_t step,
                     std::size_t count, std::size_t width);
  void UnpackYcbcr(std::span<const std::byte> block, int row, std::size_t width);
  void ConvertPixel(const std::uint8_t* samples, std::uint8_t* out) const;

  const Directory& directory_;
  int channels_;
  int wanted_;           // samples of a pixel that are needed
  int block_width_ = 0;  // of a strip or tile, in pixels
  std::size_t pitch_ = 0;
  bool copied_ = false;  // rows are already what is wanted
  bool ycbcr_ = false;   // not converted by libjpeg
  int subsampled_x_ = 1;
  int subsampled_y_ = 1;
  std::array<std::uint8_t, 256> scaled_{};            // samples of up to 8 bits
  std::vector<std::array<std::uint8_t, 3>> palette_;  // by sample
  std::vector<std::max_align_t> ycbcr_memory_;        // a TIFFYCbCrToRGB and its tables
  std::vector<std::uint8_t> samples_;                 // of a row: wanted_ per pixel
};

}  // namespace imrec::tiff

#endif  // IMREC_IMAGE_TIFF_TIFF_PIXELS_H_
