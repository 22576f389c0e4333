// The glyphs of a text.
#ifndef IMREC_IMAGE_TEXT_SHAPED_LINE_H_
#define IMREC_IMAGE_TEXT_SHAPED_LINE_H_

#include <hb.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "image/internal/text_renderer.h"
#include "image/text/font_stack.h"
#include "image/text/text_runs.h"

namespace imrec {

/// Glyphs from left to right, with their origins as in TextLine.
struct ShapedLine {
  /// Characters that cannot be separated, and the advance of their glyphs in 1/64 of a pixel.
  struct Cluster {
    std::size_t begin = 0;  // in the text
    std::int32_t advance = 0;
  };
  std::vector<TextGlyph> glyphs;
  std::vector<Cluster> clusters;  // in the order of the text
  std::int32_t advance = 0;
};

/// Shapes text with HarfBuzz: chooses the glyphs that the letters have beside each other, and
/// places marks.
class Shaper {
 public:
  /// `fonts` must outlive it, and have a main font.
  explicit Shaper(FontStack& fonts) : fonts_(fonts), buffer_(hb_buffer_create()) {}

  ShapedLine Shape(std::u32string_view text, int pixel_size);

 private:
  struct BufferDeleter {
    void operator()(hb_buffer_t* buffer) const { hb_buffer_destroy(buffer); }
  };

  void ShapeRun(std::u32string_view text, const TextRun& run, int pixel_size, ShapedLine& line);

  FontStack& fonts_;
  std::unique_ptr<hb_buffer_t, BufferDeleter> buffer_;
};

}  // namespace imrec

#endif  // IMREC_IMAGE_TEXT_SHAPED_LINE_H_
