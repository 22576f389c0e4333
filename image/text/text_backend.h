// What a TextRenderer needs of a kind of fonts.
#ifndef IMREC_IMAGE_TEXT_TEXT_BACKEND_H_
#define IMREC_IMAGE_TEXT_TEXT_BACKEND_H_

#include <string_view>

#include <imrec/image.h>

#include "image/internal/draw.h"
#include "image/internal/text_renderer.h"

namespace imrec {

/// As the functions of TextRenderer, but `text` is what PlainText() returns.
class TextBackend {
 public:
  virtual ~TextBackend() = default;
  /// Returns whether there is a glyph for each visible character.
  virtual bool HasGlyphs(std::u32string_view text) = 0;
  virtual TextLine LayOut(std::u32string_view text, int pixel_size, int max_width) = 0;
  virtual void Draw(MutableImageView image, int x, int baseline, const TextLine& line,
                    Rgb color) = 0;
};

}  // namespace imrec

#endif  // IMREC_IMAGE_TEXT_TEXT_BACKEND_H_
