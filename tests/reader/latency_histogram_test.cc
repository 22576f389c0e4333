#include "reader/latency_histogram.h"

#include <algorithm>
#include <random>
#include <vector>

#include <gtest/gtest.h>

namespace imrec {
namespace {

using std::chrono::nanoseconds;

TEST(LatencyHistogram, PercentilesAreExactToFourPercent) {
  std::mt19937_64 random(1);
  std::lognormal_distribution<double> durations(12, 2);
  LatencyHistogram histogram;
  std::vector<double> all;
  for (int i = 0; i < 10000; ++i) {
    const nanoseconds duration(static_cast<std::int64_t>(durations(random)));
    histogram.Add(duration);
    all.push_back(static_cast<double>(duration.count()) / 1000);
  }
  std::ranges::sort(all);
  for (const double share : {0.01, 0.5, 0.9, 0.99, 1.0}) {
    const double exact = all[static_cast<std::size_t>(share * 10000) - 1];
    EXPECT_NEAR(histogram.Percentile(share), exact, 0.04 * exact) << share;
  }
}

TEST(LatencyHistogram, SmallestAndLargest) {
  LatencyHistogram histogram;
  EXPECT_EQ(histogram.Percentile(0.5), 0);
  histogram.Add(nanoseconds(7));
  EXPECT_DOUBLE_EQ(histogram.Percentile(0.5), 0.007);
  histogram.Add(nanoseconds::max());
  EXPECT_NEAR(histogram.Percentile(1), 9.2e15, 0.04 * 9.2e15);
  histogram.Add(nanoseconds(-1));  // a clock that was set back
  EXPECT_DOUBLE_EQ(histogram.Percentile(0.1), 0);
}

TEST(LatencyHistogram, SumsAreThoseOfBoth) {
  LatencyHistogram one;
  LatencyHistogram other;
  for (int i = 1; i <= 100; ++i) (i % 2 == 0 ? one : other).Add(nanoseconds(i * 1000));
  one.Add(other);
  EXPECT_NEAR(one.Percentile(0.5), 50, 2);
  EXPECT_NEAR(one.Percentile(0.99), 99, 4);
}

}  // namespace
}  // namespace imrec
