// A 5x7 dot-matrix font for printable ASCII.
#ifndef IMREC_IMAGE_TEXT_BITMAP_FONT_H_
#define IMREC_IMAGE_TEXT_BITMAP_FONT_H_

#include <array>
#include <cstdint>

namespace imrec {

inline constexpr int kDotGlyphWidth = 5;
inline constexpr int kDotGlyphHeight = 7;

/// The columns of a glyph, from left to right; bit 0 is the top row.
using DotGlyph = std::array<std::uint8_t, kDotGlyphWidth>;

/// Returns whether `character` is printable ASCII.
bool HasDotGlyph(char32_t character);

/// Returns the glyph of a printable ASCII character, or that of '?' for other characters.
const DotGlyph& DotGlyphFor(char32_t character);

}  // namespace imrec

#endif  // IMREC_IMAGE_TEXT_BITMAP_FONT_H_
