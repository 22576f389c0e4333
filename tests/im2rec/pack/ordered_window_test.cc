#include "im2rec/pack/ordered_window.h"

#include <atomic>
#include <chrono>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace imrec {
namespace {

TEST(OrderedWindow, GivesResultsInOrder) {
  constexpr std::size_t kJobs = 2000;
  OrderedWindow<std::size_t> window(kJobs, 8, 100);
  std::vector<std::jthread> workers;
  for (int i = 0; i < 4; ++i) {
    workers.emplace_back([&] {
      while (const auto job = window.Claim()) {
        if (*job % 7 == 0) std::this_thread::yield();
        window.Put(*job, *job * *job, *job % 50);
      }
    });
  }
  for (std::size_t i = 0; i < kJobs; ++i) EXPECT_EQ(window.Take(), i * i);
  EXPECT_EQ(window.Take(), std::nullopt);
}

TEST(OrderedWindow, ClaimsNoFurtherThanItsCount) {
  OrderedWindow<int> window(10, 3, 1000);
  std::atomic<int> claimed = 0;
  std::jthread worker([&] {
    while (const auto job = window.Claim()) {
      ++claimed;
      window.Put(*job, 0, 1);
    }
  });
  while (claimed < 3) std::this_thread::yield();
  std::this_thread::sleep_for(std::chrono::milliseconds(20));
  EXPECT_EQ(claimed, 3);
  window.Take();
  while (claimed < 4) std::this_thread::yield();
  window.Stop();
}

TEST(OrderedWindow, ClaimsNothingWhileTooManyBytesWait) {
  OrderedWindow<int> window(10, 8, 100);
  ASSERT_EQ(window.Claim(), 0U);
  ASSERT_EQ(window.Claim(), 1U);
  window.Put(1, 0, 100);
  std::atomic<bool> claimed = false;
  std::jthread worker([&] { claimed = window.Claim().has_value(); });
  std::this_thread::sleep_for(std::chrono::milliseconds(20));
  EXPECT_FALSE(claimed);
  window.Put(0, 0, 1);
  window.Take();
  window.Take();
  worker.join();
  EXPECT_TRUE(claimed);
}

TEST(OrderedWindow, StopWakesEverybody) {
  OrderedWindow<int> window(10, 1, 10);
  ASSERT_EQ(window.Claim(), 0U);
  std::jthread worker([&] { EXPECT_EQ(window.Claim(), std::nullopt); });
  std::jthread consumer([&] { EXPECT_EQ(window.Take(), std::nullopt); });
  window.Stop();
}

}  // namespace
}  // namespace imrec
