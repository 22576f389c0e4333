#include "reader/order/epoch_order.h"

#include <algorithm>
#include <array>
#include <numeric>
#include <vector>

#include <gtest/gtest.h>

namespace imrec {
namespace {

std::vector<std::uint64_t> WholeOrder(std::uint64_t count, std::uint64_t seed, std::uint32_t epoch,
                                      std::uint32_t stream = 0) {
  const EpochOrder order(count, seed, epoch, stream);
  std::vector<std::uint64_t> records(count);
  for (std::uint64_t i = 0; i < count; ++i) records[i] = order.At(i);
  return records;
}

TEST(EpochOrder, IsAPermutationForEveryCount) {
  for (std::uint64_t count = 1; count <= 600; ++count) {
    std::vector<std::uint64_t> records = WholeOrder(count, 42, 7);
    std::ranges::sort(records);
    for (std::uint64_t i = 0; i < count; ++i) ASSERT_EQ(records[i], i) << "of " << count;
  }
}

// Every position of counts up to 2^20, around each power of two.
TEST(EpochOrder, IsAPermutationUpToAMillion) {
  for (int bits = 10; bits <= 20; ++bits) {
    for (const int aside : {-1, 0, 1}) {
      const auto count = (std::uint64_t{1} << bits) + static_cast<std::uint64_t>(aside);
      if (count > std::uint64_t{1} << 20) continue;
      const EpochOrder order(count, 11, 3, 5);
      std::vector<bool> met(count);
      for (std::uint64_t i = 0; i < count; ++i) {
        const std::uint64_t record = order.At(i);
        ASSERT_LT(record, count);
        ASSERT_FALSE(met[record]) << i << " of " << count;
        met[record] = true;
      }
    }
  }
}

TEST(EpochOrder, ReplacesAnyNumberOfPositionsLikeSingleOnes) {
  for (const std::uint64_t count : {1U, 2U, 65U, 1000U, 1025U}) {
    const EpochOrder order(count, 7, 2, 9);
    const std::vector<std::uint64_t> all = WholeOrder(count, 7, 2, 9);
    for (const std::size_t length : {1U, 2U, 63U, 64U, 65U, 129U, 300U}) {
      std::vector<std::uint64_t> positions(length);
      for (std::size_t i = 0; i < length; ++i) positions[i] = (3 + i * 17) % count;
      std::vector<std::uint64_t> records = positions;
      order.Replace(records);
      for (std::size_t i = 0; i < length; ++i) {
        ASSERT_EQ(records[i], all[positions[i]]) << i << " of " << length << ", " << count;
      }
    }
  }
}

TEST(EpochOrder, StreamsDiffer) {
  const EpochOrder one(1000, 1, 1, 0);
  const EpochOrder other(1000, 1, 1, 1);
  int same = 0;
  for (std::uint64_t i = 0; i < 1000; ++i) same += one.At(i) == other.At(i) ? 1 : 0;
  EXPECT_LT(same, 10);
}

TEST(EpochOrder, LargeCountsStayInRangeAndDoNotRepeat) {
  const std::uint64_t count = (std::uint64_t{1} << 40) + 12345;
  const EpochOrder order(count, 1, 2);
  std::vector<std::uint64_t> records;
  for (std::uint64_t i = 0; i < 20000; ++i) records.push_back(order.At(count - 1 - i * 977));
  for (const std::uint64_t record : records) ASSERT_LT(record, count);
  std::ranges::sort(records);
  EXPECT_EQ(std::ranges::adjacent_find(records), records.end());
}

TEST(EpochOrder, SeedAndEpochChangeIt) {
  EXPECT_EQ(WholeOrder(100, 1, 1), WholeOrder(100, 1, 1));
  EXPECT_NE(WholeOrder(100, 1, 1), WholeOrder(100, 1, 2));
  EXPECT_NE(WholeOrder(100, 1, 1), WholeOrder(100, 2, 1));
  // Additive seeds would make these equal.
  EXPECT_NE(WholeOrder(100, 1, 2), WholeOrder(100, 2, 1));
}

TEST(EpochOrder, EveryRecordComesFirstEquallyOften) {
  constexpr std::uint64_t kCount = 13;
  constexpr std::uint32_t kEpochs = 13000;
  std::array<int, kCount> firsts{};
  for (std::uint32_t epoch = 0; epoch < kEpochs; ++epoch) {
    ++firsts[EpochOrder(kCount, 5, epoch).At(0)];
  }
  double chi_square = 0;
  for (const int count : firsts) {
    const double expected = kEpochs / static_cast<double>(kCount);
    chi_square += (count - expected) * (count - expected) / expected;
  }
  EXPECT_LT(chi_square, 50);  // 12 degrees of freedom: exceeded once in 700,000 seeds
}

}  // namespace
}  // namespace imrec
