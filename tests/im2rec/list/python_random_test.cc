#include "im2rec/list/python_random.h"

#include <numeric>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace imrec {
namespace {

using testing::ElementsAre;

std::vector<int> Shuffled(std::uint64_t seed, int count) {
  std::vector<int> items(static_cast<std::size_t>(count));
  std::iota(items.begin(), items.end(), 0);
  PythonRandom(seed).Shuffle(std::span(items));
  return items;
}

// The expected numbers are what CPython prints.
TEST(PythonRandom, DrawsWhatPythonDraws) {
  PythonRandom random(100);
  EXPECT_EQ(random.Bits(32), 625644691U);
  EXPECT_EQ(random.Bits(32), 1973661107U);
  EXPECT_EQ(random.Bits(32), 1953896601U);
}

TEST(PythonRandom, DrawsAnyNumberOfBits) {
  PythonRandom random(7);
  EXPECT_EQ(random.Bits(1), 0U);
  EXPECT_EQ(random.Bits(5), 30U);
  EXPECT_EQ(random.Bits(31), 323946139U);
  EXPECT_EQ(random.Bits(33), 5990721294U);
  EXPECT_EQ(random.Bits(64), 1336213610742710224U);
}

TEST(PythonRandom, GoesOnPastItsFirstState) {
  PythonRandom random(12345);
  for (int i = 0; i < 2000; ++i) random.Bits(32);
  EXPECT_EQ(random.Bits(32), 269534382U);
}

TEST(PythonRandom, StaysBelowLimits) {
  PythonRandom random(3);
  std::vector<std::uint64_t> drawn;
  for (const std::uint64_t limit : {1ULL, 2ULL, 3ULL, 10ULL, 1000ULL, 1ULL << 32, 1ULL << 40}) {
    drawn.push_back(random.Below(limit));
  }
  EXPECT_THAT(drawn, ElementsAre(0U, 0U, 1U, 9U, 485U, 3596902313U, 421913238835U));
}

TEST(PythonRandom, ShufflesAsPython) {
  EXPECT_THAT(Shuffled(100, 10), ElementsAre(4, 0, 5, 9, 3, 1, 6, 8, 7, 2));
  EXPECT_THAT(Shuffled(0, 10), ElementsAre(7, 8, 1, 5, 3, 4, 2, 0, 9, 6));
  EXPECT_THAT(Shuffled(5, 1), ElementsAre(0));
  EXPECT_TRUE(Shuffled(5, 0).empty());
  // Seeds of more than 32 bits are keys of two words.
  EXPECT_THAT(Shuffled(1ULL << 32, 10), ElementsAre(8, 9, 3, 2, 4, 7, 0, 6, 5, 1));
  EXPECT_THAT(Shuffled(0xfedcba9876543210ULL, 10), ElementsAre(3, 2, 7, 8, 6, 9, 0, 1, 5, 4));
}

}  // namespace
}  // namespace imrec
