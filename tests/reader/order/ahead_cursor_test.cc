// Which batches are fetched in advance.
#include "reader/order/ahead_cursor.h"

#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace imrec {
namespace {

using testing::ElementsAre;

// 5 batches an epoch.
BatchSchedule Schedule() { return BatchSchedule({.samples = 50, .batch_size = 10}); }

std::vector<std::uint64_t> Advance(AheadCursor& cursor, std::uint64_t number) {
  std::vector<BatchPlace> batches;
  cursor.Advance({.epoch = static_cast<std::uint32_t>(number / 5), .number = number % 5}, batches);
  std::vector<std::uint64_t> numbers;
  for (const BatchPlace& place : batches) numbers.push_back(place.epoch * 5 + place.number);
  return numbers;
}

TEST(AheadCursor, NamesTheNextBatchEachTime) {
  const BatchSchedule schedule = Schedule();
  AheadCursor cursor(schedule, 1);
  EXPECT_THAT(Advance(cursor, 0), ElementsAre(0, 1));
  for (std::uint64_t number = 1; number < 20; ++number) {
    EXPECT_THAT(Advance(cursor, number), ElementsAre(number + 1));
  }
}

TEST(AheadCursor, NamesEachBatchOnceThoughCallsAreOutOfOrder) {
  const BatchSchedule schedule = Schedule();
  AheadCursor cursor(schedule, 3);
  EXPECT_THAT(Advance(cursor, 0), ElementsAre(0, 1, 2, 3));
  EXPECT_THAT(Advance(cursor, 2), ElementsAre(4, 5));
  EXPECT_THAT(Advance(cursor, 1), ElementsAre());
  EXPECT_THAT(Advance(cursor, 3), ElementsAre(6));
  EXPECT_THAT(Advance(cursor, 9), ElementsAre(10, 11, 12));  // much later
  EXPECT_THAT(Advance(cursor, 8), ElementsAre());
  EXPECT_THAT(Advance(cursor, 10), ElementsAre(13));
}

TEST(AheadCursor, BeginsAnewAfterAReset) {
  const BatchSchedule schedule = Schedule();
  AheadCursor cursor(schedule, 2);
  Advance(cursor, 12);
  cursor.Reset();
  EXPECT_THAT(Advance(cursor, 1), ElementsAre(1, 2, 3));
  EXPECT_THAT(Advance(cursor, 2), ElementsAre(4));
}

}  // namespace
}  // namespace imrec
