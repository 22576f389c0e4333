#include "image/text/bitmap_text.h"

#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/image/text/text_canvas.h"

namespace imrec::test {
namespace {

std::vector<std::uint8_t> Drawn(std::u32string_view words) {
  Image image({.width = 60, .height = 30}, 3);
  std::ranges::fill_n(image.view().data(), 60 * 30 * 3, std::uint8_t{255});
  BitmapText text;
  text.Draw(image.view(), 10, 20, text.LayOut(words, 12, 1000), {0, 0, 0});
  return Samples(image.view());
}

TEST(BitmapText, HasItsSize) {
  BitmapText text;
  EXPECT_EQ(text.LayOut(U"", 12, 100).width, 0);
  EXPECT_EQ(text.LayOut(U"", 12, 100).height(), 9);
  EXPECT_EQ(text.LayOut(U"abc", 16, 100).width, 36);
  EXPECT_EQ(text.LayOut(U"abc", 16, 100).height(), 18);
  EXPECT_EQ(text.LayOut(U"l\u00F6we", 12, 100).width, text.LayOut(U"lowe", 12, 100).width);
}

TEST(BitmapText, EndsWithDotsIfItIsTooLong) {
  BitmapText text;
  for (int width = 0; width < 80; ++width) {
    const TextLine line = text.LayOut(U"classname", 12, width);
    EXPECT_LE(line.width, width);
    ASSERT_EQ(line.glyphs.size(), std::min<std::size_t>(9, static_cast<std::size_t>(width) / 6));
    if (width < 6 || width >= 54) continue;
    EXPECT_EQ(line.glyphs.back().index, unsigned{'.'});
  }
}

TEST(BitmapText, OtherCharactersAreQuestionMarks) {
  EXPECT_EQ(Drawn(U"\u00F6"), Drawn(U"?"));
  EXPECT_EQ(Drawn(U"\u3000a"), Drawn(U" a"));
  EXPECT_EQ(Drawn(U"\u2068a\u2069b"), Drawn(U"ab"));
  std::set<std::vector<std::uint8_t>> glyphs;
  for (char32_t c = U' '; c <= U'~'; ++c) glyphs.insert(Drawn(std::u32string(1, c)));
  EXPECT_EQ(glyphs.size(), 95U);
}

TEST(BitmapText, HasOnlyAscii) {
  BitmapText text;
  EXPECT_TRUE(text.HasGlyphs(U"traffic light 2"));
  EXPECT_TRUE(text.HasGlyphs(U"a\u200Bb\u3000c"));
  EXPECT_FALSE(text.HasGlyphs(U"caf\u00E9"));
  EXPECT_FALSE(text.HasGlyphs(U"\u732B"));
}

}  // namespace
}  // namespace imrec::test
