// The fonts of a renderer, and which of them draws a character.
#ifndef IMREC_IMAGE_TEXT_FONT_STACK_H_
#define IMREC_IMAGE_TEXT_FONT_STACK_H_

#include <cstddef>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "image/text/font_face.h"
#include "image/text/font_search.h"

namespace imrec {

/// Opens fonts when they are needed first. Fonts are named by their position.
class FontStack {
 public:
  FontStack();

  /// Returns the first font that has digits and Latin letters, or nothing. It gives lines their
  /// height.
  std::optional<std::size_t> main() const { return main_; }

  /// Returns a font with all characters of `cluster`, a character and what modifies it, or nothing:
  /// for emoji one in colour, if there is one, otherwise `previous` if that will do, or the first.
  std::optional<std::size_t> FontWithAll(std::u32string_view cluster, std::size_t previous);

  /// Same, but without such a font, returns one with the first character, or else main(), which
  /// must exist.
  std::size_t FontFor(std::u32string_view cluster, std::size_t previous);

  /// The font at a position that one of these returned.
  FontFace& face(std::size_t font) { return *fonts_[font].face; }

 private:
  struct Font {
    FontFile file;
    bool opened = false;
    std::unique_ptr<FontFace> face;  // null before it is opened, and if it cannot be used
  };

  bool Usable(Font& font);
  bool HasAll(Font& font, std::u32string_view characters);
  std::optional<std::size_t> EmojiFontFor(std::u32string_view cluster);
  std::optional<std::size_t> FirstWith(std::u32string_view characters);

  // Before the fonts, which it must outlive.
  FreeType library_;
  FontSearch search_;
  std::vector<Font> fonts_;  // those for text, then those for emoji
  std::size_t first_emoji_font_ = 0;
  std::optional<std::size_t> main_;
};

}  // namespace imrec

#endif  // IMREC_IMAGE_TEXT_FONT_STACK_H_
