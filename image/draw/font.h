// A 5x7 dot-matrix font for printable ASCII.
#ifndef IMREC_IMAGE_DRAW_FONT_H_
#define IMREC_IMAGE_DRAW_FONT_H_

#include <array>
#include <cstdint>

namespace imrec {

inline constexpr int kGlyphWidth = 5;
inline constexpr int kGlyphHeight = 7;

/// The columns of a glyph, from left to right; bit 0 is the top row.
using Glyph = std::array<std::uint8_t, kGlyphWidth>;

/// Returns the glyph of a printable ASCII character, or that of '?' for other characters.
const Glyph& GlyphFor(char character);

}  // namespace imrec

#endif  // IMREC_IMAGE_DRAW_FONT_H_
