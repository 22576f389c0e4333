// Draws text in any script on images, for previews and charts.
#ifndef IMREC_IMAGE_INTERNAL_TEXT_RENDERER_H_
#define IMREC_IMAGE_INTERNAL_TEXT_RENDERER_H_

#include <cstdint>
#include <limits>
#include <memory>
#include <string_view>
#include <vector>

#include <imrec/image.h>

#include "image/internal/draw.h"

namespace imrec {

/// A glyph of a TextLine. Its origin is relative to the line's origin, in 1/64 of a pixel; y grows
/// downwards.
struct TextGlyph {
  std::uint32_t font = 0;
  std::uint32_t index = 0;
  std::int32_t x = 0;
  std::int32_t y = 0;
};

/// A line of text, ready to be drawn by the renderer that laid it out. Drawing changes only the
/// rectangle of `width` by `height()` pixels that reaches `ascent` pixels above the baseline.
/// `ascent` and `descent` are those of the font, or larger if a glyph needs more.
struct TextLine {
  int pixel_size = 0;
  int left = 0;  // from the left edge to the origin
  int width = 0;
  int ascent = 0;
  int descent = 0;
  std::vector<TextGlyph> glyphs;

  int height() const { return ascent + descent; }
};

class TextBackend;

/// Uses the fonts that Fontconfig finds, a further one for each character that the first lacks. In
/// a build without FreeType, or without any font for digits and Latin letters, it uses a built-in
/// font for printable ASCII. Text is UTF-8: invalid bytes are shown as U+FFFD, control characters
/// and line ends as spaces. A font that cannot be used is skipped. Not thread-safe.
class TextRenderer {
 public:
  static constexpr int kAnyWidth = std::numeric_limits<int>::max();

  TextRenderer();
  ~TextRenderer();
  TextRenderer(TextRenderer&&) noexcept;
  TextRenderer& operator=(TextRenderer&&) noexcept;

  /// Returns whether `text` has a visible character and there is a glyph for each of them.
  bool CanDraw(std::string_view text);

  /// Lays out `text` from left to right or from right to left, as its first letter demands, at
  /// `pixel_size` pixels per em. If it is wider than `max_width` pixels, its end is replaced by an
  /// ellipsis; characters are removed together with their combining marks.
  TextLine LayOut(std::string_view text, int pixel_size, int max_width = kAnyWidth);

  /// Draws `line` with its left edge at `x`. `image` must have 3 channels; drawing is clipped to
  /// it.
  void Draw(MutableImageView image, int x, int baseline, const TextLine& line, Rgb color);

  /// The pixels of a label to the left and to the right of its line.
  static constexpr int kLabelPadding = 2;

  /// Draws `line` in black or white, whichever has more contrast, on a filled rectangle with its
  /// top left corner at (x, y).
  void DrawLabel(MutableImageView image, int x, int y, const TextLine& line, Rgb background);

 private:
  std::unique_ptr<TextBackend> backend_;
};

}  // namespace imrec

#endif  // IMREC_IMAGE_INTERNAL_TEXT_RENDERER_H_
