#include "image/text/font_face.h"

#include <hb-ft.h>
#include <hb-ot.h>
#include FT_COLOR_H

#include <algorithm>
#include <cmath>

namespace imrec {
namespace {

// Returns the smallest picture size that is not smaller than text of `pixel_size`, or else the
// largest.
int StrikeFor(FT_Face face, int pixel_size) {
  const FT_Pos wanted = FT_Pos{pixel_size} * 64;
  const auto size = [&](int strike) { return face->available_sizes[strike].y_ppem; };
  int best = 0;
  for (int strike = 1; strike < face->num_fixed_sizes; ++strike) {
    const FT_Pos known = size(best);
    const FT_Pos other = size(strike);
    const bool is_better = known < wanted ? other > known : other >= wanted && other < known;
    if (is_better) best = strike;
  }
  return best;
}

}  // namespace

std::unique_ptr<FontFace> FontFace::Open(FT_Library library, const FontFile& file) {
  // A font with axes has the number of an instance in the upper bits, or 0x8000 for any position.
  constexpr unsigned kAnyPosition = 0x8000;
  const auto number = static_cast<unsigned>(file.index);
  unsigned instance = number >> 16;
  int index = file.index;
  if (instance == kAnyPosition) {
    instance = 0;
    index = static_cast<int>(number & 0xFFFF);
  }
  FT_Face opened = nullptr;
  if (FT_New_Face(library, file.path.c_str(), index, &opened) != 0) return nullptr;
  std::unique_ptr<FontFace> font(new FontFace());
  font->face_.reset(opened);
  const bool usable = font->HasOutlines() ? opened->units_per_EM > 0
                                          : FT_HAS_COLOR(opened) && opened->num_fixed_sizes > 0;
  if (!FT_IS_SFNT(opened) || !usable) return nullptr;
  // HarfBuzz reads the tables itself, so that advances depend on neither hinting nor picture sizes.
  hb_face_t* tables = hb_ft_face_create_referenced(opened);
  font->shaper_.reset(hb_font_create(tables));
  hb_face_destroy(tables);
  if (instance > 0) {
    hb_font_set_var_named_instance(font->shaper_.get(), static_cast<unsigned>(instance) - 1);
  }
  return font;
}

hb_font_t* FontFace::Shaper(int pixel_size) {
  hb_font_set_scale(shaper_.get(), pixel_size * 64, pixel_size * 64);
  return shaper_.get();
}

FT_Face FontFace::AtSize(int pixel_size) {
  if (pixel_size_ == pixel_size) return face_.get();
  const FT_Error error = HasOutlines()
                             ? FT_Set_Pixel_Sizes(face_.get(), 0, static_cast<FT_UInt>(pixel_size))
                             : FT_Select_Size(face_.get(), StrikeFor(face_.get(), pixel_size));
  pixel_size_ = error == 0 ? pixel_size : 0;
  return error == 0 ? face_.get() : nullptr;
}

double FontFace::PictureScale(int pixel_size) const {
  if (HasOutlines()) return 1;
  const FT_Pos size = face_->available_sizes[StrikeFor(face_.get(), pixel_size)].y_ppem;
  return size > 0 ? pixel_size * 64.0 / static_cast<double>(size) : 1;
}

int FontFace::Ascent(int pixel_size) const {
  return static_cast<int>(std::ceil(InEms(face_->ascender) * pixel_size));
}

int FontFace::Descent(int pixel_size) const {
  return static_cast<int>(std::ceil(InEms(-face_->descender) * pixel_size));
}

bool FontFace::HasColor(char32_t character) const {
  const FT_UInt glyph = FT_Get_Char_Index(face_.get(), character);
  if (glyph == 0) return false;
  if (!HasOutlines()) return FT_HAS_COLOR(face_.get());
  FT_LayerIterator layers{};
  FT_UInt layer = 0;
  FT_UInt color = 0;
  return FT_Get_Color_Glyph_Layer(face_.get(), glyph, &layer, &color, &layers) != 0;
}

bool FontFace::HasOutlines() const { return FT_IS_SCALABLE(face_.get()); }

// Heights that no text font has, for example of a damaged file, are limited. Pictures have none.
double FontFace::InEms(int units) const {
  if (!HasOutlines()) return 0;
  return std::clamp(static_cast<double>(units) / face_->units_per_EM, 0.0, 1.5);
}

}  // namespace imrec
