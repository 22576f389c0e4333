#include "reader/order/batch_schedule.h"

#include <array>
#include <map>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <imrec/error.h>

namespace imrec {
namespace {

constexpr std::array kPolicies = {LastBatch::kKeep, LastBatch::kPad, LastBatch::kDrop,
                                  LastBatch::kRollOver};
constexpr std::array kEqualisers = {Equalise::kOff, Equalise::kPad, Equalise::kDrop};

std::vector<SamplePlace> SamplesOf(const BatchSchedule& schedule, const BatchPlace& batch) {
  std::vector<SamplePlace> samples;
  for (std::uint64_t slot = 0; slot < schedule.SizeOf(batch); ++slot) {
    samples.push_back(schedule.Sample(batch, slot));
  }
  return samples;
}

std::vector<std::uint64_t> Positions(const std::vector<SamplePlace>& samples) {
  std::vector<std::uint64_t> positions;
  for (const SamplePlace& sample : samples) positions.push_back(sample.position);
  return positions;
}

TEST(BatchSchedule, PartsAreTheEpochEachPositionOnce) {
  for (std::uint64_t samples = 1; samples < 40; ++samples) {
    for (std::uint64_t parts = 1; parts <= samples; ++parts) {
      std::map<std::uint64_t, int> met;
      for (std::uint64_t part = 0; part < parts; ++part) {
        const BatchSchedule schedule(
            {.samples = samples, .batch_size = 3, .part_index = part, .part_count = parts});
        EXPECT_GE(schedule.part_size(), samples / parts);
        EXPECT_LE(schedule.part_size(), samples / parts + 1);
        for (std::uint64_t number = 0; number < schedule.batches_in(0); ++number) {
          for (const SamplePlace& sample : SamplesOf(schedule, {.epoch = 5, .number = number})) {
            EXPECT_EQ(sample.epoch, 5U);
            ++met[sample.position];
          }
        }
      }
      ASSERT_EQ(met.size(), samples);
      for (const auto& [position, count] : met) ASSERT_EQ(count, 1) << position;
    }
  }
}

TEST(BatchSchedule, EqualisedPartsHaveTheSameBatches) {
  for (std::uint64_t samples = 8; samples < 40; ++samples) {
    for (const LastBatch last_batch : kPolicies) {
      for (const Equalise equalise : {Equalise::kPad, Equalise::kDrop}) {
        constexpr std::uint64_t kParts = 4;
        std::map<std::uint64_t, int> met;
        std::uint64_t size = 0;
        for (std::uint64_t part = 0; part < kParts; ++part) {
          const BatchSchedule schedule({.samples = samples,
                                        .batch_size = 2,
                                        .part_index = part,
                                        .part_count = kParts,
                                        .equalise = equalise,
                                        .last_batch = last_batch});
          if (part == 0) size = schedule.part_size();
          EXPECT_EQ(schedule.part_size(), size);
          if (last_batch != LastBatch::kKeep) continue;
          for (std::uint64_t number = 0; number < schedule.batches_in(0); ++number) {
            for (const SamplePlace& sample : SamplesOf(schedule, {.number = number})) {
              ++met[sample.position];
            }
          }
        }
        if (last_batch != LastBatch::kKeep) continue;
        if (equalise == Equalise::kPad) {
          EXPECT_EQ(met.size(), samples);
        } else {
          EXPECT_EQ(met.size(), samples / kParts * kParts);
        }
        for (const auto& [position, count] : met) {
          // Samples that are read twice are at the start of the epoch.
          EXPECT_EQ(count, size * kParts > samples && position < size * kParts - samples ? 2 : 1);
        }
      }
    }
  }
}

TEST(BatchSchedule, LastBatches) {
  const auto schedule = [](LastBatch last_batch) {
    return BatchSchedule({.samples = 7, .batch_size = 3, .last_batch = last_batch});
  };
  const BatchSchedule keep = schedule(LastBatch::kKeep);
  EXPECT_EQ(keep.batches_in(0), 3U);
  EXPECT_EQ(keep.SizeOf({.number = 2}), 1U);
  EXPECT_EQ(keep.PaddingOf({.number = 2}), 0U);

  const BatchSchedule pad = schedule(LastBatch::kPad);
  EXPECT_EQ(pad.batches_in(0), 3U);
  EXPECT_EQ(pad.PaddingOf({.number = 1}), 0U);
  EXPECT_EQ(pad.PaddingOf({.number = 2}), 2U);
  EXPECT_THAT(Positions(SamplesOf(pad, {.epoch = 4, .number = 2})), testing::ElementsAre(6, 0, 1));

  const BatchSchedule drop = schedule(LastBatch::kDrop);
  EXPECT_EQ(drop.batches_in(0), 2U);
}

TEST(BatchSchedule, PaddingGoesRoundAsOftenAsItTakes) {
  const BatchSchedule pad({.samples = 2, .batch_size = 5, .last_batch = LastBatch::kPad});
  EXPECT_EQ(pad.PaddingOf({}), 3U);
  EXPECT_THAT(Positions(SamplesOf(pad, {})), testing::ElementsAre(0, 1, 0, 1, 0));
}

TEST(BatchSchedule, RollingOverLosesNothingAndRepeatsNothing) {
  for (std::uint64_t samples = 1; samples < 20; ++samples) {
    for (std::uint64_t batch_size = 1; batch_size < 25; ++batch_size) {
      const BatchSchedule schedule(
          {.samples = samples, .batch_size = batch_size, .last_batch = LastBatch::kRollOver});
      std::vector<SamplePlace> met;
      for (std::uint32_t epoch = 0; epoch < 30; ++epoch) {
        for (std::uint64_t number = 0; number < schedule.batches_in(epoch); ++number) {
          for (const SamplePlace& place : SamplesOf(schedule, {.epoch = epoch, .number = number})) {
            EXPECT_LE(place.epoch, epoch);
            met.push_back(place);
          }
        }
        // No more is held back than makes no batch.
        EXPECT_EQ(met.size(), (epoch + 1) * samples / batch_size * batch_size);
      }
      for (std::uint64_t i = 0; i < met.size(); ++i) {
        ASSERT_EQ(met[i], (SamplePlace{.epoch = static_cast<std::uint32_t>(i / samples),
                                       .position = i % samples}));
      }
    }
  }
}

TEST(BatchSchedule, EpochsWithoutABatchAreLeftOut) {
  const BatchSchedule schedule({.samples = 2, .batch_size = 5, .last_batch = LastBatch::kRollOver});
  EXPECT_EQ(schedule.batches_in(0), 0U);
  EXPECT_EQ(schedule.Existing({}), (BatchPlace{.epoch = 2, .number = 0}));
  EXPECT_EQ(schedule.Existing({.epoch = 2, .number = 1}), (BatchPlace{.epoch = 4, .number = 0}));
}

// After any step of the parts together, the next step is of the same samples with any division of
// the global batch.
TEST(BatchSchedule, AGlobalBatchMayBeDividedAnew) {
  for (const LastBatch last_batch : kPolicies) {
    for (const Equalise equalise : kEqualisers) {
      const auto schedule = [&](std::uint64_t part, std::uint64_t parts) {
        return BatchSchedule({.samples = 96,
                              .batch_size = 24 / parts,
                              .part_index = part,
                              .part_count = parts,
                              .equalise = equalise,
                              .last_batch = last_batch});
      };
      const BatchSchedule whole = schedule(0, 1);
      for (const std::uint64_t parts : {2U, 3U, 4U, 8U}) {
        for (std::uint64_t number = 0; number < 4; ++number) {
          std::vector<std::uint64_t> positions;
          for (std::uint64_t part = 0; part < parts; ++part) {
            const BatchPlace there =
                schedule(part, parts).Translate(whole, {.epoch = 3, .number = number});
            EXPECT_EQ(there, (BatchPlace{.epoch = 3, .number = number}));
            const auto mine = Positions(SamplesOf(schedule(part, parts), there));
            positions.insert(positions.end(), mine.begin(), mine.end());
          }
          EXPECT_THAT(positions, testing::UnorderedElementsAreArray(
                                     Positions(SamplesOf(whole, {.epoch = 3, .number = number}))));
        }
      }
    }
  }
}

TEST(BatchSchedule, OtherBatchesServeWhereTheyEndTogether) {
  const BatchSchedule four({.samples = 100, .batch_size = 4});
  const BatchSchedule six({.samples = 100, .batch_size = 6});
  EXPECT_EQ(six.Translate(four, {.epoch = 1, .number = 3}), (BatchPlace{.epoch = 1, .number = 2}));
  EXPECT_EQ(six.Translate(four, {.epoch = 1, .number = 25}),
            (BatchPlace{.epoch = 1, .number = 17}));  // both at the end
  try {
    six.Translate(four, {.epoch = 1, .number = 2});
    FAIL();
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), testing::HasSubstr("after 8 samples of epoch 1 no batch begins"));
  }
}

TEST(BatchSchedule, RefusesPartsWithoutSamples) {
  EXPECT_THROW(BatchSchedule({.samples = 3, .part_index = 3, .part_count = 4}), Error);
  EXPECT_THROW(BatchSchedule({.samples = 3, .part_count = 4, .equalise = Equalise::kDrop}), Error);
  const BatchSchedule padded(
      {.samples = 3, .part_index = 3, .part_count = 4, .equalise = Equalise::kPad});
  EXPECT_EQ(padded.Sample({}, 0).position, 0U);
}

}  // namespace
}  // namespace imrec
