#include "tests/support/distributions.h"

#include <vector>

#include <gtest/gtest.h>

namespace imrec::test {
namespace {

// Published values of the chi-square distribution.
TEST(ChiSquareP, KnownValues) {
  // One degree of freedom: a statistic of 3.841 has p = 0.05.
  const double shift = 100 * 1.95996 / 2;
  const std::vector<std::uint64_t> two = {static_cast<std::uint64_t>(5000 + shift),
                                          static_cast<std::uint64_t>(5000 - shift)};
  EXPECT_NEAR(ChiSquareP(two, {0.5, 0.5}), 0.05, 0.003);
  EXPECT_NEAR(ChiSquareP({20, 30, 50}, {0.25, 0.25, 0.5}), 0.36788, 0.0001);  // statistic 2
  EXPECT_EQ(ChiSquareP({10, 10, 0}, {0.5, 0.5, 0}), 1);
  EXPECT_EQ(ChiSquareP({10, 10, 1}, {0.5, 0.5, 0}), 0);
  EXPECT_LT(ChiSquareP({600, 400}, {0.5, 0.5}), 1e-9);
}

TEST(KolmogorovSmirnovP, TellsDistributionsApart) {
  std::vector<double> even;
  for (int i = 0; i < 1000; ++i) even.push_back((i + 0.5) / 1000);
  EXPECT_NEAR(KolmogorovSmirnovP(even, [](double x) { return x; }), 1, 1e-9);
  EXPECT_LT(KolmogorovSmirnovP(even, [](double x) { return x * x; }), 1e-9);
  // A distance of 1.358 / sqrt(n) has p = 0.05.
  const double shift = 1.358 / 31.62;
  EXPECT_NEAR(KolmogorovSmirnovP(even, [=](double x) { return x - shift; }), 0.05, 0.01);
}

TEST(ShareWidth, ShrinksWithTheRootOfTheSamples) {
  EXPECT_NEAR(ShareWidth(0.5, 20000), 0.0173, 0.0001);
  EXPECT_NEAR(ShareWidth(0.5, 80000), 0.0173 / 2, 0.0001);
}

}  // namespace
}  // namespace imrec::test
