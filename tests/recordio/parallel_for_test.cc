// A loop that runs its iterations on several threads.
#include "recordio/internal/parallel_for.h"

#include <atomic>
#include <chrono>
#include <cstddef>
#include <stdexcept>
#include <string>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace imrec {
namespace {

using testing::StrEq;
using testing::ThrowsMessage;

TEST(ParallelForTest, EachTurnIsTakenOnce) {
  std::atomic<std::size_t> sum = 0;
  std::size_t done = 0;
  ParallelFor(
      1'000, 4, [&](std::size_t i) { sum += i; }, [&](std::size_t n) { done = n; });
  EXPECT_EQ(sum, 499'500);
  EXPECT_EQ(done, 1'000);
}

TEST(ParallelForTest, OfSeveralFailuresTheFirstInOrderIsReported) {
  std::atomic<bool> second_failed = false;
  const auto turn = [&](std::size_t i) {
    if (i == 0) {  // fails later than those after it
      // Unless no other thread could start.
      for (int tries = 0; !second_failed && tries < 10'000; ++tries) {
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
      }
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    if (i > 0) second_failed = true;
    throw std::runtime_error("turn " + std::to_string(i));
  };
  EXPECT_THAT([&] { ParallelFor(8, 4, turn, [](std::size_t) {}); },
              ThrowsMessage<std::runtime_error>(StrEq("turn 0")));
}

TEST(ParallelForTest, TheCallerDoesNotWaitInSilence) {
  std::atomic<bool> helper_works = false;
  std::atomic<bool> stopped = false;
  const std::thread::id caller = std::this_thread::get_id();
  const auto nap = [] { std::this_thread::sleep_for(std::chrono::milliseconds(1)); };
  const auto turn = [&](std::size_t) {
    if (std::this_thread::get_id() == caller) {
      while (!helper_works) nap();
    } else {
      helper_works = true;
      while (!stopped) nap();
    }
  };
  const auto on_wait = [&] {
    stopped = true;
    throw std::runtime_error("no more patience");
  };
  EXPECT_THAT(
      [&] {
        ParallelFor(
            64, 2, turn, [](std::size_t) {}, on_wait);
      },
      ThrowsMessage<std::runtime_error>(StrEq("no more patience")));
}

}  // namespace
}  // namespace imrec
