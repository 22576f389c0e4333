// Boxes and text on images, for pictures that people look at.
#ifndef IMREC_DRAW_H_
#define IMREC_DRAW_H_

#include <cstddef>
#include <cstdint>
#include <string_view>

#include <imrec/image.h>

namespace imrec {

struct Rgb {
  std::uint8_t red = 0;
  std::uint8_t green = 0;
  std::uint8_t blue = 0;
};

/// Whole pixels, [x, x + width) by [y, y + height).
struct PixelRect {
  int x = 0;
  int y = 0;
  int width = 0;
  int height = 0;
};

/// A colour for class `index` that stands apart from those of its neighbours.
Rgb ClassColor(std::size_t index);

// All drawing is on RGB images and is clipped to them.

void FillRect(MutableImageView image, PixelRect rect, Rgb color);

/// The outline of `rect`, `thickness` pixels inwards.
void DrawRect(MutableImageView image, PixelRect rect, int thickness, Rgb color);

/// The same with gaps.
void DrawDashedRect(MutableImageView image, PixelRect rect, int thickness, Rgb color);

/// The size of `text` at `scale` (1 = glyphs of 5 by 7 pixels in cells of 6 by 9).
ImageSize TextSize(std::string_view text, int scale);

/// Text with its top left corner at (x, y). Characters outside printable ASCII show as '?'; a
/// multi-byte UTF-8 character shows as one.
void DrawText(MutableImageView image, int x, int y, std::string_view text, int scale, Rgb color);

/// Text on a filled label whose top left corner is at (x, y); black or white, whichever reads
/// better on `background`.
void DrawLabel(MutableImageView image, int x, int y, std::string_view text, int scale,
               Rgb background);

}  // namespace imrec

#endif  // IMREC_DRAW_H_
