#include "image/text/scalable_text.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>

#include "image/text/clusters.h"
#include "image/text/glyph_painter.h"

namespace imrec {

std::unique_ptr<ScalableText> ScalableText::Make() {
  std::unique_ptr<ScalableText> text(new ScalableText());
  if (!text->fonts_.main()) return nullptr;
  return text;
}

bool ScalableText::HasGlyphs(std::u32string_view text) {
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = ClusterEnd(text, begin);
    const std::u32string_view cluster = text.substr(begin, end - begin);
    if (!fonts_.FontWithAll(cluster, *fonts_.main())) return false;
    begin = end;
  }
  return true;
}

TextLine ScalableText::LayOut(std::u32string_view text, int pixel_size, int max_width) {
  ShapedLine whole = shaper_.Shape(text, pixel_size);
  TextLine line = Measured(whole, pixel_size);
  if (line.width <= max_width) return line;
  return Shortened(text, whole, pixel_size, max_width);
}

void ScalableText::Draw(MutableImageView image, int x, int baseline, const TextLine& line,
                        Rgb color) {
  const PixelRect clip{x, baseline - line.ascent, line.width, line.height()};
  for (const TextGlyph& glyph : line.glyphs) {
    PaintGlyph(image, clip, x + line.left, baseline, fonts_.face(glyph.font), glyph,
               line.pixel_size, color);
  }
}

// Marks can be stacked on a letter without limit, so what they add to a line is limited; what is
// higher is cut off.
TextLine ScalableText::Measured(ShapedLine shaped, int pixel_size) {
  FontFace& main = fonts_.face(*fonts_.main());
  TextLine line{.pixel_size = pixel_size,
                .left = 0,
                .width = 0,
                .ascent = main.Ascent(pixel_size),
                .descent = main.Descent(pixel_size),
                .glyphs = std::move(shaped.glyphs)};
  const int highest = line.ascent + pixel_size / 2;
  const int lowest = line.descent + pixel_size / 2;
  int right = std::max(0, (shaped.advance + 63) / 64);
  for (const TextGlyph& glyph : line.glyphs) {
    const PixelRect bounds = GlyphBounds(fonts_.face(glyph.font), glyph, pixel_size);
    if (bounds.width == 0 || bounds.height == 0) continue;
    line.left = std::max(line.left, std::min(-bounds.x, pixel_size));
    right = std::max(right, bounds.x + bounds.width);
    line.ascent = std::max(line.ascent, std::min(-bounds.y, highest));
    line.descent = std::max(line.descent, std::min(bounds.y + bounds.height, lowest));
  }
  line.width = line.left + right;
  return line;
}

TextLine ScalableText::Shortened(std::u32string_view text, const ShapedLine& whole, int pixel_size,
                                 int max_width) {
  const std::u32string_view ellipsis = HasGlyphs(U"\u2026") ? U"\u2026" : U"...";
  const std::int64_t room =
      std::int64_t{max_width} * 64 - shaper_.Shape(ellipsis, pixel_size).advance;
  // The last cluster that may fit, by what the glyphs need in the whole text.
  std::int64_t advance = 0;
  std::size_t kept = 0;
  for (; kept < whole.clusters.size() && advance <= room; ++kept) {
    advance += whole.clusters[kept].advance;
  }
  // Letters may be wider at the end of a word, so that further ones have to go.
  while (kept > 0) {
    --kept;
    // What has no advance makes no room.
    if (kept > 0 && whole.clusters[kept].advance == 0) continue;
    std::size_t end = whole.clusters[kept].begin;
    while (end > 0 && text[end - 1] == U' ') --end;
    std::u32string shortened(text.substr(0, end));
    shortened += ellipsis;
    TextLine line = Measured(shaper_.Shape(shortened, pixel_size), pixel_size);
    if (line.width <= max_width) return line;
  }
  // Not even the ellipsis fits.
  return Measured({}, pixel_size);
}

}  // namespace imrec
