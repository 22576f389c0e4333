#include "recordio/files/hint_filter.h"

#include <utility>

#include <gtest/gtest.h>

namespace imrec {
namespace {

TEST(HintFilter, LeavesHintsOutAfterManyNeedlessOnes) {
  HintFilter filter;
  int asked = 0;
  const auto in_memory = [&] {
    ++asked;
    return true;
  };
  constexpr int kRounds = 3;
  for (int i = 0; i < kRounds * (HintFilter::kNeedless + HintFilter::kLeftOut); ++i) {
    EXPECT_TRUE(filter.IsNeedless(in_memory));
  }
  EXPECT_EQ(asked, kRounds * HintFilter::kNeedless);
}

TEST(HintFilter, GivesTheHintsOfWhatIsNotInMemory) {
  HintFilter filter;
  int given = 0;
  for (int i = 0; i < 1000; ++i) {
    // Never as many in a row as it takes.
    const bool in_memory = i % HintFilter::kNeedless != 0;
    if (!filter.IsNeedless([&] { return in_memory; })) ++given;
  }
  EXPECT_EQ(given, 63);
}

TEST(HintFilter, BeginsAnewWhereItIsMoved) {
  HintFilter filter;
  const auto in_memory = [] { return true; };
  for (int i = 0; i < HintFilter::kNeedless; ++i) filter.IsNeedless(in_memory);
  HintFilter moved(std::move(filter));
  EXPECT_FALSE(moved.IsNeedless([] { return false; }));
}

}  // namespace
}  // namespace imrec
