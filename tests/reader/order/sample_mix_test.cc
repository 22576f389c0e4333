#include "reader/order/sample_mix.h"

#include <cmath>
#include <limits>
#include <map>
#include <set>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <imrec/error.h>

namespace imrec {
namespace {

TEST(SampleMix, WithoutWeightsEachRecordComesOnceInOrder) {
  const SampleMix mix({{.records = 3}, {.records = 4}});
  ASSERT_EQ(mix.size(), 7U);
  for (std::uint64_t i = 0; i < 7; ++i) {
    EXPECT_EQ(mix.At(i, 1, 2), (SampleOrdinals{.record = i, .draw = i}));
  }
}

TEST(SampleMix, WholeWeightsRepeatWithDrawsOfTheirOwn) {
  const SampleMix mix({{.records = 2, .weight = 3}, {.records = 5}});
  ASSERT_EQ(mix.size(), 11U);
  std::map<std::uint64_t, int> times;
  std::set<std::uint64_t> draws;
  for (std::uint64_t i = 0; i < mix.size(); ++i) {
    const SampleOrdinals sample = mix.At(i, 0, 0);
    ++times[sample.record];
    draws.insert(sample.draw);
    EXPECT_EQ(sample.draw % mix.records(), sample.record);
  }
  EXPECT_THAT(times,
              testing::ElementsAre(testing::Pair(0, 3), testing::Pair(1, 3), testing::Pair(2, 1),
                                   testing::Pair(3, 1), testing::Pair(4, 1), testing::Pair(5, 1),
                                   testing::Pair(6, 1)));
  EXPECT_EQ(draws.size(), mix.size());
}

TEST(SampleMix, AShareIsDrawnAnewEachEpochAndFair) {
  constexpr std::uint64_t kRecords = 20;
  const SampleMix mix({{.records = 1}, {.records = kRecords, .weight = 1.25}});
  ASSERT_EQ(mix.size(), 26U);
  std::map<std::uint64_t, int> extra;
  constexpr int kEpochs = 4000;
  for (std::uint32_t epoch = 0; epoch < kEpochs; ++epoch) {
    std::map<std::uint64_t, int> times;
    for (std::uint64_t i = 1; i < mix.size(); ++i) ++times[mix.At(i, 9, epoch).record];
    ASSERT_EQ(times.size(), kRecords);
    for (const auto& [record, count] : times) {
      ASSERT_LE(count, 2);
      extra[record] += count - 1;
    }
  }
  for (const auto& [record, count] : extra) {
    EXPECT_NEAR(count, 0.25 * kEpochs, 6 * std::sqrt(0.25 * 0.75 * kEpochs)) << record;
  }
}

TEST(SampleMix, RefusesWeightsThatMakeNoSense) {
  const auto refusal = [](double weight) -> std::string {
    try {
      const SampleMix mix({{.records = 10}, {.records = 10, .weight = weight}});
    } catch (const Error& error) {
      return error.what();
    }
    return "no error";
  };
  EXPECT_THAT(refusal(0), testing::HasSubstr("sources[1].weight must be above 0"));
  EXPECT_THAT(refusal(-2), testing::HasSubstr("above 0"));
  EXPECT_THAT(refusal(std::numeric_limits<double>::quiet_NaN()), testing::HasSubstr("above 0"));
  EXPECT_THAT(refusal(0.01), testing::HasSubstr("none of its 10 records"));
  EXPECT_THAT(refusal(1e20), testing::HasSubstr("too many"));
}

}  // namespace
}  // namespace imrec
