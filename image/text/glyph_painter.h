// Draws single glyphs.
#ifndef IMREC_IMAGE_TEXT_GLYPH_PAINTER_H_
#define IMREC_IMAGE_TEXT_GLYPH_PAINTER_H_

#include <imrec/image.h>

#include "image/internal/draw.h"
#include "image/internal/text_renderer.h"
#include "image/text/font_face.h"

namespace imrec {

/// Returns the pixels that PaintGlyph() changes if the line's origin is at (0, 0). Returns an empty
/// rectangle if the glyph is empty, damaged, or much larger than its font.
PixelRect GlyphBounds(FontFace& font, const TextGlyph& glyph, int pixel_size);

/// Draws `glyph` of a line whose origin is (x, baseline), without hinting: its shape does not
/// depend on where it is. Changes only pixels inside `clip` and the image.
void PaintGlyph(MutableImageView image, PixelRect clip, int x, int baseline, FontFace& font,
                const TextGlyph& glyph, int pixel_size, Rgb color);

}  // namespace imrec

#endif  // IMREC_IMAGE_TEXT_GLYPH_PAINTER_H_
