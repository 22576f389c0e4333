// Turning YCbCr planes into RGB planes, some rows at a time.
#ifndef IMREC_IMAGE_RESAMPLE_RGB_ROWS_H_
#define IMREC_IMAGE_RESAMPLE_RGB_ROWS_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include <imrec/image.h>
#include <imrec/ycbcr_part.h>

namespace imrec {

/// Gives the pixels that libjpeg makes of the same planes, bit by bit: chroma is enlarged as there
/// (jdsample.c), and turned into colours as there (jdcolor.c). Rows stay converted while those
/// asked for go down the picture. Not thread-safe.
class RgbRows {
 public:
  /// Rows will come from the columns of `window`; `part` is what DecodeYcbcr() gives for it.
  void Begin(const YcbcrPart& part, const PixelWindow& window);

  /// Makes rows [top, bottom) of the window the ones that plane() shows.
  void MoveTo(int top, int bottom);

  /// Red, green or blue, of one channel.
  ImageView plane(std::size_t channel) const;
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

#endif  // IMREC_IMAGE_RESAMPLE_RGB_ROWS_H_
