// Converts YCbCr planes to RGB planes, some rows at a time.
#ifndef IMREC_IMAGE_RESAMPLE_YCBCR_TO_RGB_ROWS_H_
#define IMREC_IMAGE_RESAMPLE_YCBCR_TO_RGB_ROWS_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include <imrec/image.h>

#include "image/internal/ycbcr_part.h"

namespace imrec {

/// Produces the same pixels as libjpeg, bit for bit: chroma is enlarged as in jdsample.c and
/// converted to RGB as in jdcolor.c. Rows that were converted before are reused if the range moves
/// down. Not thread-safe.
class YcbcrToRgbRows {
 public:
  /// Starts with no rows. `window` has the columns and rows to convert; `part` is the result of
  /// DecodeYcbcr() for it and must outlive the calls that follow.
  void Begin(const YcbcrPart& part, const PixelWindow& window);

  /// Converts the rows [top, bottom) of the image, which must lie in the window.
  void MoveTo(int top, int bottom);

  /// The converted rows of one channel: 0 = red, 1 = green, 2 = blue. Valid until the next call of
  /// MoveTo() or Begin().
  ImageView plane(std::size_t channel) const;
  /// The position of the first pixel of plane() in the image.
  PixelOrigin origin() const { return {.left = left_, .top = top_}; }

 private:
  void Convert(int y);
  const std::uint8_t* ChromaRow(const SamplePlane& plane, int y, std::vector<std::uint8_t>& row);

  std::size_t width() const { return static_cast<std::size_t>(right_ - left_); }
  std::uint8_t* row(std::size_t channel, int y);

  const YcbcrPart* part_ = nullptr;
  int left_ = 0;  // even, so that pairs of pixels share their chroma
  int right_ = 0;
  int top_ = 0;
  int bottom_ = 0;
  std::array<std::vector<std::uint8_t>, 3> rgb_;
  std::vector<std::uint8_t> cb_;
  std::vector<std::uint8_t> cr_;
  std::vector<std::uint16_t> sums_;
};

}  // namespace imrec

#endif  // IMREC_IMAGE_RESAMPLE_YCBCR_TO_RGB_ROWS_H_
