
#include <gtest/gtest.h>

#include "image/internal/orientation.h"
#include "tests/image/pictures.h"
#include "tests/support/files.h"

namespace imrec {
namespace {

using Pixels = std::vector<std::uint8_t>;

// The stored image, 2 wide and 3 high:  1 2
//                                       3 4
//                                       5 6
const Pixels kStored = {1, 2, 3, 4, 5, 6};

struct Upright {
  ImageSize size;
  Pixels pixels;
};

TEST(Orientation, TurnsAsExifSays) {
  const std::vector<Upright> table = {
      {{2, 3}, {1, 2, 3, 4, 5, 6}},  // 1: as it is
      {{2, 3}, {2, 1, 4, 3, 6, 5}},  // 2: mirrored left to right
      {{2, 3}, {6, 5, 4, 3, 2, 1}},  // 3: half a turn
      {{2, 3}, {5, 6, 3, 4, 1, 2}},  // 4: mirrored top to bottom
      {{3, 2}, {1, 3, 5, 2, 4, 6}},  // 5: rows and columns swapped
      {{3, 2}, {5, 3, 1, 6, 4, 2}},  // 6: a quarter turn clockwise
      {{3, 2}, {6, 4, 2, 5, 3, 1}},  // 7: swapped along the other diagonal
      {{3, 2}, {2, 4, 6, 1, 3, 5}},  // 8: a quarter turn counter-clockwise
  };
  const Image stored = test::FromSamples({2, 3}, 1, kStored);
  for (int orientation = 1; orientation <= 8; ++orientation) {
    const Upright& expected = table[static_cast<std::size_t>(orientation - 1)];
    Image upright;
    ApplyOrientation(stored.view(), orientation, upright);
    EXPECT_EQ(upright.size(), expected.size) << orientation;
    EXPECT_EQ(OrientedSize({2, 3}, orientation), expected.size) << orientation;
    EXPECT_EQ(test::Samples(upright.view()), expected.pixels) << orientation;
  }
}

TEST(Orientation, KeepsChannelsTogether) {
  const Image stored = test::FromSamples({2, 1}, 3, {1, 2, 3, 4, 5, 6});
  Image upright;
  ApplyOrientation(stored.view(), 6, upright);
  EXPECT_EQ(upright.size(), (ImageSize{1, 2}));
  EXPECT_EQ(test::Samples(upright.view()), (Pixels{1, 2, 3, 4, 5, 6}));
  ApplyOrientation(stored.view(), 2, upright);
  EXPECT_EQ(test::Samples(upright.view()), (Pixels{4, 5, 6, 1, 2, 3}));
}

TEST(Orientation, OutsideOneToEightIsAsItIs) {
  const Image stored = test::FromSamples({2, 3}, 1, kStored);
  for (const int orientation : {0, 9, -1}) {
    Image upright;
    ApplyOrientation(stored.view(), orientation, upright);
    EXPECT_EQ(upright.size(), (ImageSize{2, 3}));
    EXPECT_EQ(test::Samples(upright.view()), kStored);
  }
}

// Cutting a window out of the upright image, or its counterpart out of the stored one, is the same.
TEST(StoredWindow, CutsTheSamePixels) {
  const Image stored = test::MakePicture({23, 14}, 1);
  for (int orientation = 1; orientation <= 8; ++orientation) {
    Image upright;
    ApplyOrientation(stored.view(), orientation, upright);
    const PixelWindow window = {.left = 2, .top = 3, .right = 9, .bottom = 13};
    const PixelWindow found = StoredWindow(window, stored.size(), orientation);
    Image turned;
    ApplyOrientation(stored.view().Sub(found.left, found.top,
                                       {found.right - found.left, found.bottom - found.top}),
                     orientation, turned);
    EXPECT_EQ(test::MaxDifference(turned.view(), std::as_const(upright).view().Sub(2, 3, {7, 10})),
              0)
        << orientation;
  }
}

}  // namespace
}  // namespace imrec
