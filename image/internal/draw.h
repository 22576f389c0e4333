// Draws boxes on images, for previews.
#ifndef IMREC_IMAGE_INTERNAL_DRAW_H_
#define IMREC_IMAGE_INTERNAL_DRAW_H_

#include <cstddef>
#include <cstdint>

#include <imrec/image.h>

namespace imrec {

struct Rgb {
  std::uint8_t red = 0;
  std::uint8_t green = 0;
  std::uint8_t blue = 0;
};

/// The pixels [x, x + width) by [y, y + height).
struct PixelRect {
  int x = 0;
  int y = 0;
  int width = 0;
  int height = 0;
};

/// Returns the colour of class `index`. The colours of consecutive classes are easy to distinguish;
/// they repeat after 12 classes.
Rgb ClassColor(std::size_t index);

// `image` must have 3 channels (RGB). Drawing is clipped to the image.

/// Fills `rect`.
void FillRect(MutableImageView image, PixelRect rect, Rgb color);

/// Draws the outline of `rect`, `thickness` pixels wide, inside `rect`.
void DrawRect(MutableImageView image, PixelRect rect, int thickness, Rgb color);

/// Same with a dashed outline.
void DrawDashedRect(MutableImageView image, PixelRect rect, int thickness, Rgb color);

}  // namespace imrec

#endif  // IMREC_IMAGE_INTERNAL_DRAW_H_
