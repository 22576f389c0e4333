#include <imrec/random.h>

#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace imrec {
namespace {

using Words = std::array<std::uint32_t, 4>;

// The vectors that the authors of Philox publish with their code (Random123, kat_vectors).
TEST(Philox, KnownAnswers) {
  EXPECT_EQ(Philox4x32({0, 0, 0, 0}, {0, 0}),
            (Words{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}));
  constexpr std::uint32_t kOnes = 0xffffffff;
  EXPECT_EQ(Philox4x32({kOnes, kOnes, kOnes, kOnes}, {kOnes, kOnes}),
            (Words{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}));
  EXPECT_EQ(Philox4x32({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}),
            (Words{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}));
}

TEST(RandomStream, IsAFunctionOfItsName) {
  const SampleKey key{.seed = 7, .epoch = 3, .ordinal = 123456};
  RandomStream first(key, RandomStage::kMirror);
  RandomStream second(key, RandomStage::kMirror);
  for (int i = 0; i < 100; ++i) EXPECT_EQ(first.Uniform(), second.Uniform());
}

TEST(RandomStream, AnyPartOfTheNameMakesAnotherStream) {
  const auto first_of = [](const SampleKey& key, RandomStage stage, std::uint8_t index) {
    return RandomStream(key, stage, index).Uniform();
  };
  std::set<double> values;
  for (const std::uint64_t seed : {0ULL, 1ULL, 1ULL << 40}) {
    for (const std::uint32_t epoch : {0U, 1U, 70000U}) {
      for (const std::uint64_t ordinal : {0ULL, 1ULL, 1ULL << 32, 1ULL << 40}) {
        for (const RandomStage stage : {RandomStage::kColor, RandomStage::kCropTrials}) {
          for (const std::uint8_t index : {std::uint8_t{0}, std::uint8_t{6}}) {
            values.insert(
                first_of({.seed = seed, .epoch = epoch, .ordinal = ordinal}, stage, index));
          }
        }
      }
    }
  }
  EXPECT_EQ(values.size(), 3U * 3U * 4U * 2U * 2U);
}

TEST(RandomStream, UniformFillsTheUnitInterval) {
  RandomStream random({.seed = 1}, RandomStage::kExpand);
  constexpr int kDraws = 40000;
  constexpr int kBins = 20;
  std::array<int, kBins> counts{};
  for (int i = 0; i < kDraws; ++i) {
    const double value = random.Uniform();
    ASSERT_GE(value, 0);
    ASSERT_LT(value, 1);
    ++counts[static_cast<std::size_t>(value * kBins)];
  }
  double chi_square = 0;
  for (const int count : counts) {
    const double expected = static_cast<double>(kDraws) / kBins;
    chi_square += (count - expected) * (count - expected) / expected;
  }
  EXPECT_LT(chi_square, 60);  // 19 degrees of freedom: exceeded once in 200,000 seeds
}

TEST(RandomStream, BelowReachesAllValuesAndNoOther) {
  RandomStream random({.seed = 2}, RandomStage::kCropPick);
  std::set<std::uint64_t> seen;
  for (int i = 0; i < 500; ++i) seen.insert(random.Below(7));
  EXPECT_THAT(seen, testing::ElementsAre(0, 1, 2, 3, 4, 5, 6));
  EXPECT_EQ(random.Below(1), 0U);
}

TEST(RandomStream, ChanceIsCertainAtItsEnds) {
  RandomStream random({.seed = 3}, RandomStage::kMirror);
  for (int i = 0; i < 200; ++i) {
    EXPECT_FALSE(random.Chance(0));
    EXPECT_TRUE(random.Chance(1));
  }
}

}  // namespace
}  // namespace imrec
