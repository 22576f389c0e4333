// Metrics of text in DejaVu Sans, without any other font. Figures are bounds, because versions of
// FreeType differ.
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "image/internal/text_renderer.h"
#include "tests/image/text/text_canvas.h"
#include "tests/support/font_folder.h"

namespace imrec::test {
namespace {

class LatinText : public testing::Test {
 protected:
  void SetUp() override {
    IMREC_SKIP_WITHOUT_FONTS(kDejaVu)
    fonts_.emplace(std::vector<std::string>{kDejaVu});
    text_.emplace();
  }

  int Width(std::string_view words, int size = 20) { return text_->LayOut(words, size).width; }
  // The glyphs of the line, which are the same for the same letters.
  std::vector<std::uint32_t> Glyphs(std::string_view words,
                                    int max_width = TextRenderer::kAnyWidth) {
    std::vector<std::uint32_t> glyphs;
    for (const TextGlyph& glyph : text_->LayOut(words, 20, max_width).glyphs) {
      glyphs.push_back(glyph.index);
    }
    return glyphs;
  }

  std::optional<FontFolder> fonts_;
  std::optional<TextRenderer> text_;
};

TEST_F(LatinText, HasTheExtentsOfItsFont) {
  // DejaVu Sans rises 0.93 em and falls 0.24 em; a digit is 0.64 em wide, an "i" 0.28 em.
  for (const int size : {12, 16, 40}) {
    const TextLine line = text_->LayOut("0", size);
    EXPECT_NEAR(line.ascent, 0.93 * size, 1.1);
    EXPECT_NEAR(line.descent, 0.24 * size, 1.1);
    EXPECT_NEAR(text_->LayOut("0000000000", size).width, 6.36 * size, 1.1);
    EXPECT_NEAR(text_->LayOut("iiiiiiiiii", size).width, 2.78 * size, 1.1);
  }
}

TEST_F(LatinText, InkIsInsideTheLine) {
  for (const char* words : {"Hxg", "jf", "\xC3\x85j\xCC\xA7", "W", "A\xCC\x82\xCC\x83"}) {
    for (const int size : {9, 12, 16, 31}) {
      TextCanvas canvas;
      const TextLine line = canvas.Write(*text_, words, size);
      EXPECT_GT(canvas.Ink(), size) << words;
      EXPECT_EQ(canvas.InkIn(TextCanvas::RectOf(line)), canvas.Ink()) << words;
    }
  }
}

TEST_F(LatinText, InkIsWhereItsLettersAre) {
  TextCanvas canvas;
  canvas.Write(*text_, "x", 40);
  // The height of an x is 0.55 em, and its lower edge is the baseline.
  EXPECT_EQ(canvas.InkIn({0, TextCanvas::kBaseline + 1, 400, 50}), 0);
  EXPECT_EQ(canvas.InkIn({0, 0, 400, TextCanvas::kBaseline - 24}), 0);
  EXPECT_GT(canvas.InkIn({0, TextCanvas::kBaseline - 4, 400, 4}), 20);
  EXPECT_GT(canvas.InkIn({0, TextCanvas::kBaseline - 21, 400, 4}), 20);
}

TEST_F(LatinText, LongerTextIsWider) {
  std::string words;
  int width = 0;
  for (const char* next : {"w", "o", " ", "\xC3\xA9", "1", "\xCE\xA9", "\xD0\x96", "-"}) {
    words += next;
    EXPECT_GT(Width(words), width) << words;
    width = Width(words);
  }
}

TEST_F(LatinText, TooLongTextEndsWithAnEllipsis) {
  const std::string name = "a traffic light, seen from the side";
  const std::uint32_t ellipsis = Glyphs("\xE2\x80\xA6").at(0);
  std::size_t letters = 0;
  for (int width = Width("\xE2\x80\xA6"); width < Width(name); ++width) {
    EXPECT_LE(text_->LayOut(name, 20, width).width, width);
    const std::vector<std::uint32_t> glyphs = Glyphs(name, width);
    ASSERT_FALSE(glyphs.empty()) << width;
    EXPECT_EQ(glyphs.back(), ellipsis) << width;
    EXPECT_GE(glyphs.size(), letters) << width;
    letters = glyphs.size();
  }
  EXPECT_GT(letters, name.size() - 4);
  EXPECT_EQ(Glyphs(name, Width(name)), Glyphs(name));
  EXPECT_EQ(text_->LayOut(name, 20, 3).width, 0);
}

TEST_F(LatinText, NoSpaceIsLeftBeforeAnEllipsis) {
  EXPECT_EQ(Glyphs("ab cccccc", Width("ab \xE2\x80\xA6")), Glyphs("ab\xE2\x80\xA6"));
}

TEST_F(LatinText, ACombiningMarkTakesNoRoom) {
  // There is no single character for these.
  EXPECT_EQ(Width("q\xCC\x81q"), Width("qq"));
  EXPECT_EQ(Width("x\xCC\x83\xCC\xA3"), Width("x"));
  TextCanvas plain;
  TextCanvas marked;
  plain.Write(*text_, "q", 20);
  marked.Write(*text_, "q\xCC\x81", 20);
  EXPECT_GT(marked.Ink(), plain.Ink() + 4);
  // One that has a character of its own looks the same.
  EXPECT_EQ(Glyphs("e\xCC\x81"), Glyphs("\xC3\xA9"));
}

TEST_F(LatinText, AMarkIsCutOffWithItsLetter) {
  const std::string name = "qq\xCC\x81\xCC\xA3qqqq";
  const std::vector<std::uint32_t> one = Glyphs("q\xE2\x80\xA6");
  const std::vector<std::uint32_t> two = Glyphs("qq\xCC\x81\xCC\xA3\xE2\x80\xA6");
  for (int width = Width("q\xE2\x80\xA6"); width < Width("qqq\xE2\x80\xA6"); ++width) {
    const std::vector<std::uint32_t> cut = Glyphs(name, width);
    EXPECT_TRUE(cut == one || cut == two) << width;
  }
}

TEST_F(LatinText, ManyMarksDoNotGrowALine) {
  std::string name = "q";
  for (int i = 0; i < 300; ++i) name += "\xCC\x81\xCC\xA3";
  TextCanvas canvas;
  const TextLine line = canvas.Write(*text_, name, 20);
  EXPECT_LE(line.height(), 45);
  EXPECT_EQ(canvas.InkIn(TextCanvas::RectOf(line)), canvas.Ink());
}

TEST_F(LatinText, WhatIsNotUtf8IsDrawnAsAReplacement) {
  EXPECT_TRUE(text_->CanDraw("caf\xE9"));
  EXPECT_EQ(Glyphs("caf\xE9"), Glyphs("caf\xEF\xBF\xBD"));
  EXPECT_EQ(Glyphs("a\nb\tc"), Glyphs("a b c"));
}

TEST_F(LatinText, VeryLongTextIsBounded) {
  const TextLine line = text_->LayOut(std::string(1 << 20, 'w'), 20);
  EXPECT_LE(line.glyphs.size(), 1000U);
  EXPECT_LE(text_->LayOut(std::string(1 << 20, 'w'), 20, 100).width, 100);
}

TEST_F(LatinText, WhatTheFontLacksCannotBeDrawn) {
  EXPECT_TRUE(text_->CanDraw("caf\xC3\xA9 \xD0\x96 \xCE\xA9 \xD8\xB9\xD8\xB1"));
  EXPECT_FALSE(text_->CanDraw("\xE7\x8C\xAB"));
  EXPECT_FALSE(text_->CanDraw("cat \xE7\x8C\xAB"));
  TextCanvas canvas;
  canvas.Write(*text_, "\xE7\x8C\xAB", 20);
  EXPECT_GT(canvas.Ink(), 20) << "a box takes its place";
}

TEST_F(LatinText, EmojiOfATextFontAreDrawnInTheTextsColour) {
  EXPECT_TRUE(text_->CanDraw("\xF0\x9F\x98\x80"));
  TextCanvas canvas;
  canvas.Write(*text_, "\xF0\x9F\x98\x80", 20);
  EXPECT_GT(canvas.Ink(), 40);
  EXPECT_EQ(canvas.ColorInk(), 0);
}

}  // namespace
}  // namespace imrec::test
