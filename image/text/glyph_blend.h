// Blends the bitmaps of glyphs into images.
#ifndef IMREC_IMAGE_TEXT_GLYPH_BLEND_H_
#define IMREC_IMAGE_TEXT_GLYPH_BLEND_H_

#include <cstdint>
#include <vector>

#include <imrec/image.h>

#include "image/internal/draw.h"

namespace imrec {

/// The pixels of a bitmap, `pitch` bytes from row to row.
struct GlyphBitmap {
  const std::uint8_t* pixels = nullptr;
  int pitch = 0;
  ImageSize size;
};

/// Blends `color` into the image by the coverage of each pixel, 0..255, with the bitmap's upper
/// left corner at (x, y). Changes only pixels inside `clip` and the image.
void BlendCoverage(MutableImageView image, PixelRect clip, int x, int y,
                   const GlyphBitmap& coverage, Rgb color);

/// Same for colours: blue, green, red, opacity, of which the first three are multiplied by the
/// last.
void BlendColors(MutableImageView image, PixelRect clip, int x, int y, const GlyphBitmap& colors);

/// Resizes such a picture. Each pixel is the mean of what it covers.
std::vector<std::uint8_t> ResizeColors(const GlyphBitmap& colors, ImageSize size);

}  // namespace imrec

#endif  // IMREC_IMAGE_TEXT_GLYPH_BLEND_H_
