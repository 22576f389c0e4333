// Names from right to left, and in fonts that are found for single characters.
#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "image/internal/text_renderer.h"
#include "tests/image/text/text_canvas.h"
#include "tests/support/font_folder.h"

namespace imrec::test {
namespace {

constexpr const char* kCat = "\xD9\x82\xD8\xB7\xD8\xA9";  // Arabic
constexpr const char* kDog =
    "\xE0\xA4\x95\xE0\xA5\x81\xE0\xA4\xA4\xE0\xA5\x8D\xE0\xA4\xA4\xE0\xA4\xBE";  // Hindi
constexpr const char* kMouse = "\xE8\x80\x81\xE9\xBC\xA0";                       // Chinese
constexpr const char* kSmile = "\xF0\x9F\x98\x80";

TEST(ScriptText, ArabicStartsAtTheRight) {
  IMREC_SKIP_WITHOUT_FONTS(kDejaVu)
  const FontFolder fonts({kDejaVu});
  TextRenderer text;
  // An alef, a thin stroke, is the first letter, and so at the right end.
  const std::string first = "\xD8\xA7";
  const std::string rest = "\xD8\xB3\xD8\xB3\xD8\xB3";
  TextCanvas canvas;
  const TextLine line = canvas.Write(text, first + rest, 30);
  const TextLine alef = text.LayOut(first, 30);
  ASSERT_EQ(line.glyphs.size(), 4U);
  EXPECT_EQ(line.glyphs.back().index, alef.glyphs.front().index);
  EXPECT_NEAR(line.width, text.LayOut(rest, 30).width + alef.width, 3);
  // Letters have another shape inside a word than alone.
  const TextLine seen = text.LayOut("\xD8\xB3", 30);
  EXPECT_NE(line.glyphs[1].index, seen.glyphs.front().index);
  EXPECT_LT(line.width, 3 * seen.width + alef.width);
}

TEST(ScriptText, AnEllipsisIsAtTheLeftOfArabic) {
  IMREC_SKIP_WITHOUT_FONTS(kDejaVu)
  const FontFolder fonts({kDejaVu});
  TextRenderer text;
  const std::uint32_t ellipsis = text.LayOut("\xE2\x80\xA6", 20).glyphs.front().index;
  std::string name;
  for (int i = 0; i < 8; ++i) name += kCat;
  for (int width = 30; width < text.LayOut(name, 20).width; ++width) {
    const TextLine line = text.LayOut(name, 20, width);
    ASSERT_LE(line.width, width);
    ASSERT_EQ(line.glyphs.front().index, ellipsis) << width;
  }
}

TEST(ScriptText, DirectionsCanBeMixed) {
  IMREC_SKIP_WITHOUT_FONTS(kDejaVu)
  const FontFolder fonts({kDejaVu});
  TextRenderer text;
  const std::string cat = kCat;
  const TextLine mixed = text.LayOut("ab " + cat + " cd", 20);
  EXPECT_NEAR(mixed.width, text.LayOut("ab  cd", 20).width + text.LayOut(cat, 20).width, 3);
  EXPECT_EQ(mixed.glyphs.front().index, text.LayOut("a", 20).glyphs.front().index);
  EXPECT_EQ(mixed.glyphs.back().index, text.LayOut("d", 20).glyphs.front().index);
  // Marks of direction without an end change nothing outside their text.
  // NOLINTNEXTLINE(misc-misleading-bidirectional)
  EXPECT_NE(text.LayOut("\xE2\x80\xAE"
                        "ab",
                        20)
                .glyphs.size(),
            0U);
  EXPECT_EQ(text.LayOut("ab", 20).glyphs.front().index, mixed.glyphs.front().index);
}

TEST(ScriptText, EachCharacterHasAFontThatKnowsIt) {
  IMREC_SKIP_WITHOUT_FONTS(kDejaVu, kChinese, kHindi)
  const FontFolder fonts({kDejaVu, kChinese, kHindi});
  TextRenderer text;
  for (const std::string name : {kCat, kDog, kMouse}) {
    EXPECT_TRUE(text.CanDraw(name)) << name;
    EXPECT_TRUE(text.CanDraw("a " + name + " 2")) << name;
    TextCanvas canvas;
    const TextLine line = canvas.Write(text, name, 16);
    EXPECT_GT(canvas.Ink(), 60) << name;
    EXPECT_EQ(canvas.InkIn(TextCanvas::RectOf(line)), canvas.Ink()) << name;
  }
  // Letters that are beside each other join: the six characters become fewer glyphs.
  EXPECT_LT(text.LayOut(kDog, 16).glyphs.size(), 6U);
  // Latin letters have the same font beside any others.
  const std::uint32_t latin = text.LayOut("a", 16).glyphs.front().font;
  EXPECT_EQ(text.LayOut(std::string(kDog) + " a", 16).glyphs.back().font, latin);
  EXPECT_EQ(text.LayOut(std::string(kMouse) + "a", 16).glyphs.back().font, latin);
}

TEST(ScriptText, EmojiAreInColour) {
  IMREC_SKIP_WITHOUT_FONTS(kDejaVu, kEmoji)
  const FontFolder fonts({kDejaVu, kEmoji});
  TextRenderer text;
  for (const int size : {12, 16, 40}) {
    TextCanvas canvas;
    const TextLine line = canvas.Write(text, kSmile, size);
    EXPECT_GT(canvas.ColorInk(), size * size / 3);
    EXPECT_EQ(canvas.InkIn(TextCanvas::RectOf(line)), canvas.Ink());
    EXPECT_NEAR(line.width, 1.25 * size, 2);
  }
  // One picture: a family, a flag, a heart with a selector, a thumb with a skin tone.
  for (const char* name :
       {"\xF0\x9F\x91\xA8\xE2\x80\x8D\xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x91\xA7",
        "\xF0\x9F\x87\xA9\xF0\x9F\x87\xAA", "\xE2\x9D\xA4\xEF\xB8\x8F",
        "\xF0\x9F\x91\x8D\xF0\x9F\x8F\xBD"}) {
    EXPECT_TRUE(text.CanDraw(name)) << name;
    EXPECT_NEAR(text.LayOut(name, 20).width, 25, 2) << name;
  }
  // Digits and what a selector marks as text are not emoji.
  TextCanvas canvas;
  canvas.Write(text, "12 # \xE2\x9D\xA4 \xE2\x98\x95\xEF\xB8\x8E", 16);
  EXPECT_EQ(canvas.ColorInk(), 0);
}

}  // namespace
}  // namespace imrec::test
