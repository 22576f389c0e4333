// Text in the built-in bitmap font, which has only printable ASCII.
#ifndef IMREC_IMAGE_TEXT_BITMAP_TEXT_H_
#define IMREC_IMAGE_TEXT_BITMAP_TEXT_H_

#include "image/text/text_backend.h"

namespace imrec {

/// Draws each dot of a glyph as a square, of one pixel at small sizes. Other characters than
/// printable ASCII are drawn as '?', but those that are ignorable are left out.
class BitmapText final : public TextBackend {
 public:
  bool HasGlyphs(std::u32string_view text) override;
  TextLine LayOut(std::u32string_view text, int pixel_size, int max_width) override;
  void Draw(MutableImageView image, int x, int baseline, const TextLine& line, Rgb color) override;
};

}  // namespace imrec

#endif  // IMREC_IMAGE_TEXT_BITMAP_TEXT_H_
