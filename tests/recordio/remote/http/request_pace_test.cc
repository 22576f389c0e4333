// How fast requests are sent.
#include "recordio/remote/http/request_pace.h"

#include <algorithm>
#include <chrono>

#include <gtest/gtest.h>

namespace imrec::remote {
namespace {

using std::chrono::milliseconds;
using Time = RequestPace::Clock::time_point;

constexpr Time kStart{std::chrono::hours(1)};

// Returns how many requests a second are sent if the server answers `limit` of them at once.
int RateBesideLimit(double limit) {
  RequestPace pace(128);
  double room = 10;
  int answered = 0;
  for (int ms = 0; ms < 20'000; ++ms) {
    const Time now = kStart + milliseconds(ms);
    room = std::min(10.0, room + limit / 1'000);
    while (pace.Allows(0, now)) {
      pace.Started(now);
      if (room < 1) {
        pace.Refused(now);
        continue;
      }
      --room;
      pace.Succeeded();
      if (ms >= 10'000) ++answered;
    }
  }
  return answered / 10;
}

TEST(RequestPace, IsUnlimitedUntilARequestIsRefused) {
  RequestPace pace(128);
  for (int i = 0; i < 1'000; ++i) {
    EXPECT_TRUE(pace.Allows(0, kStart));
    pace.Started(kStart);
    pace.Succeeded();
  }
  EXPECT_EQ(pace.interval(), RequestPace::Clock::duration::zero());
}

TEST(RequestPace, ThereAreMoreAtATimeAfterEachAnswer) {
  RequestPace pace(20);
  EXPECT_TRUE(pace.Allows(7, kStart));
  EXPECT_FALSE(pace.Allows(8, kStart));
  pace.Succeeded();
  EXPECT_TRUE(pace.Allows(9, kStart));
  for (int i = 0; i < 100; ++i) pace.Succeeded();
  EXPECT_TRUE(pace.Allows(19, kStart));
  EXPECT_FALSE(pace.Allows(20, kStart));
  EXPECT_FALSE(RequestPace(1).Allows(1, kStart));
  EXPECT_TRUE(RequestPace(1).Allows(0, kStart));
}

TEST(RequestPace, ThoseRefusedTogetherCountOnce) {
  RequestPace pace(128);
  for (int i = 0; i < 50; ++i) pace.Refused(kStart + milliseconds(i));
  EXPECT_EQ(pace.interval(), milliseconds(1));
  pace.Refused(kStart + milliseconds(150));
  EXPECT_EQ(pace.interval(), milliseconds(2));
  EXPECT_TRUE(pace.Allows(3, kStart + milliseconds(200)));
  EXPECT_FALSE(pace.Allows(4, kStart + milliseconds(200)));
}

TEST(RequestPace, FollowsTheRateOfTheServer) {
  for (const double limit : {20.0, 200.0, 600.0}) {
    const int rate = RateBesideLimit(limit);
    EXPECT_GT(rate, limit * 0.8) << limit;
    EXPECT_LE(rate, limit + 1) << limit;
  }
}

TEST(RequestPace, CatchesUpOnlyAFew) {
  RequestPace pace(128);
  pace.Refused(kStart);
  const Time later = kStart + std::chrono::seconds(5);
  int sent = 0;
  while (pace.Allows(0, later)) {
    pace.Started(later);
    ++sent;
  }
  EXPECT_GE(sent, 2);
  EXPECT_LE(sent, 22);
}

}  // namespace
}  // namespace imrec::remote
