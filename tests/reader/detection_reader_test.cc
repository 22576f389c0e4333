#include <imrec/detection_reader.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <optional>
#include <set>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <imrec/error.h>
#include <imrec/record_shard.h>

#include "reader/labels/detection_encoder.h"
#include "reader/sample_loader.h"
#include "tests/reader/reader_fixture.h"

namespace imrec {
namespace {

using test::ReadEpoch;
using DetectionReaderTest = test::ReaderTest;
using Epoch = test::Stream;

TEST_F(DetectionReaderTest, AnEpochHasEachRecordOnce) {
  DetectionReader reader(Options());
  EXPECT_EQ(reader.size(), kRecords);
  EXPECT_EQ(reader.batches_per_epoch(), 5U);
  for (int i = 0; i < 3; ++i) {
    const Epoch epoch = ReadEpoch(reader);
    EXPECT_THAT(epoch.batch_sizes, testing::ElementsAre(5, 5, 5, 5, 3));
    const std::set<std::uint64_t> keys(epoch.keys.begin(), epoch.keys.end());
    EXPECT_EQ(keys.size(), kRecords);
  }
}

TEST_F(DetectionReaderTest, AWaitForTheNextBatchCanEndBeforeIt) {
  using std::chrono::milliseconds;
  ReaderOptions options = Options();
  const Epoch expected = [&] {
    DetectionReader reader(options);
    return ReadEpoch(reader);
  }();
  DetectionReader reader(options);
  Epoch epoch;
  for (std::optional<Batch> batch;;) {
    while (!reader.WaitForNext(milliseconds(50))) {
    }
    EXPECT_TRUE(reader.WaitForNext(milliseconds(0)));  // waiting takes nothing
    batch = reader.Next();
    if (!batch) break;
    epoch.Add(*batch);
  }
  EXPECT_EQ(epoch, expected);

  // A batch of so many samples takes far longer than a millisecond.
  options.batch_size = 20'000;
  options.last_batch = LastBatch::kPad;
  options.format.type = PixelType::kUint8;
  DetectionReader slow(options);
  EXPECT_FALSE(slow.WaitForNext(milliseconds(1)));
}

TEST_F(DetectionReaderTest, ThreadsAndPrefetchChangeNothing) {
  ReaderOptions options = Options();
  options.threads = 1;
  options.prefetch = 1;
  DetectionReader reference(options);
  const Epoch first = ReadEpoch(reference);
  const Epoch second = ReadEpoch(reference);
  EXPECT_NE(first.keys, second.keys);
  for (const std::size_t threads : {1U, 2U, 3U, 8U}) {
    for (const std::size_t prefetch : {1U, 4U, 16U}) {
      options.threads = threads;
      options.prefetch = prefetch;
      DetectionReader reader(options);
      EXPECT_EQ(ReadEpoch(reader), first) << threads << " threads, prefetch " << prefetch;
      EXPECT_EQ(ReadEpoch(reader), second) << threads << " threads, prefetch " << prefetch;
    }
  }
}

TEST_F(DetectionReaderTest, BatchSizeOnlyRegroups) {
  ReaderOptions options = Options();
  DetectionReader by_five(options);
  options.batch_size = 8;
  DetectionReader by_eight(options);
  Epoch five = ReadEpoch(by_five);
  Epoch eight = ReadEpoch(by_eight);
  five.batch_sizes = eight.batch_sizes;
  EXPECT_EQ(five, eight);
}

TEST_F(DetectionReaderTest, SeedChangesOrderAndAugmentation) {
  ReaderOptions options = Options();
  DetectionReader first(options);
  options.seed = 1;
  DetectionReader second(options);
  const Epoch a = ReadEpoch(first);
  const Epoch b = ReadEpoch(second);
  EXPECT_NE(a.keys, b.keys);
  EXPECT_NE(a.images, b.images);
}

TEST_F(DetectionReaderTest, PartsShareTheEpoch) {
  DetectionReader whole(Options());
  const Epoch all = ReadEpoch(whole);
  constexpr std::uint64_t kParts = 4;
  std::vector<Epoch> parts;
  for (std::uint64_t part = 0; part < kParts; ++part) {
    ReaderOptions options = Options();
    options.part_index = part;
    options.part_count = kParts;
    DetectionReader reader(options);
    parts.push_back(ReadEpoch(reader));
    EXPECT_EQ(parts.back().keys.size(), reader.size());
  }
  // Dealt round-robin: position p of the epoch is sample p / n of part p % n.
  for (std::size_t p = 0; p < kRecords; ++p) {
    EXPECT_EQ(parts[p % kParts].keys[p / kParts], all.keys[p]);
    EXPECT_EQ(parts[p % kParts].counts[p / kParts], all.counts[p]);
  }
}

TEST_F(DetectionReaderTest, WithoutShuffleTheFileOrderHolds) {
  ReaderOptions options = Options();
  options.shuffle.mode = ShuffleMode::kNone;
  DetectionReader reader(options);
  const Epoch epoch = ReadEpoch(reader);
  for (std::size_t i = 0; i < kRecords; ++i) EXPECT_EQ(epoch.keys[i], 100 + i);
}

TEST_F(DetectionReaderTest, SamplesAreThoseOfTheLoader) {
  DetectionReader reader(Options());
  const BatchShape shape = reader.shape();
  const RecordShard records(dir_ / "set.rec");
  DetectionEncoder rows(shape.object_width);
  SampleLoader loader(records, SmallRecipe(), rows);
  std::vector<float> image(shape.image_values());
  std::vector<float> label(shape.label_width);
  const std::optional<Batch> batch = reader.Next();
  ASSERT_TRUE(batch);
  for (std::size_t i = 0; i < batch->size(); ++i) {
    const std::uint64_t ordinal = batch->keys()[i] - 100;
    const std::size_t count =
        loader.Load(ordinal, {.ordinal = ordinal}, std::as_writable_bytes(std::span(image)), label);
    EXPECT_EQ(count, batch->object_counts()[i]);
    EXPECT_TRUE(std::ranges::equal(image, batch->image(i)));
    EXPECT_TRUE(std::ranges::equal(label, batch->label(i)));
    EXPECT_EQ(batch->original_sizes()[i], (ImageSize{.width = 64, .height = 48}));
  }
}

TEST_F(DetectionReaderTest, LabelRowsArePaddedAndCarryExtras) {
  ReaderOptions options = Options();
  options.recipe = PresetByName("eval300");
  options.recipe.resize.output = {.width = 8, .height = 8};
  options.shuffle.mode = ShuffleMode::kNone;
  DetectionReader reader(options);
  const std::optional<Batch> batch = reader.Next();
  ASSERT_TRUE(batch);
  EXPECT_EQ(batch->shape().max_objects, 3U);
  EXPECT_EQ(batch->shape().object_width, 6U);
  // Record 2 has two objects; the second is of class 3 and difficult.
  EXPECT_EQ(batch->object_counts()[2], 2U);
  const std::span<const float> rows = batch->label(2);
  EXPECT_THAT(
      rows.subspan(6, 6),
      testing::ElementsAre(3, testing::FloatNear(0.25F, 1e-6F), testing::FloatNear(0.125F, 1e-6F),
                           testing::FloatNear(0.65F, 1e-6F), testing::FloatNear(0.55F, 1e-6F), 1));
  EXPECT_THAT(rows.subspan(12), testing::Each(-1.0F));
  EXPECT_THAT(batch->label(0), testing::Each(-1.0F));
}

TEST_F(DetectionReaderTest, AShortBatchEndsAtItsSamples) {
  ReaderOptions options = Options();
  options.prefetch = 1;
  DetectionReader reader(options);
  // Recycled memory of full batches comes back for the short one.
  for (int i = 0; i < 4; ++i) ASSERT_TRUE(reader.Next());
  const std::optional<Batch> last = reader.Next();
  ASSERT_TRUE(last);
  ASSERT_EQ(last->size(), 3U);
  const BatchShape& shape = last->shape();
  EXPECT_EQ(last->images().size(), 3 * shape.image_values());
  EXPECT_EQ(last->image_bytes().size(), 3 * shape.image_bytes());
  EXPECT_EQ(last->labels().size(), 3 * shape.label_width);
  EXPECT_EQ(last->keys().size(), 3U);
  // The slots after them are cleared.
  EXPECT_EQ(last->image_slots().size(), shape.batch_size * shape.image_bytes());
  EXPECT_THAT(last->image_slots().subspan(3 * shape.image_bytes()), testing::Each(std::byte{0}));
  EXPECT_EQ(last->label_slots().size(), shape.batch_size * shape.label_width);
  EXPECT_THAT(last->label_slots().subspan(3 * shape.label_width), testing::Each(-1.0F));
  EXPECT_THROW(last->image(3), Error);
  EXPECT_THROW(last->image_bytes(3), Error);
  EXPECT_THROW(last->label(3), Error);
}

TEST_F(DetectionReaderTest, StartEpochLeavesAnEpochOrGoesBack) {
  DetectionReader reader(Options());
  const test::Stream first = ReadEpoch(reader);
  const test::Stream second = ReadEpoch(reader);
  reader.StartEpoch(0);
  EXPECT_EQ(ReadEpoch(reader), first);
  // A loop that is left early goes on within the epoch, unless the next one is started.
  reader.StartEpoch(0);
  ASSERT_TRUE(reader.Next());
  EXPECT_EQ(reader.Next()->number(), 1U);
  int epoch = 1;
  reader.StartEpoch(epoch);
  EXPECT_EQ(ReadEpoch(reader), second);
  EXPECT_THROW(reader.StartEpoch(-1), Error);
}

TEST_F(DetectionReaderTest, StartingTheNextEpochKeepsWhatIsReady) {
  ReaderOptions options = Options();
  DetectionReader plain(options);
  DetectionReader reader(options);
  for (std::uint32_t epoch = 0; epoch < 3; ++epoch) {
    reader.StartEpoch(epoch);
    EXPECT_EQ(ReadEpoch(reader), ReadEpoch(plain));
  }
  // Each sample was made once, except those that are still being prefetched.
  EXPECT_LE(reader.stats().samples, 3 * kRecords + 5 * (4 + 2));
}

TEST_F(DetectionReaderTest, OptionsConvertFromWhatPeopleHave) {
  const int rank = 1;
  const long world = 2;
  const std::filesystem::path file = dir_ / "set.rec";
  DetectionReader reader({.sources = file.string(),
                          .recipe = "eval300",
                          .batch_size = 4,
                          .part_index = rank,
                          .part_count = world});
  EXPECT_EQ(reader.shape().image, (ImageSize{.width = 300, .height = 300}));
  EXPECT_EQ(reader.size(), 11U);
  EXPECT_THROW(DetectionReader({.sources = file, .recipe = "no such preset"}), Error);
}

TEST_F(DetectionReaderTest, AValidationReaderSeesEachRecordOnceInOrder) {
  DetectionReader train(Options());
  DetectionReader reader(ReaderOptions::Validation(dir_ / "set.rec"),
                         {.max_objects = train.shape().max_objects});
  const test::Stream first = ReadEpoch(reader);
  EXPECT_TRUE(std::ranges::is_sorted(first.keys));
  EXPECT_EQ(first.keys.size(), kRecords);
  EXPECT_EQ(ReadEpoch(reader), first);
}

TEST_F(DetectionReaderTest, BadRecordIsReplacedTheSameWayEverywhere) {
  SpoilImage(7);
  ReaderOptions options = OptionsWithoutExpand();
  options.threads = 1;
  DetectionReader reader(options);
  const Epoch epoch = ReadEpoch(reader);
  EXPECT_EQ(epoch.keys.size(), kRecords);
  EXPECT_THAT(epoch.keys, testing::Not(testing::Contains(107)));
  EXPECT_GE(reader.stats().bad_records, 1U);
  ASSERT_FALSE(reader.stats().bad_examples.empty());
  EXPECT_EQ(reader.stats().bad_examples[0].where().key, 107U);
  EXPECT_THAT(reader.stats().bad_examples[0].what(), testing::HasSubstr("set.rec: record 107"));

  options.threads = 8;
  DetectionReader other(options);
  EXPECT_EQ(ReadEpoch(other), epoch);
}

TEST_F(DetectionReaderTest, BadRecordFailsWhereAsked) {
  SpoilImage(7);
  ReaderOptions options = OptionsWithoutExpand();
  options.bad_records = BadRecordPolicy::kFail;
  DetectionReader reader(options);
  int errors = 0;
  std::size_t samples = 0;
  for (bool running = true; running;) {
    try {
      const std::optional<Batch> batch = reader.Next();
      running = batch.has_value();
      if (batch) samples += batch->size();
    } catch (const Error& error) {
      ++errors;
      EXPECT_EQ(error.where().key, 107U);
    }
  }
  // The batch that holds it is lost, the others come.
  EXPECT_EQ(errors, 1);
  EXPECT_GE(samples, kRecords - 5);
}

TEST_F(DetectionReaderTest, ASetWithoutAnyGoodImageFails) {
  for (std::uint64_t i = 0; i < kRecords; ++i) SpoilImage(i);
  ReaderOptions options = OptionsWithoutExpand();
  DetectionReader reader(options);
  EXPECT_THROW(reader.Next(), Error);
}

TEST_F(DetectionReaderTest, BatchesMayOutliveTheReader) {
  std::vector<Batch> kept;
  {
    DetectionReader reader(Options());
    for (int i = 0; i < 7; ++i) {
      if (std::optional<Batch> batch = reader.Next()) kept.push_back(std::move(*batch));
    }
  }
  ASSERT_EQ(kept.size(), 6U);
  DetectionReader again(Options());
  const std::optional<Batch> first = again.Next();
  EXPECT_TRUE(std::ranges::equal(first->images(), kept[0].images()));
  EXPECT_EQ(kept[5].epoch(), 1U);
  EXPECT_EQ(kept[5].number(), 0U);
}

TEST_F(DetectionReaderTest, MayBeDestroyedAtAnyTime) {
  for (int reads = 0; reads < 7; ++reads) {
    DetectionReader reader(Options());
    for (int i = 0; i < reads; ++i) reader.Next();
  }
  DetectionReader moved(Options());
  DetectionReader target = std::move(moved);
  EXPECT_TRUE(target.Next());
}

TEST_F(DetectionReaderTest, WrongOptionsAreNamed) {
  ReaderOptions options = Options();
  options.batch_size = 0;
  EXPECT_THAT(Refusal(options), testing::HasSubstr("batch_size"));
  options = Options();
  options.part_index = 1;
  EXPECT_THAT(Refusal(options), testing::HasSubstr("part_index"));
  options = Options();
  options.part_index = 99;
  options.part_count = 100;
  EXPECT_THAT(Refusal(options), testing::HasSubstr("part_count"));
  options = Options();
  options.prefetch = 0;
  EXPECT_THAT(Refusal(options), testing::HasSubstr("prefetch"));
  options = Options();
  EXPECT_THAT(Refusal(options, {.max_objects = 2}), testing::HasSubstr("max_objects"));
  options.sources.clear();
  EXPECT_THAT(Refusal(options), testing::HasSubstr("sources"));
  options = Options();
  options.sources = {{dir_ / "set.rec", -1.0}};
  EXPECT_THAT(Refusal(options), testing::HasSubstr("sources[0].weight"));
  options = Options();
  options.max_bad_share = 2;
  EXPECT_THAT(Refusal(options), testing::HasSubstr("max_bad_share"));
  options = Options();
  options.shuffle.mode = ShuffleMode::kWindow;
  EXPECT_THAT(Refusal(options), testing::HasSubstr("shuffle.window"));
  options = Options();
  options.bad_records = BadRecordPolicy::kCallback;
  EXPECT_THAT(Refusal(options), testing::HasSubstr("on_bad_record"));
  options = Options();
  options.memory = 1000;
  EXPECT_THAT(Refusal(options), testing::HasSubstr("memory"));
  options = Options();
  options.batch_size = 50;
  options.last_batch = LastBatch::kDrop;
  EXPECT_THAT(Refusal(options), testing::HasSubstr("last_batch"));
  options = Options();
  options.recipe.mirror_prob = 2;
  EXPECT_THAT(Refusal(options), testing::HasSubstr("mirror_prob"));
}

TEST_F(DetectionReaderTest, CountsOutOfRangeAreNamedAsTheyWereGiven) {
  const auto refusal = [&](Count ReaderOptions::*field, Count value) {
    ReaderOptions options = Options();
    options.*field = value;
    return Refusal(options);
  };
  using testing::HasSubstr;
  EXPECT_THAT(refusal(&ReaderOptions::batch_size, -3),
              HasSubstr("batch_size must be in 1..1000000, not -3"));
  EXPECT_THAT(refusal(&ReaderOptions::threads, -2),
              HasSubstr("threads must be in 0..1024, not -2"));
  EXPECT_THAT(refusal(&ReaderOptions::threads, 100000), HasSubstr("not 100000"));
  EXPECT_THAT(refusal(&ReaderOptions::prefetch, 5000), HasSubstr("prefetch must be in 1..1024"));
  EXPECT_THAT(refusal(&ReaderOptions::seed, -1), HasSubstr("seed must be at least 0, not -1"));
  EXPECT_THAT(refusal(&ReaderOptions::part_index, -1), HasSubstr("part_index"));
  EXPECT_THAT(refusal(&ReaderOptions::memory, -1), HasSubstr("memory must be at least 1, not -1"));
}

TEST_F(DetectionReaderTest, OptionsWithoutEffectAreNamed) {
  ReaderOptions options = Options();
  options.on_bad_record = [](const Error&) { return true; };
  EXPECT_THAT(Refusal(options), testing::HasSubstr("on_bad_record has no effect"));
  options = Options();
  options.shuffle.window = 16;
  EXPECT_THAT(Refusal(options), testing::HasSubstr("shuffle.window has no effect"));
}

TEST_F(DetectionReaderTest, AStateOfAnotherShuffleModeIsRefused) {
  DetectionReader full(Options());
  ReaderOptions options = Options();
  options.shuffle.mode = ShuffleMode::kNone;
  DetectionReader ordered(options);
  try {
    ordered.Restore(full.state());
    FAIL();
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), testing::HasSubstr("shuffle is 1, here 0"));
  }
}

TEST_F(DetectionReaderTest, CountsSamplesAndStages) {
  DetectionReader reader(Options());
  ReadEpoch(reader);
  ReaderStats stats = reader.stats();
  EXPECT_GE(stats.samples, kRecords);
  EXPECT_EQ(stats.bad_records, 0U);
  for (const Stage stage : {Stage::kRead, Stage::kPlan, Stage::kDecode, Stage::kRender}) {
    EXPECT_GT(stats.stage_times[stage].count(), 0);
  }
}

}  // namespace
}  // namespace imrec
