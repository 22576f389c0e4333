#include "image/text/bitmap_text.h"

#include <algorithm>
#include <cstddef>
#include <string>

#include "image/text/bitmap_font.h"
#include "image/text/plain_text.h"

namespace imrec {
namespace {

constexpr int kCellWidth = kDotGlyphWidth + 1;
constexpr int kCellAscent = kDotGlyphHeight + 1;
constexpr int kCellDescent = 1;
constexpr std::u32string_view kEllipsis = U"..";

// The width of a dot. The cell is about as high as the lines of other fonts.
int DotWidth(int pixel_size) {
  return std::max(1, (pixel_size + 2) / (kCellAscent + kCellDescent));
}

}  // namespace

bool BitmapText::HasGlyphs(std::u32string_view text) {
  return std::ranges::all_of(
      text, [](char32_t character) { return HasDotGlyph(character) || !IsVisible(character); });
}

TextLine BitmapText::LayOut(std::u32string_view text, int pixel_size, int max_width) {
  const int dot = DotWidth(pixel_size);
  std::u32string drawn;
  for (const char32_t character : text) {
    if (NeedsGlyph(character)) drawn += IsVisible(character) ? character : U' ';
  }
  const auto most = static_cast<std::size_t>(max_width / (kCellWidth * dot));
  if (drawn.size() > most) {
    drawn.resize(most - std::min(most, kEllipsis.size()));
    drawn += kEllipsis.substr(0, std::min(most, kEllipsis.size()));
  }
  TextLine line{.pixel_size = pixel_size,
                .left = 0,
                .width = static_cast<int>(drawn.size()) * kCellWidth * dot,
                .ascent = kCellAscent * dot,
                .descent = kCellDescent * dot,
                .glyphs = {}};
  for (std::size_t i = 0; i < drawn.size(); ++i) {
    line.glyphs.push_back(
        {.index = drawn[i], .x = static_cast<int>(i) * kCellWidth * dot * 64, .y = 0});
  }
  return line;
}

void BitmapText::Draw(MutableImageView image, int x, int baseline, const TextLine& line,
                      Rgb color) {
  const int dot = DotWidth(line.pixel_size);
  const int top = baseline - kDotGlyphHeight * dot;
  for (const TextGlyph& placed : line.glyphs) {
    const DotGlyph& glyph = DotGlyphFor(placed.index);
    for (int column = 0; column < kDotGlyphWidth; ++column) {
      for (int row = 0; row < kDotGlyphHeight; ++row) {
        if ((glyph[static_cast<std::size_t>(column)] >> row & 1) == 0) continue;
        FillRect(image, {x + placed.x / 64 + column * dot, top + row * dot, dot, dot}, color);
      }
    }
  }
}

}  // namespace imrec
