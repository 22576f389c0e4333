
#include <gtest/gtest.h>

#include <limits>

#include "image/internal/draw.h"
#include "tests/image/pictures.h"

namespace imrec {
namespace {

constexpr int kGuard = 16;
constexpr ImageSize kSize{.width = 24, .height = 18};
constexpr Rgb kInk{.red = 200, .green = 100, .blue = 50};
constexpr int kHuge = std::numeric_limits<int>::max();

// A black canvas inside a wide frame that nothing may touch.
class Canvas {
 public:
  Canvas() : whole_({kSize.width + 2 * kGuard, kSize.height + 2 * kGuard}, 3) {
    std::fill_n(whole_.view().data(), test::Samples(whole_.view()).size(), std::uint8_t{0});
  }
  MutableImageView view() { return whole_.view().Sub(kGuard, kGuard, kSize); }

  // How many pixels inside have colour; fails if one of the frame has.
  int Drawn() {
    int inside = 0;
    for (int y = 0; y < whole_.height(); ++y) {
      for (int x = 0; x < whole_.width(); ++x) {
        const auto pixel = whole_.view().pixel(x, y);
        if (pixel[0] == 0 && pixel[1] == 0 && pixel[2] == 0) continue;
        ++inside;
        const bool in_x = x >= kGuard && x < kGuard + kSize.width;
        const bool in_y = y >= kGuard && y < kGuard + kSize.height;
        EXPECT_TRUE(in_x && in_y) << x << "," << y;
      }
    }
    return inside;
  }

 private:
  Image whole_;
};

TEST(Draw, FillsWholePixels) {
  Canvas canvas;
  FillRect(canvas.view(), {3, 4, 5, 2}, kInk);
  EXPECT_EQ(canvas.Drawn(), 10);
  EXPECT_EQ(canvas.view().pixel(3, 4)[0], 200);
  EXPECT_EQ(canvas.view().pixel(7, 5)[1], 100);
  EXPECT_EQ(canvas.view().pixel(7, 5)[2], 50);
  EXPECT_EQ(canvas.view().pixel(8, 5)[0], 0);
  EXPECT_EQ(canvas.view().pixel(7, 6)[0], 0);
}

TEST(Draw, OutlineGrowsInwards) {
  Canvas canvas;
  DrawRect(canvas.view(), {2, 3, 10, 8}, 2, kInk);
  EXPECT_EQ(canvas.Drawn(), 10 * 8 - 6 * 4);
  EXPECT_EQ(canvas.view().pixel(2, 3)[0], 200);
  EXPECT_EQ(canvas.view().pixel(11, 10)[0], 200);
  EXPECT_EQ(canvas.view().pixel(4, 5)[0], 0);
}

TEST(Draw, OutlineOfASmallBoxStaysInIt) {
  Canvas canvas;
  DrawRect(canvas.view(), {5, 5, 2, 3}, 4, kInk);
  EXPECT_EQ(canvas.Drawn(), 6);
}

TEST(Draw, IsClippedOnAllSides) {
  for (const int x : {-12, -5, 0, 20, 24, 30}) {
    for (const int y : {-12, -5, 0, 15, 18, 30}) {
      Canvas canvas;
      FillRect(canvas.view(), {x, y, 9, 7}, kInk);
      const int width = std::max(0, std::min(x + 9, kSize.width) - std::max(x, 0));
      const int height = std::max(0, std::min(y + 7, kSize.height) - std::max(y, 0));
      EXPECT_EQ(canvas.Drawn(), width * height) << x << "," << y;
      DrawRect(canvas.view(), {x, y, 40, 30}, 3, kInk);
      canvas.Drawn();
    }
  }
}

TEST(Draw, HugeAndEmptyRectanglesAreClippedToo) {
  for (const PixelRect rect :
       {PixelRect{kHuge - 3, kHuge - 3, 100, 100}, PixelRect{-kHuge, -kHuge, 10, 10},
        PixelRect{5, 5, 0, 4}, PixelRect{5, 5, -4, 4}, PixelRect{5, 5, 4, -4}}) {
    Canvas canvas;
    FillRect(canvas.view(), rect, kInk);
    DrawRect(canvas.view(), rect, 2, kInk);
    EXPECT_EQ(canvas.Drawn(), 0) << rect.x;
  }
  Canvas canvas;
  FillRect(canvas.view(), {10, 10, kHuge, kHuge}, kInk);
  EXPECT_EQ(canvas.Drawn(), 14 * 8);
  DrawRect(canvas.view(), {-10, -10, kHuge, kHuge}, 2, kInk);
  EXPECT_EQ(canvas.Drawn(), 14 * 8);
}

TEST(Draw, NeighbouringClassesHaveOtherColours) {
  for (std::size_t i = 0; i < 30; ++i) {
    const Rgb a = ClassColor(i);
    const Rgb b = ClassColor(i + 1);
    EXPECT_TRUE(a.red != b.red || a.green != b.green || a.blue != b.blue) << i;
  }
}

}  // namespace
}  // namespace imrec
