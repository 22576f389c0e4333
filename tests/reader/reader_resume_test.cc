// Going on exactly where another reader stopped.
#include <algorithm>
#include <array>
#include <memory>
#include <random>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reader/order/epoch_order.h"
#include "tests/reader/reader_fixture.h"

namespace imrec {
namespace {

using test::Stream;
using ReaderResumeTest = test::ReaderTest;

// What a step of training sees: a batch, or the end of an epoch.
struct Step {
  bool epoch_end = false;
  std::uint32_t epoch = 0;
  Stream batch;

  friend bool operator==(const Step&, const Step&) = default;
};

Step TakeStep(BatchReader& reader) {
  Step step;
  const std::optional<Batch> batch = reader.Next();
  step.epoch_end = !batch;
  if (batch) {
    step.epoch = batch->epoch();
    step.batch.Add(*batch);
  }
  return step;
}

AugmentRecipe TinyRecipe() {
  AugmentRecipe recipe = PresetByName("ssd300");
  recipe.resize.output = {.width = 6, .height = 4};
  return recipe;
}

TEST_F(ReaderResumeTest, GoesOnExactlyFromAThousandRandomPoints) {
  std::mt19937 random(7);
  ReaderOptions options = Options();
  options.recipe = TinyRecipe();
  constexpr std::array kPolicies = {LastBatch::kKeep, LastBatch::kPad, LastBatch::kDrop,
                                    LastBatch::kRollOver};
  constexpr std::array kModes = {ShuffleMode::kFull, ShuffleMode::kWindow, ShuffleMode::kNone};
  constexpr std::size_t kSteps = 60;
  for (std::uint64_t run = 0; run < 20; ++run) {
    options.last_batch = kPolicies[run % 4];
    const ShuffleMode mode = kModes[run % 3];
    options.shuffle = {.mode = mode, .window = mode == ShuffleMode::kWindow ? 6 : 0};
    options.batch_size = 1 + random() % 7;
    options.seed = random();
    options.part_count = 1 + run % 2;
    options.threads = 2;
    DetectionReader whole(options);
    std::vector<Step> steps;
    std::vector<std::string> states;
    for (std::size_t i = 0; i < kSteps; ++i) {
      states.push_back(ToJson(whole.state()));
      steps.push_back(TakeStep(whole));
    }
    options.threads = 1 + random() % 3;
    options.prefetch = 1 + random() % 4;
    DetectionReader resumed(options);
    for (int point = 0; point < 50; ++point) {
      const std::size_t from = random() % (kSteps - 2);
      resumed.Restore(ReaderStateFromJson(states[from]));
      EXPECT_EQ(ToJson(resumed.state()), states[from]);
      for (std::size_t i = from; i < from + 2; ++i) {
        ASSERT_EQ(TakeStep(resumed), steps[i]) << "run " << run << ", step " << i;
      }
    }
  }
}

// The last samples of an epoch are in the first batch of the next.
TEST_F(ReaderResumeTest, OtherBatchesDoNotBeginAfterARemainder) {
  test::WriteDetectionSet(dir_ / "set.rec", 20);
  ReaderOptions options = Options();
  options.recipe = TinyRecipe();
  options.last_batch = LastBatch::kRollOver;
  options.batch_size = 8;
  DetectionReader whole(options);
  while (!whole.state().epoch_end) whole.Next();
  const ReaderState state = whole.state();
  for (const std::uint64_t size : {3U, 5U, 7U}) {  // of 20 samples, 8 leave 4, these 2, 0 and 6
    options.batch_size = size;
    EXPECT_THROW(DetectionReader(options).Restore(state), Error) << size;
  }
  options.batch_size = 16;
  DetectionReader(options).Restore(state);
}

// Another last_batch goes on with the same samples, or is refused.
TEST_F(ReaderResumeTest, OtherEndsOfEpochsFitOrAreRefused) {
  test::WriteDetectionSet(dir_ / "set.rec", 20);
  ReaderOptions options = Options();
  options.recipe = TinyRecipe();
  options.shuffle = {.mode = ShuffleMode::kNone};
  const auto state_of = [&](LastBatch last_batch, std::uint64_t batch_size, int steps) {
    options.last_batch = last_batch;
    options.batch_size = batch_size;
    DetectionReader reader(options);
    for (int i = 0; i < steps; ++i) TakeStep(reader);
    return reader.state();
  };
  const auto resume = [&](const ReaderState& state, LastBatch last_batch) {
    options.last_batch = last_batch;
    options.batch_size = state.batch_size;
    DetectionReader reader(options);
    reader.Restore(ReaderStateFromJson(ToJson(state)));
    return TakeStep(reader);
  };
  // Three batches and the end of the epoch, then one more. 4 of 20 samples are left over.
  const ReaderState kept = state_of(LastBatch::kKeep, 8, 5);
  EXPECT_EQ(resume(kept, LastBatch::kKeep).batch.keys.front(), 108U);
  EXPECT_EQ(resume(kept, LastBatch::kDrop).batch.keys.front(), 108U);
  EXPECT_THROW(resume(kept, LastBatch::kRollOver), Error);
  EXPECT_THROW(resume(state_of(LastBatch::kKeep, 8, 3), LastBatch::kRollOver), Error);
  EXPECT_THROW(resume(state_of(LastBatch::kRollOver, 8, 4), LastBatch::kKeep), Error);
  // The short batch is next, which is dropped, and so the epoch ends.
  EXPECT_TRUE(resume(state_of(LastBatch::kKeep, 8, 2), LastBatch::kDrop).epoch_end);
  // With batches of 5, no sample is left over.
  EXPECT_EQ(resume(state_of(LastBatch::kKeep, 5, 6), LastBatch::kRollOver).batch.keys.front(),
            105U);
  // An epoch without a batch: 20 samples are kept until there are 32.
  EXPECT_THROW(resume(state_of(LastBatch::kRollOver, 32, 1), LastBatch::kKeep), Error);
  // A state of an older version, without the field.
  ReaderState old = state_of(LastBatch::kRollOver, 8, 4);
  const Step expected = resume(old, LastBatch::kRollOver);
  old.last_batch = std::nullopt;
  old.equalise = std::nullopt;
  EXPECT_EQ(resume(old, LastBatch::kRollOver), expected);
}

// Parts of 7, 7 and 6 samples. The last is padded to 7, or all have 6.
TEST_F(ReaderResumeTest, OtherWaysToEqualisePartsGoOnWithTheSameSamples) {
  test::WriteDetectionSet(dir_ / "set.rec", 20);
  ReaderOptions options = Options();
  options.recipe = TinyRecipe();
  options.batch_size = 1;
  options.part_count = 3;
  const auto reader_of = [&](Equalise equalise, std::uint64_t part) {
    options.equalise = equalise;
    options.part_index = part;
    return std::make_unique<DetectionReader>(options);
  };
  for (const std::uint64_t part : {0U, 2U}) {
    const auto padded = reader_of(Equalise::kPad, part);
    for (int i = 0; i < 6; ++i) TakeStep(*padded);
    const ReaderState state = padded->state();
    const Step seventh = TakeStep(*padded);
    ASSERT_FALSE(seventh.epoch_end);
    const auto other = reader_of(Equalise::kOff, part);
    other->Restore(state);
    const Step next = TakeStep(*other);
    EXPECT_TRUE(part == 0 ? next == seventh : next.epoch_end);
    const auto fewer = reader_of(Equalise::kDrop, part);
    fewer->Restore(state);
    EXPECT_TRUE(TakeStep(*fewer).epoch_end);
  }
}

// Without equalise, parts that have read alike are at different ends.
TEST_F(ReaderResumeTest, PartsThatEndEarlierLoseNoSample) {
  ReaderOptions options = Options();  // of 23 records
  options.recipe = TinyRecipe();
  options.shuffle.mode = ShuffleMode::kNone;
  options.batch_size = 1;
  options.part_count = 2;
  std::vector<ReaderState> states;
  for (const std::uint64_t part : {0U, 1U}) {
    options.part_index = part;
    DetectionReader reader(options);
    for (int i = 0; i < 11; ++i) TakeStep(reader);
    states.push_back(reader.state());
  }
  EXPECT_FALSE(states[0].epoch_end);
  EXPECT_TRUE(states[1].epoch_end);
  for (const ReaderState& state : states) {
    options.part_count = 2;
    options.batch_size = 1;
    for (const std::uint64_t part : {0U, 1U}) {
      options.part_index = part;
      DetectionReader same(options);
      same.Restore(state);
      EXPECT_EQ(test::ReadEpoch(same).keys.size(), part == 0 ? 1U : 0U);
    }
    options.part_index = 0;
    options.part_count = 1;
    options.batch_size = 2;
    DetectionReader one(options);
    one.Restore(state);
    EXPECT_THAT(test::ReadEpoch(one).keys, testing::ElementsAre(122));
  }
}

TEST_F(ReaderResumeTest, OtherPartsGoOnWithTheSameGlobalBatch) {
  test::WriteDetectionSet(dir_ / "set.rec", 48);
  ReaderOptions options = Options();
  options.recipe = TinyRecipe();
  options.batch_size = 12;
  DetectionReader whole(options);
  for (int step = 0; step < 6; ++step) {  // into the second epoch
    const ReaderState state = whole.state();
    const Step expected = TakeStep(whole);
    for (const std::uint64_t parts : {2U, 3U, 4U, 6U}) {
      std::vector<std::uint64_t> keys;
      for (std::uint64_t part = 0; part < parts; ++part) {
        ReaderOptions share = options;
        share.batch_size = 12 / parts;
        share.part_index = part;
        share.part_count = parts;
        DetectionReader reader(share);
        reader.Restore(state);
        const Step mine = TakeStep(reader);
        EXPECT_EQ(mine.epoch_end, expected.epoch_end);
        // Position p of the global batch is sample p / n of part p % n.
        for (std::size_t i = 0; i < mine.batch.keys.size(); ++i) {
          EXPECT_EQ(mine.batch.keys[i], expected.batch.keys[i * parts + part]);
        }
        keys.insert(keys.end(), mine.batch.keys.begin(), mine.batch.keys.end());
        // And back again: what a part saves, the whole reader understands.
        DetectionReader other(options);
        const ReaderState after = reader.state();
        other.Restore(after);
        EXPECT_EQ(other.state().epoch, after.epoch);
        EXPECT_EQ(other.state().batch, after.batch);
      }
      EXPECT_EQ(keys.size(), expected.batch.keys.size());
    }
  }
}

// Ten million samples: nothing grows with them.
TEST_F(ReaderResumeTest, AnyPlaceOfALongEpochIsReachedAtOnce) {
  ReaderOptions options = Options();
  options.recipe = TinyRecipe();
  options.sources = {{dir_ / "set.rec", 10'000'000.0 / kRecords}};
  options.batch_size = 10;
  DetectionReader reader(options);
  ASSERT_EQ(reader.size(), 10'000'000U);
  ReaderState state = reader.state();
  state.epoch = 3;
  for (const std::uint64_t batch : {0U, 1U, 123'456U, 999'999U}) {
    state.batch = batch;
    reader.Restore(state);
    const auto got = reader.Next();
    ASSERT_TRUE(got);
    EXPECT_EQ(got->number(), batch);
    const EpochOrder order(10'000'000, 0, 3);
    for (std::size_t i = 0; i < got->size(); ++i) {
      const std::uint64_t index = order.At(batch * 10 + i);
      if (index < 10'000'000 / kRecords * kRecords) {  // the last pass has an order of its own
        EXPECT_EQ(got->keys()[i], 100 + index % kRecords);
      }
    }
  }
  EXPECT_FALSE(reader.Next());  // that was the epoch's last
}

TEST_F(ReaderResumeTest, SourcesInAnotherOrderOrWithOtherWeightsAreRefused) {
  for (const char* name : {"a.rec", "b.rec"}) test::WriteDetectionSet(dir_ / name, 8);
  test::WriteDetectionSet(dir_ / "c.rec", 5);
  const auto reader_of = [&](RecordSources sources) {
    ReaderOptions options = Options();
    options.sources = std::move(sources);
    return std::make_unique<DetectionReader>(options);
  };
  const auto expect = [&](const RecordSources& before, const RecordSources& after, bool same) {
    const auto reader = reader_of(before);
    TakeStep(*reader);
    const auto other = reader_of(after);
    if (same) {
      other->Restore(reader->state());
      EXPECT_EQ(TakeStep(*other), TakeStep(*reader));
    } else {
      EXPECT_THAT([&] { other->Restore(reader->state()); },
                  testing::ThrowsMessage<Error>(testing::HasSubstr("the sources have another")));
    }
  };
  const std::filesystem::path a = dir_ / "a.rec";
  const std::filesystem::path b = dir_ / "b.rec";
  const std::filesystem::path c = dir_ / "c.rec";
  expect({a, c}, {c, a}, false);
  expect({{a, 2}, {b, 1}}, {{a, 1}, {b, 2}}, false);
  expect({{a, 1.5}, {b, 0.5}}, {{a, 0.5}, {b, 1.5}}, false);
  expect({a, b, c}, {dir_ / "[abc].rec"}, true);
  expect({{a, 2}, {b, 1}}, {{b, 2}, {a, 1}}, true);  // whose records have the same keys and sizes
}

TEST_F(ReaderResumeTest, StatesOfOtherRunsAreRefusedAndNothingMoves) {
  DetectionReader reader(Options());
  reader.Next();
  const ReaderState good = reader.state();
  const auto refusal = [&](const ReaderState& state) -> std::string {
    try {
      reader.Restore(state);
    } catch (const Error& error) {
      return error.what();
    }
    return "no error";
  };
  ReaderState state = good;
  state.seed = 5;
  EXPECT_THAT(refusal(state), testing::HasSubstr("seed is 5, here 0"));
  state = good;
  state.records = 24;
  EXPECT_THAT(refusal(state), testing::HasSubstr("records is 24, here 23"));
  state = good;
  state.bytes = 1;
  EXPECT_THAT(refusal(state), testing::HasSubstr("bytes is 1"));
  state = good;
  state.batch = 5;
  EXPECT_THAT(refusal(state), testing::HasSubstr("no such batch"));
  state = good;
  state.batch_size = 3;
  EXPECT_THAT(refusal(state), testing::HasSubstr("after 3 samples"));
  state = good;
  state.batch_size = 0;
  EXPECT_THAT(refusal(state), testing::HasSubstr("without samples"));
  EXPECT_EQ(reader.state(), good);
  DetectionReader other(Options());
  other.Next();
  EXPECT_EQ(TakeStep(reader), TakeStep(other));
}

}  // namespace
}  // namespace imrec
