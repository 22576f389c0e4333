#include "im2rec/list/list_split.h"

#include <algorithm>
#include <limits>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <imrec/error.h>

namespace imrec {
namespace {

using Parts = std::vector<ListPart>;

TEST(SplitList, WholeListByDefault) { EXPECT_EQ(SplitList(5, {}), (Parts{{"", 0, 5}})); }

TEST(SplitList, CutsTestThenTrainThenValidation) {
  EXPECT_EQ(SplitList(19, {.train_ratio = 0.7, .test_ratio = 0.2}),
            (Parts{{"_test", 0, 3}, {"_train", 3, 16}, {"_val", 16, 19}}));
  EXPECT_EQ(SplitList(19, {.train_ratio = 0.8}), (Parts{{"_train", 0, 15}, {"_val", 15, 19}}));
  EXPECT_EQ(SplitList(4, {.train_ratio = 0}), (Parts{{"_train", 0, 0}, {"_val", 0, 4}}));
}

TEST(SplitList, RatiosThatSumToOneLoseNothing) {
  // im2rec.py would write 3 and 15, and drop the last one.
  EXPECT_EQ(SplitList(19, {.train_ratio = 0.8, .test_ratio = 0.2}),
            (Parts{{"_test", 0, 3}, {"_train", 3, 19}}));
  EXPECT_EQ(SplitList(4, {.train_ratio = 0, .test_ratio = 1}),
            (Parts{{"_test", 0, 4}, {"_train", 4, 4}}));
}

TEST(SplitList, ChunksAreRoundedUp) {
  EXPECT_EQ(SplitList(19, {.chunks = 3}), (Parts{{"_0", 0, 7}, {"_1", 7, 14}, {"_2", 14, 19}}));
  EXPECT_EQ(SplitList(4, {.chunks = 3}), (Parts{{"_0", 0, 2}, {"_1", 2, 4}, {"_2", 4, 4}}));
}

TEST(SplitList, LastChunkIsCutAsIfWhole) {
  EXPECT_EQ(SplitList(19, {.train_ratio = 0.5, .chunks = 3}), (Parts{{"_0_train", 0, 3},
                                                                     {"_0_val", 3, 7},
                                                                     {"_1_train", 7, 10},
                                                                     {"_1_val", 10, 14},
                                                                     {"_2_train", 14, 17},
                                                                     {"_2_val", 17, 19}}));
}

TEST(SplitList, EveryItemIsInExactlyOnePart) {
  for (const std::size_t count : {0U, 1U, 2U, 3U, 7U, 19U, 100U, 1001U}) {
    for (const std::size_t chunks : {1U, 2U, 3U, 5U, 40U}) {
      for (int train = 0; train <= 20; ++train) {
        for (int test = 0; train + test <= 20; ++test) {
          const SplitOptions options{.train_ratio = train / 20.0,
                                     .test_ratio = train == 20 ? 0 : test / 20.0,
                                     .chunks = chunks};
          Parts parts = SplitList(count, options);
          std::ranges::sort(parts, {},
                            [](const ListPart& part) { return std::pair(part.begin, part.end); });
          std::size_t covered = 0;
          for (const ListPart& part : parts) {
            ASSERT_EQ(part.begin, covered) << count << ' ' << chunks << ' ' << train << ' ' << test;
            ASSERT_GE(part.end, part.begin);
            covered = part.end;
          }
          ASSERT_EQ(covered, count) << count << ' ' << chunks << ' ' << train << ' ' << test;
        }
      }
    }
  }
}

TEST(SplitList, RefusesImpossibleRatios) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  for (const SplitOptions& options :
       {SplitOptions{.train_ratio = -0.1}, SplitOptions{.train_ratio = 1.1},
        SplitOptions{.train_ratio = nan}, SplitOptions{.train_ratio = 0.5, .test_ratio = -0.1},
        SplitOptions{.train_ratio = 0.8, .test_ratio = 0.3}, SplitOptions{.test_ratio = 0.2},
        SplitOptions{.chunks = 0}}) {
    EXPECT_THROW(SplitList(10, options), Error);
  }
  // On paper these sum to 1; in binary to a little more or less.
  EXPECT_EQ(SplitList(10, {.train_ratio = 0.1 + 0.2, .test_ratio = 0.7}).size(), 2U);
}

}  // namespace
}  // namespace imrec
