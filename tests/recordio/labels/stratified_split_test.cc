
#include <algorithm>
#include <cmath>
#include <numeric>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "recordio/internal/stratified_split.h"

namespace imrec {
namespace {

using Classes = std::vector<std::vector<std::uint32_t>>;

// Images with classes 0..4, whose frequencies are very different; some images have no class.
Classes MakeClasses(std::size_t count) {
  Classes classes(count);
  for (std::size_t i = 0; i < count; ++i) {
    if (i % 7 == 0) continue;
    classes[i].push_back(0);
    for (const std::uint32_t c : {1U, 2U, 3U, 4U}) {
      if (i % (std::size_t{3} * c * c) == c) classes[i].push_back(c);
    }
  }
  return classes;
}

TEST(StratifiedSplit, EachClassHasItsShare) {
  const Classes classes = MakeClasses(2000);
  for (const double share : {0.5, 0.8, 0.95}) {
    const std::vector<bool> first = StratifiedSplit(classes, share, 1);
    const auto in_first = static_cast<double>(std::ranges::count(first, true));
    EXPECT_NEAR(in_first, share * 2000, 10);
    for (const std::uint32_t c : {0U, 1U, 2U, 3U, 4U}) {
      double all = 0;
      double got = 0;
      for (std::size_t i = 0; i < classes.size(); ++i) {
        if (std::ranges::find(classes[i], c) == classes[i].end()) continue;
        ++all;
        got += first[i] ? 1 : 0;
      }
      EXPECT_NEAR(got, share * all, std::max(2.0, 0.02 * all)) << c << " at " << share;
    }
  }
}

TEST(StratifiedSplit, SeedDecides) {
  const Classes classes = MakeClasses(300);
  EXPECT_EQ(StratifiedSplit(classes, 0.7, 5), StratifiedSplit(classes, 0.7, 5));
  EXPECT_NE(StratifiedSplit(classes, 0.7, 5), StratifiedSplit(classes, 0.7, 6));
}

TEST(StratifiedSplit, SharesOfZeroAndOne) {
  const Classes classes = MakeClasses(50);
  EXPECT_EQ(StratifiedSplit(classes, 1, 0), std::vector<bool>(50, true));
  EXPECT_EQ(StratifiedSplit(classes, 0, 0), std::vector<bool>(50, false));
  EXPECT_TRUE(StratifiedSplit({}, 0.5, 0).empty());
}

TEST(ShuffledOrder, IsAPermutationThatDependsOnTheSeed) {
  std::vector<std::size_t> order = ShuffledOrder(1000, 3);
  EXPECT_EQ(order, ShuffledOrder(1000, 3));
  EXPECT_NE(order, ShuffledOrder(1000, 4));
  std::ranges::sort(order);
  for (std::size_t i = 0; i < order.size(); ++i) EXPECT_EQ(order[i], i);
  EXPECT_THAT(ShuffledOrder(5, 0), testing::UnorderedElementsAre(0, 1, 2, 3, 4));
}

}  // namespace
}  // namespace imrec
