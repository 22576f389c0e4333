// What holds with any fonts and with none. fonts/ has the tests of text in the fonts of Debian.
#include "image/internal/text_renderer.h"

#include <string>

#include <gtest/gtest.h>

#include "tests/image/text/text_canvas.h"
#include "tests/support/font_folder.h"

namespace imrec::test {
namespace {

TEST(TextRenderer, WithoutAFontHasAscii) {
  const FontFolder none({});
  TextRenderer text;
  EXPECT_TRUE(text.CanDraw("traffic light 2"));
  EXPECT_FALSE(text.CanDraw("\xE7\x8C\xAB"));
  EXPECT_FALSE(text.CanDraw("caf\xE9"));
  TextCanvas canvas;
  canvas.Write(text, "7 \xE7\x8C\xAB \xFF", 12);
  EXPECT_GT(canvas.Ink(), 20);
}

TEST(TextRenderer, NothingVisibleIsNoName) {
  const FontFolder none({});
  TextRenderer text;
  for (const char* name : {"", " ", "\n\t", "\xE2\x80\x8D", "\xE3\x80\x80"}) {
    EXPECT_FALSE(text.CanDraw(name)) << name;
  }
}

TEST(TextRenderer, IsClippedOnAllSides) {
  TextRenderer text;
  for (const int x : {-40, -5, 0, 20, 30}) {
    for (const int y : {-12, 0, 8, 18, 40}) {
      // A frame that nothing may touch.
      Image whole({.width = 64, .height = 48}, 3);
      std::fill_n(whole.view().data(), Samples(whole.view()).size(), std::uint8_t{0});
      const MutableImageView inner = whole.view().Sub(20, 15, {.width = 24, .height = 18});
      text.Draw(inner, x, y, text.LayOut("Text g", 18), {200, 100, 50});
      text.DrawLabel(inner, x, y, text.LayOut("label", 12), {200, 100, 50});
      for (int row = 0; row < 48; ++row) {
        for (int column = 0; column < 64; ++column) {
          if (row >= 15 && row < 33 && column >= 20 && column < 44) continue;
          ASSERT_EQ(whole.view().pixel(column, row)[0], 0) << x << "," << y;
        }
      }
    }
  }
}

TEST(TextRenderer, LabelInkContrastsWithItsBackground) {
  TextRenderer text;
  for (const Rgb background : {Rgb{255, 255, 200}, Rgb{10, 10, 60}}) {
    Image image({.width = 60, .height = 30}, 3);
    std::fill_n(image.view().data(), Samples(image.view()).size(), std::uint8_t{128});
    const TextLine line = text.LayOut("W", 12);
    text.DrawLabel(image.view(), 5, 5, line, background);
    const int ink = background.red > 128 ? 0 : 255;
    int close = 0;
    int filled = 0;
    for (int y = 0; y < 30; ++y) {
      for (int x = 0; x < 60; ++x) {
        const int level = image.view().pixel(x, y)[0];
        close += std::abs(level - ink) < 64 ? 1 : 0;
        filled += level == background.red ? 1 : 0;
        const bool inside = x >= 5 && x < 5 + line.width + 2 * TextRenderer::kLabelPadding &&
                            y >= 5 && y < 5 + line.height();
        EXPECT_TRUE(inside || level == 128) << x << "," << y;
      }
    }
    EXPECT_GT(close, 4);
    EXPECT_GT(filled, 40);
  }
}

}  // namespace
}  // namespace imrec::test
