// Any bytes as the name of a class that is drawn. The first two choose its size and its room.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "image/internal/text_renderer.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const int pixel_size = 1 + data[0] % 40;
  const int max_width = data[1] * 2;
  const std::string_view text(reinterpret_cast<const char*>(data) + 2, size - 2);
  static imrec::TextRenderer renderer;
  static imrec::Image image({.width = 64, .height = 32}, 3);
  renderer.CanDraw(text);
  const imrec::TextLine line = renderer.LayOut(text, pixel_size, max_width);
  // A line of the built-in font is never less than nine pixels high.
  if (line.width > max_width || line.height() > 4 * pixel_size + 5) std::abort();
  renderer.DrawLabel(image.view(), 3, -2, line, {30, 60, 90});
  return 0;
}
