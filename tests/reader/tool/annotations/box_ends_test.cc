#include "reader/tool/annotations/box_ends.h"

#include <algorithm>
#include <bit>
#include <random>

#include <gtest/gtest.h>

#include "reader/tool/annotations/shortest_decimal.h"

namespace imrec::tool {
namespace {

std::uint32_t Bits(double value) { return std::bit_cast<std::uint32_t>(static_cast<float>(value)); }

void ExpectCocoReadsBack(float min, float max, int extent) {
  const CocoEnds ends = CocoEndsOf(min, max, extent);
  const double start = ValueOfDecimal(ends.start);
  const double end = start + ValueOfDecimal(ends.length);
  EXPECT_EQ(Bits(start / extent), Bits(min)) << ends.start << " of " << extent;
  EXPECT_EQ(Bits(end / extent), Bits(max)) << ends.start << ' ' << ends.length << " of " << extent;
}

void ExpectYoloReadsBack(float min, float max) {
  const YoloEnds ends = YoloEndsOf(min, max);
  const double centre = ValueOfDecimal(ends.centre);
  const double half = ValueOfDecimal(ends.length) / 2;
  EXPECT_EQ(Bits(centre - half), Bits(min)) << ends.centre << ' ' << ends.length;
  EXPECT_EQ(Bits(centre + half), Bits(max)) << ends.centre << ' ' << ends.length;
}

TEST(BoxEnds, WholePixelsStayWhole) {
  // 91 / 640 as a float is a little less than that.
  const CocoEnds ends = CocoEndsOf(91.0F / 640, 306.0F / 640, 640);
  EXPECT_EQ(ends.start, "91");
  EXPECT_EQ(ends.length, "215");
  EXPECT_EQ(CocoEndsOf(0, 1, 500).length, "500");
}

TEST(BoxEnds, YoloHasAtLeastSixDecimals) {
  const YoloEnds ends = YoloEndsOf(0.25F, 0.75F);
  EXPECT_EQ(ends.centre, "0.500000");
  EXPECT_EQ(ends.length, "0.500000");
}

TEST(BoxEnds, RandomLabelsReadBackBitForBit) {
  std::mt19937 random(11);
  std::uniform_real_distribution<float> unit(0, 1);
  for (int i = 0; i < 20'000; ++i) {
    const int extent = 1 + static_cast<int>(random() % (i % 2 == 0 ? 2000 : 65'535));
    auto [min, max] = std::minmax({unit(random), unit(random)});
    if (i % 7 == 0) max = std::nextafter(min, 1.0F);  // far less than a pixel
    if (i % 11 == 0) min = 0;
    if (i % 13 == 0) max = 1;
    ExpectCocoReadsBack(min, max, extent);
    ExpectYoloReadsBack(min, max);
  }
}

TEST(BoxEnds, PixelsReadBackBitForBit) {
  std::mt19937 random(12);
  for (int i = 0; i < 20'000; ++i) {
    const int extent = 2 + static_cast<int>(random() % 4000);
    const auto first = static_cast<int>(random() % static_cast<unsigned>(extent - 1));
    const auto last =
        first + 1 + static_cast<int>(random() % static_cast<unsigned>(extent - first));
    const auto share = [&](int edge) {
      return static_cast<float>(static_cast<double>(edge) / extent);
    };
    ExpectCocoReadsBack(share(first), share(last), extent);
    EXPECT_EQ(CocoEndsOf(share(first), share(last), extent).start, std::to_string(first));
    EXPECT_EQ(CocoEndsOf(share(first), share(last), extent).length, std::to_string(last - first));
    ExpectYoloReadsBack(share(first), share(last));
  }
}

}  // namespace
}  // namespace imrec::tool
