#include "reader/order/window_order.h"

#include <algorithm>
#include <set>
#include <vector>

#include <gtest/gtest.h>

namespace imrec {
namespace {

std::vector<std::uint64_t> WholeWindowOrder(const WindowOrder& order, std::uint64_t count) {
  std::vector<std::uint64_t> numbers;
  for (std::uint64_t i = 0; i < count; ++i) numbers.push_back(order.At(i));
  return numbers;
}

TEST(WindowOrder, IsAPermutationForEveryCountAndWindow) {
  for (std::uint64_t count = 1; count <= 130; ++count) {
    for (const std::uint64_t window : {1U, 2U, 5U, 16U, 17U, 31U, 32U, 100U, 1000U}) {
      std::vector<std::uint64_t> numbers = WholeWindowOrder({count, window, 3, 4}, count);
      std::ranges::sort(numbers);
      for (std::uint64_t i = 0; i < count; ++i) {
        ASSERT_EQ(numbers[i], i) << "of " << count << " in windows of " << window;
      }
    }
  }
}

TEST(WindowOrder, ReplacesPositionsOfSeveralWindowsLikeSingleOnes) {
  constexpr std::uint64_t kCount = 1003;
  for (const std::uint64_t window : {1U, 31U, 47U, 160U, 2000U}) {
    const WindowOrder order(kCount, window, 1, 2);
    std::vector<std::uint64_t> numbers(kCount);
    for (std::uint64_t i = 0; i < kCount; ++i) numbers[i] = i;
    order.Replace(numbers);
    EXPECT_EQ(numbers, WholeWindowOrder(order, kCount)) << window;
  }
}

TEST(WindowOrder, AWindowIsMadeOfItsRuns) {
  constexpr std::uint64_t kCount = 1003;
  const WindowOrder order(kCount, 160, 1, 2);
  std::vector<WindowOrder::Run> runs;
  for (std::uint64_t window = 0; window < order.window_count(); ++window) {
    order.RunsOf(window, runs);
    EXPECT_LE(runs.size(), 17U);  // 16 blocks, one of which the file's end may cut
    std::set<std::uint64_t> expected;
    for (const WindowOrder::Run& run : runs) {
      for (std::uint64_t i = 0; i < run.count; ++i) expected.insert(run.begin + i);
    }
    std::set<std::uint64_t> met;
    for (std::uint64_t i = 0; i < kCount; ++i) {
      if (order.WindowOf(i) == window) met.insert(order.At(i));
    }
    EXPECT_EQ(met, expected) << window;
  }
}

TEST(WindowOrder, EpochsDifferInBlocksAndWithinThem) {
  const std::vector<std::uint64_t> first = WholeWindowOrder({1000, 64, 0, 0}, 1000);
  EXPECT_EQ(first, WholeWindowOrder({1000, 64, 0, 0}, 1000));
  EXPECT_NE(first, WholeWindowOrder({1000, 64, 0, 1}, 1000));
  EXPECT_NE(first, WholeWindowOrder({1000, 64, 1, 0}, 1000));
  EXPECT_FALSE(std::ranges::is_sorted(first.begin(), first.begin() + 64));
}

TEST(WindowOrder, EveryRecordMayComeFirstOrLast) {
  std::set<std::uint64_t> first;
  std::set<std::uint64_t> last;
  for (std::uint32_t epoch = 0; epoch < 600; ++epoch) {
    const WindowOrder order(37, 32, 5, epoch);
    first.insert(order.At(0));
    last.insert(order.At(36));
  }
  EXPECT_EQ(first.size(), 37U);
  EXPECT_EQ(last.size(), 37U);
}

}  // namespace
}  // namespace imrec
