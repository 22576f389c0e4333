// A font that is open: its glyphs and what is needed to shape text.
#ifndef IMREC_IMAGE_TEXT_FONT_FACE_H_
#define IMREC_IMAGE_TEXT_FONT_FACE_H_

#include <ft2build.h>
#include FT_FREETYPE_H
#include <hb.h>

#include <memory>

#include "image/text/font_search.h"

namespace imrec {

/// One per thread, as FreeType demands.
struct FreeTypeDeleter {
  void operator()(FT_Library library) const { FT_Done_FreeType(library); }
};
using FreeType = std::unique_ptr<FT_LibraryRec_, FreeTypeDeleter>;

/// A TrueType or OpenType font, with outlines or with pictures in colour of fixed sizes.
class FontFace {
 public:
  /// Returns null if the file cannot be used: it is absent, damaged, or of another kind. `library`
  /// must outlive the face.
  static std::unique_ptr<FontFace> Open(FT_Library library, const FontFile& file);

  /// Returns the font for HarfBuzz, whose units are then 1/64 of a pixel.
  hb_font_t* Shaper(int pixel_size);

  /// Returns the face at this size; at another one if it has only pictures. Returns null if the
  /// font has no such size.
  FT_Face AtSize(int pixel_size);

  /// Returns the factor from pixels of AtSize() to those of text of `pixel_size`. It is 1 for
  /// outlines.
  double PictureScale(int pixel_size) const;

  /// Pixels above and below the baseline for which a font with outlines is designed.
  int Ascent(int pixel_size) const;
  int Descent(int pixel_size) const;

  /// Returns whether the glyph of `character` has colours that FreeType draws by itself.
  bool HasColor(char32_t character) const;

 private:
  struct FaceDeleter {
    void operator()(FT_Face face) const { FT_Done_Face(face); }
  };
  struct HbFontDeleter {
    void operator()(hb_font_t* font) const { hb_font_destroy(font); }
  };

  FontFace() = default;
  bool HasOutlines() const;
  double InEms(int units) const;

  std::unique_ptr<FT_FaceRec_, FaceDeleter> face_;
  std::unique_ptr<hb_font_t, HbFontDeleter> shaper_;
  int pixel_size_ = 0;  // of face_; 0: not set yet
};

}  // namespace imrec

#endif  // IMREC_IMAGE_TEXT_FONT_FACE_H_
