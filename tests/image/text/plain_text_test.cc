#include "image/text/plain_text.h"

#include <string>

#include <gtest/gtest.h>

namespace imrec {
namespace {

TEST(PlainText, DecodesUtf8) {
  EXPECT_EQ(PlainText(""), U"");
  EXPECT_EQ(PlainText("l\xC3\xB6we \xE7\x8C\xAB \xF0\x9F\x98\x80"), U"l\u00F6we \u732B \U0001F600");
  EXPECT_EQ(PlainText("\xF4\x8F\xBF\xBF\xED\x9F\xBF\xEE\x80\x80"), U"\U0010FFFF\uD7FF\uE000");
}

TEST(PlainText, ReplacesWhatIsNotValid) {
  EXPECT_EQ(PlainText("caf\xE9"), U"caf\uFFFD");
  EXPECT_EQ(PlainText("\xE7\x8C"
                      "a"),
            U"\uFFFD"
            U"a");                                              // cut off
  EXPECT_EQ(PlainText("\xC0\x80"), U"\uFFFD\uFFFD");            // an overlong form
  EXPECT_EQ(PlainText("\xE0\x80\x80"), U"\uFFFD\uFFFD\uFFFD");  // likewise
  EXPECT_EQ(PlainText("\xED\xA0\x80"), U"\uFFFD\uFFFD\uFFFD");  // a surrogate
  EXPECT_EQ(PlainText("\xF4\x90\x80\x80"), U"\uFFFD\uFFFD\uFFFD\uFFFD");
  EXPECT_EQ(PlainText("\xF0\x9F\x98"), U"\uFFFD");
  EXPECT_EQ(PlainText("\x80\xFF"), U"\uFFFD\uFFFD");
}

TEST(PlainText, StaysOnOneLine) {
  EXPECT_EQ(PlainText("a\nb\tc\r\x7F"), U"a b c  ");
  EXPECT_EQ(PlainText(std::string_view("a\0b", 3)), U"a b");
  EXPECT_EQ(PlainText("\xC2\x85\xE2\x80\xA8\xE2\x80\xA9"), U"   ");
}

TEST(PlainText, IsBounded) {
  const std::u32string cut = PlainText(std::string(1 << 20, 'a'));
  EXPECT_EQ(cut.size(), kMostCharacters);
  EXPECT_EQ(cut.back(), U'\u2026');
  EXPECT_EQ(PlainText(std::string(kMostCharacters, 'a')).back(), U'a');
}

TEST(PlainText, KnowsWhatIsInvisible) {
  for (const char32_t character : {U'\u200D', U'\uFE0F', U'\u202E', U'\uFEFF', U'\u00AD'}) {
    EXPECT_FALSE(NeedsGlyph(character)) << static_cast<unsigned>(character);
    EXPECT_FALSE(IsVisible(character));
  }
  for (const char32_t character : {U' ', U'\u00A0', U'\u3000'}) {
    EXPECT_TRUE(NeedsGlyph(character));
    EXPECT_FALSE(IsVisible(character));
  }
  for (const char32_t character : {U'a', U'\u732B', U'\u0301', U'\uFFFD'}) {
    EXPECT_TRUE(IsVisible(character)) << static_cast<unsigned>(character);
  }
}

}  // namespace
}  // namespace imrec
