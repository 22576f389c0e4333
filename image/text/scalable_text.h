// Text in the fonts of the system.
#ifndef IMREC_IMAGE_TEXT_SCALABLE_TEXT_H_
#define IMREC_IMAGE_TEXT_SCALABLE_TEXT_H_

#include <memory>

#include "image/text/font_stack.h"
#include "image/text/shaped_line.h"
#include "image/text/text_backend.h"

namespace imrec {

/// Finds fonts by Fontconfig, orders text by FriBidi, shapes it by HarfBuzz and draws it by
/// FreeType.
class ScalableText final : public TextBackend {
 public:
  /// Returns null if no font has digits and Latin letters.
  static std::unique_ptr<ScalableText> Make();

  bool HasGlyphs(std::u32string_view text) override;
  TextLine LayOut(std::u32string_view text, int pixel_size, int max_width) override;
  void Draw(MutableImageView image, int x, int baseline, const TextLine& line, Rgb color) override;

 private:
  ScalableText() : shaper_(fonts_) {}
  TextLine Measured(ShapedLine shaped, int pixel_size);
  TextLine Shortened(std::u32string_view text, const ShapedLine& whole, int pixel_size,
                     int max_width);

  FontStack fonts_;
  Shaper shaper_;
};

}  // namespace imrec

#endif  // IMREC_IMAGE_TEXT_SCALABLE_TEXT_H_
