#include "reader/tool/annotations/voc_corner.h"

#include <algorithm>
#include <bit>
#include <charconv>
#include <cmath>
#include <random>

#include <gtest/gtest.h>

#include "voc/boxes.h"

namespace imrec::tool {
namespace {

double ValueOf(const std::string& text) {
  double value = 0;
  const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), value);
  EXPECT_TRUE(status == std::errc() && end == text.data() + text.size()) << text;
  return value;
}

std::size_t DecimalsOf(const std::string& text) {
  const std::size_t point = text.find('.');
  return point == std::string::npos ? 0 : text.size() - point - 1;
}

// The labels that voc2lst makes of a box with these ends in both directions.
struct Labels {
  float min;
  float max;
};
Labels ReadBack(const VocEnds& ends, int extent) {
  const ImageSize size = {.width = extent, .height = extent};
  const VocBox box = {.xmin = ValueOf(ends.min),
                      .ymin = ValueOf(ends.min),
                      .xmax = ValueOf(ends.max),
                      .ymax = ValueOf(ends.max)};
  EXPECT_FALSE(FindBoxFault(box, size, VocCoordinates::kEdges))
      << ends.min << ' ' << ends.max << " of " << extent;
  const NormalisedBox read = ClipBox(NormaliseVocBox(box, size, VocCoordinates::kEdges));
  return {static_cast<float>(read[0]), static_cast<float>(read[2])};
}

// True if a decimal with fewer digits gives the same label: looked for by bisection, between the
// least and the largest pixel that do.
bool CouldBeShorter(const std::string& text, float label, int extent, double origin) {
  const std::size_t decimals = DecimalsOf(text);
  if (decimals == 0) return false;
  const auto gives = [&](double pixel) {
    return static_cast<float>((pixel - origin) / extent) == label;
  };
  const double inside = ValueOf(text);
  const auto bound = [&](double outside) {
    double in = inside;
    for (int i = 0; i < 200; ++i) {
      const double middle = (in + outside) / 2;
      (gives(middle) ? in : outside) = middle;
    }
    return in;
  };
  const long double scale = std::pow(10.0L, static_cast<int>(decimals) - 1);
  return std::ceil(bound(inside - 1) * scale) <= std::floor(bound(inside + 1) * scale);
}

void ExpectSameLabels(float min, float max, int extent) {
  const VocEnds ends = VocEndsOf(min, max, extent);
  const Labels read = ReadBack(ends, extent);
  EXPECT_EQ(std::bit_cast<std::uint32_t>(read.min), std::bit_cast<std::uint32_t>(min))
      << ends.min << " of " << extent;
  EXPECT_EQ(std::bit_cast<std::uint32_t>(read.max), std::bit_cast<std::uint32_t>(max))
      << ends.max << " of " << extent;
  EXPECT_FALSE(CouldBeShorter(ends.min, min, extent, 1)) << ends.min << " of " << extent;
  // A box of one pixel has longer ends, so that they differ.
  const bool pixel = ValueOf(ends.min) == std::round(ValueOf(ends.max));
  EXPECT_TRUE(pixel || !CouldBeShorter(ends.max, max, extent, 0)) << ends.max << " of " << extent;
}

TEST(VocCorner, WholePixelsStayWhole) {
  // 91 / 640 as a float is a little less than that.
  const VocEnds ends = VocEndsOf(91.0F / 640, 306.0F / 640, 640);
  EXPECT_EQ(ends.min, "92");
  EXPECT_EQ(ends.max, "306");
  const VocEnds all = VocEndsOf(0, 1, 500);
  EXPECT_EQ(all.min, "1");
  EXPECT_EQ(all.max, "500");
}

TEST(VocCorner, EveryPixelOfEverySizeStaysWhole) {
  std::mt19937 random(1);
  for (const int extent : {1, 2, 3, 7, 333, 480, 500, 640, 1023, 4096, 30'000, 65'535}) {
    const int step = std::max(1, extent / 500);
    for (int pixel = 1; pixel + 1 < extent; pixel += step) {
      const auto share = [&](int edge) {
        return static_cast<float>(static_cast<double>(edge) / extent);
      };
      const int last =
          pixel + 1 + static_cast<int>(random() % static_cast<unsigned>(extent - pixel));
      const VocEnds ends = VocEndsOf(share(pixel - 1), share(last), extent);
      EXPECT_EQ(ends.min, std::to_string(pixel));
      EXPECT_EQ(ends.max, std::to_string(last));
    }
  }
}

TEST(VocCorner, FractionsAreAsShortAsTheyWereTyped) {
  const auto share = [](double edge, int extent) { return static_cast<float>(edge / extent); };
  const VocEnds ends = VocEndsOf(share(45.70 - 1, 353), share(70.2, 353), 353);
  EXPECT_EQ(ends.min, "45.7");
  EXPECT_EQ(ends.max, "70.2");
}

TEST(VocCorner, ABoxOfOnePixelHasDifferentEnds) {
  for (const int extent : {1, 2, 3, 500, 640, 65'535}) {
    for (int pixel = 1; pixel <= std::min(extent, 1000); ++pixel) {
      const auto share = [&](int edge) {
        return static_cast<float>(static_cast<double>(edge) / extent);
      };
      const VocEnds ends = VocEndsOf(share(pixel - 1), share(pixel), extent);
      EXPECT_EQ(ends.min, std::to_string(pixel));
      EXPECT_NE(ValueOf(ends.min), ValueOf(ends.max));
      ExpectSameLabels(share(pixel - 1), share(pixel), extent);
    }
  }
}

TEST(VocCorner, RandomLabelsReadBackBitForBitAndAreShortest) {
  std::mt19937 random(7);
  std::uniform_real_distribution<float> unit(0, 1);
  for (int i = 0; i < 20'000; ++i) {
    const int extent = 1 + static_cast<int>(random() % (i % 2 == 0 ? 2000 : 65'535));
    auto [min, max] = std::minmax({unit(random), unit(random)});
    if (i % 7 == 0) max = std::nextafter(min, 1.0F);  // far less than a pixel
    if (min < max) ExpectSameLabels(min, max, extent);
  }
}

TEST(VocCorner, LabelsNearZeroReadBack) {
  for (const int extent : {1, 640, 65'535}) {
    for (float label = 1; label * static_cast<float>(extent) > 2e-8F; label *= 0.37F) {
      ExpectSameLabels(label * 0.5F, label, extent);
    }
  }
}

TEST(VocCorner, LabelsBeyondTheImageAreWritten) {
  EXPECT_EQ(VocEndsOf(-0.5F, 1.5F, 100).min, "-49");
  EXPECT_EQ(VocEndsOf(-0.5F, 1.5F, 100).max, "150");
  EXPECT_GT(ValueOf(VocEndsOf(0, 3e38F, 65'535).max), 1e42);
}

}  // namespace
}  // namespace imrec::tool
