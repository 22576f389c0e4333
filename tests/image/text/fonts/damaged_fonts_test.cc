// Fonts that are damaged, cut off or of no use never keep text from being drawn.
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "image/internal/text_renderer.h"
#include "tests/image/text/text_canvas.h"
#include "tests/support/font_folder.h"

namespace imrec::test {
namespace {

constexpr const char* kWords = "Cat 2 \xD9\x82\xD8\xB7\xD8\xA9 q\xCC\x81 \xE7\x8C\xAB";

void DrawSomething() {
  TextRenderer text;
  TextCanvas canvas;
  const TextLine line = canvas.Write(text, kWords, 16, 150);
  EXPECT_LE(line.width, 150);
  EXPECT_EQ(canvas.InkIn(TextCanvas::RectOf(line)), canvas.Ink());
}

TEST(DamagedFonts, WithoutAUsableFontTheBuiltInOneDraws) {
  const FontFolder fonts({});
  WriteFile(fonts.folder() / "nothing.ttf", "");
  WriteFile(fonts.folder() / "text.ttf", "this is no font");
  WriteFile(fonts.folder() / "cut.ttf", std::string("\0\1\0\0\0\x10", 6));
  TextRenderer text;
  TextCanvas canvas;
  EXPECT_EQ(canvas.Write(text, "cat", 12).width, 18);
  EXPECT_GT(canvas.Ink(), 20);
}

TEST(DamagedFonts, AFontThatWasRemovedIsSkipped) {
  IMREC_SKIP_WITHOUT_FONTS(kDejaVu, kHindi)
  const FontFolder fonts({kDejaVu, kHindi});
  TextRenderer text;
  std::filesystem::remove(fonts.folder() / kHindi);
  EXPECT_FALSE(text.CanDraw("\xE0\xA4\x95"));
  EXPECT_TRUE(text.CanDraw("cat"));
}

TEST(DamagedFonts, EachLengthOfAFontIsBearable) {
  IMREC_SKIP_WITHOUT_FONTS(kHindi)
  const std::vector<std::byte> whole = ReadBytes(InstalledFont(kHindi));
  for (std::size_t length = 100; length < whole.size(); length = length * 5 / 3) {
    const FontFolder fonts({});
    WriteFile(fonts.folder() / "cut.ttf",
              {whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(length)});
    DrawSomething();
  }
}

TEST(DamagedFonts, ChangedBytesAreBearable) {
  IMREC_SKIP_WITHOUT_FONTS(kHindi)
  const std::vector<std::byte> whole = ReadBytes(InstalledFont(kHindi));
  std::mt19937 random(7);
  for (int i = 0; i < 20; ++i) {
    std::vector<std::byte> damaged = whole;
    for (int k = 0; k < 40; ++k) damaged[random() % damaged.size()] = std::byte(random() % 256);
    const FontFolder fonts({});
    WriteFile(fonts.folder() / "damaged.ttf", damaged);
    DrawSomething();
  }
}

}  // namespace
}  // namespace imrec::test
