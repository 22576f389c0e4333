// Cuts a part out of a JPEG file along its restart markers, without decoding.
#ifndef IMREC_IMAGE_JPEG_JPEG_SLICES_H_
#define IMREC_IMAGE_JPEG_JPEG_SLICES_H_

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include <imrec/image.h>

#include "image/jpeg/jpeg_library.h"

namespace imrec::jpeg {

/// Makes small JPEG files of the restart intervals that a part needs. Requires that the intervals
/// divide the rows of MCUs, as in the crop-ready layout (see jpeg_transcode.h). Not thread-safe.
class RestartSlicer {
 public:
  struct Slice {
    std::span<const std::byte> encoded;  // a JPEG file; valid until the next call of Cut()
    PixelWindow window;                  // the pixels of the image that it contains
  };

  /// Returns a file that contains the pixels `wanted`, at full scale, for decoding at 1/divisor.
  /// Returns nullopt if the file has another layout, or if only the rows below could be omitted,
  /// which a decoder does not read anyway. Call after jpeg_read_header() of `encoded`.
  std::optional<Slice> Cut(const jpeg_decompress_struct& info, std::span<const std::byte> encoded,
                           const PixelWindow& wanted, int divisor);

 private:
  // The restart intervals of the image, which form a grid of cells, one row per row of MCUs.
  struct Grid {
    int columns = 0;
    int rows = 0;
    ImageSize cell;  // in pixels
  };
  // Cells [left, right) by [top, bottom).
  using Cells = PixelWindow;

  static std::optional<Grid> GridOf(const jpeg_decompress_struct& info);
  static int WidthOf(const Cells& cells, const Grid& grid, const jpeg_decompress_struct& info);
  bool FindIntervals(std::span<const std::byte> entropy, const Grid& grid, int count);
  bool CopyHeader(std::span<const std::byte> header, ImageSize size);
  void CopyIntervals(std::span<const std::byte> entropy, const Grid& grid, const Cells& cells);
  void Append(std::span<const std::byte> bytes);

  // The end of each interval, where its restart marker begins.
  std::vector<std::size_t> ends_;
  std::vector<std::byte> slice_;
};

}  // namespace imrec::jpeg

#endif  // IMREC_IMAGE_JPEG_JPEG_SLICES_H_
