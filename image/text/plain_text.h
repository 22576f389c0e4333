// The characters of a text that is drawn on one line.
#ifndef IMREC_IMAGE_TEXT_PLAIN_TEXT_H_
#define IMREC_IMAGE_TEXT_PLAIN_TEXT_H_

#include <cstddef>
#include <string>
#include <string_view>

namespace imrec {

/// Longer texts are cut, so that the time for a text is bounded.
inline constexpr std::size_t kMostCharacters = 1000;

/// Decodes UTF-8. Replaces each part that is not valid by U+FFFD, and control characters and
/// separators of lines by spaces. Ends a text with more than kMostCharacters with an ellipsis.
std::u32string PlainText(std::string_view utf8);

/// Returns whether fonts must have a glyph for `character`: not for those that Unicode calls
/// default ignorable, such as joiners, variation selectors and marks of direction.
bool NeedsGlyph(char32_t character);

/// Returns whether `character` alone makes a mark on the image: it needs a glyph and is no space.
bool IsVisible(char32_t character);

}  // namespace imrec

#endif  // IMREC_IMAGE_TEXT_PLAIN_TEXT_H_
