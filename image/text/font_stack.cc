#include "image/text/font_stack.h"

#include <algorithm>

#include "image/text/emoji.h"
#include "image/text/plain_text.h"

namespace imrec {
namespace {

FreeType OpenFreeType() {
  FT_Library library = nullptr;
  return FreeType(FT_Init_FreeType(&library) == 0 ? library : nullptr);
}

}  // namespace

FontStack::FontStack() : library_(OpenFreeType()) {
  if (library_ == nullptr) return;
  for (const FontFile& file : search_.text()) fonts_.push_back({.file = file, .face = nullptr});
  first_emoji_font_ = fonts_.size();
  for (const FontFile& file : search_.emoji()) fonts_.push_back({.file = file, .face = nullptr});
  for (std::size_t i = 0; i < first_emoji_font_ && !main_; ++i) {
    if (HasAll(fonts_[i], U"0123456789Az")) main_ = i;
  }
}

std::optional<std::size_t> FontStack::FontWithAll(std::u32string_view cluster,
                                                  std::size_t previous) {
  if (IsEmoji(cluster)) {
    if (const std::optional<std::size_t> font = EmojiFontFor(cluster)) return font;
  }
  if (previous < first_emoji_font_ && HasAll(fonts_[previous], cluster)) return previous;
  return FirstWith(cluster);
}

std::size_t FontStack::FontFor(std::u32string_view cluster, std::size_t previous) {
  if (const std::optional<std::size_t> font = FontWithAll(cluster, previous)) return *font;
  return FirstWith(cluster.substr(0, 1)).value_or(*main_);
}

bool FontStack::Usable(Font& font) {
  if (!font.opened) font.face = FontFace::Open(library_.get(), font.file);
  font.opened = true;
  return font.face != nullptr;
}

bool FontStack::HasAll(Font& font, std::u32string_view characters) {
  // HarfBuzz makes the other spaces of this one.
  const auto has = [&](char32_t character) {
    return font.file.Has(character) || !NeedsGlyph(character) ||
           (!IsVisible(character) && font.file.Has(U' '));
  };
  return std::ranges::all_of(characters, has) && Usable(font);
}

std::optional<std::size_t> FontStack::EmojiFontFor(std::u32string_view cluster) {
  for (std::size_t i = first_emoji_font_; i < fonts_.size(); ++i) {
    if (HasAll(fonts_[i], cluster) && fonts_[i].face->HasColor(cluster[0])) return i;
  }
  return std::nullopt;
}

std::optional<std::size_t> FontStack::FirstWith(std::u32string_view characters) {
  for (std::size_t i = 0; i < fonts_.size(); ++i) {
    if (!HasAll(fonts_[i], characters)) continue;
    // Some emoji fonts have pictures of a kind that FreeType does not draw, and empty outlines.
    if (i >= first_emoji_font_ && !fonts_[i].face->HasColor(characters[0])) continue;
    return i;
  }
  return std::nullopt;
}

}  // namespace imrec
