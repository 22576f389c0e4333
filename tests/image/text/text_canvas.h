// An image on which a test draws text, and what was drawn.
#ifndef IMREC_TESTS_IMAGE_TEXT_TEXT_CANVAS_H_
#define IMREC_TESTS_IMAGE_TEXT_TEXT_CANVAS_H_

#include <algorithm>
#include <cstdint>
#include <string_view>
#include <vector>

#include "image/internal/text_renderer.h"
#include "tests/image/pictures.h"

namespace imrec::test {

/// White, with the line's origin far from all edges.
class TextCanvas {
 public:
  static constexpr ImageSize kSize{.width = 400, .height = 120};
  static constexpr int kX = 60;
  static constexpr int kBaseline = 60;

  TextCanvas() : image_(kSize, 3) {
    std::fill_n(image_.view().data(), Samples(image_.view()).size(), std::uint8_t{255});
  }

  TextLine Write(TextRenderer& text, std::string_view words, int pixel_size,
                 int max_width = TextRenderer::kAnyWidth) {
    TextLine line = text.LayOut(words, pixel_size, max_width);
    text.Draw(image_.view(), kX, kBaseline, line, {0, 0, 0});
    return line;
  }

  /// The pixels of `line`.
  static PixelRect RectOf(const TextLine& line) {
    return {kX, kBaseline - line.ascent, line.width, line.height()};
  }

  /// Returns how many pixels are not white.
  int Ink() { return InkIn({0, 0, kSize.width, kSize.height}); }
  int InkIn(PixelRect rect) {
    int ink = 0;
    for (int y = rect.y; y < rect.y + rect.height; ++y) {
      for (int x = rect.x; x < rect.x + rect.width; ++x) ink += IsInk(x, y) ? 1 : 0;
    }
    return ink;
  }
  /// Returns how many of them are coloured, not grey.
  int ColorInk() {
    int ink = 0;
    for (int y = 0; y < kSize.height; ++y) {
      for (int x = 0; x < kSize.width; ++x) {
        const auto pixel = image_.view().pixel(x, y);
        const auto [least, most] = std::minmax({pixel[0], pixel[1], pixel[2]});
        ink += most - least > 40 ? 1 : 0;
      }
    }
    return ink;
  }
  std::vector<std::uint8_t> pixels() { return Samples(image_.view()); }

 private:
  bool IsInk(int x, int y) {
    const auto pixel = image_.view().pixel(x, y);
    return pixel[0] != 255 || pixel[1] != 255 || pixel[2] != 255;
  }

  Image image_;
};

}  // namespace imrec::test

#endif  // IMREC_TESTS_IMAGE_TEXT_TEXT_CANVAS_H_
