// Several files, weights, parts and last batches, through the whole reader.
#include <algorithm>
#include <map>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/reader/reader_fixture.h"

namespace imrec {
namespace {

using test::ReadEpoch;
using test::Stream;
using ReaderSourcesTest = test::ReaderTest;

// How often each key came.
std::map<std::uint64_t, int> Times(const Stream& stream) {
  std::map<std::uint64_t, int> times;
  for (const std::uint64_t key : stream.keys) ++times[key];
  return times;
}

TEST_F(ReaderSourcesTest, SeveralFilesAreOneSet) {
  std::filesystem::create_directory(dir_ / "more");
  test::WriteDetectionSet(dir_ / "more/a.rec", 4);
  test::WriteDetectionSet(dir_ / "more/b.rec", 6);
  ReaderOptions options = Options();
  options.shuffle.mode = ShuffleMode::kNone;
  options.sources = {dir_ / "more/b.rec", dir_ / "more/*.rec"};
  DetectionReader reader(options);
  EXPECT_EQ(reader.size(), 16U);
  EXPECT_THAT(ReadEpoch(reader).keys, testing::ElementsAre(100, 101, 102, 103, 104, 105, 100, 101,
                                                           102, 103, 100, 101, 102, 103, 104, 105));
}

TEST_F(ReaderSourcesTest, WeightsSayHowOftenRecordsCome) {
  ReaderOptions options = Options();
  options.sources = {{dir_ / "set.rec", 3.0}};
  DetectionReader thrice(options);
  EXPECT_EQ(thrice.size(), 3 * kRecords);
  const Stream epoch = ReadEpoch(thrice);
  for (const auto& [key, times] : Times(epoch)) EXPECT_EQ(times, 3) << key;
  // The same record, but not the same sample.
  const std::size_t bytes = thrice.shape().image_bytes();
  std::map<std::uint64_t, std::vector<std::vector<std::byte>>> images;
  for (std::size_t i = 0; i < epoch.keys.size(); ++i) {
    const auto begin = epoch.images.begin() + static_cast<std::ptrdiff_t>(i * bytes);
    images[epoch.keys[i]].emplace_back(begin, begin + static_cast<std::ptrdiff_t>(bytes));
  }
  for (const auto& [key, versions] : images) EXPECT_NE(versions[0], versions[1]) << key;

  options.sources = {{dir_ / "set.rec", 0.5}};
  DetectionReader half(options);
  EXPECT_EQ(half.size(), 12U);
  const Stream first = ReadEpoch(half);
  const Stream second = ReadEpoch(half);
  EXPECT_EQ(Times(first).size(), 12U);
  EXPECT_NE(Times(first), Times(second));
}

TEST_F(ReaderSourcesTest, DigestsAgreeForThreadsPrefetchAndParts) {
  test::WriteDetectionSet(dir_ / "set.rec", 40);
  ReaderOptions options = Options();
  options.threads = 1;
  options.prefetch = 1;
  for (const ShuffleMode mode : {ShuffleMode::kFull, ShuffleMode::kWindow}) {
    options.shuffle = {.mode = mode, .window = mode == ShuffleMode::kWindow ? 10 : 0};
    options.part_index = 0;
    options.part_count = 1;
    DetectionReader reference(options);
    const std::size_t bytes = reference.shape().image_bytes();
    const Stream whole = ReadEpoch(reference);
    for (const std::size_t threads : {1U, 2U, 3U, 8U}) {
      for (const std::size_t prefetch : {1U, 4U, 16U}) {
        for (const std::uint64_t parts : {1U, 2U, 4U, 8U}) {
          for (std::uint64_t part = 0; part < parts; ++part) {
            ReaderOptions share = options;
            share.threads = threads;
            share.prefetch = prefetch;
            share.part_index = part;
            share.part_count = parts;
            DetectionReader reader(share);
            const Stream mine = ReadEpoch(reader);
            ASSERT_EQ(mine.keys.size(), 40 / parts);
            for (std::size_t i = 0; i < mine.keys.size(); ++i) {
              const std::size_t at = i * parts + part;
              ASSERT_EQ(mine.keys[i], whole.keys[at]);
              ASSERT_TRUE(
                  std::equal(mine.images.begin() + static_cast<std::ptrdiff_t>(i * bytes),
                             mine.images.begin() + static_cast<std::ptrdiff_t>((i + 1) * bytes),
                             whole.images.begin() + static_cast<std::ptrdiff_t>(at * bytes)));
            }
          }
        }
      }
    }
  }
}

TEST_F(ReaderSourcesTest, LastBatchesAreExact) {
  ReaderOptions options = Options();  // 23 records in batches of 5
  options.last_batch = LastBatch::kPad;
  DetectionReader pad(options);
  EXPECT_EQ(pad.batches_per_epoch(), 5U);
  std::vector<std::uint64_t> keys;
  std::size_t padding = 0;
  while (const auto batch = pad.Next()) {
    EXPECT_EQ(batch->size(), 5U);
    padding += batch->padding();
    keys.insert(keys.end(), batch->keys().begin(), batch->keys().end());
  }
  EXPECT_EQ(padding, 2U);
  ASSERT_EQ(keys.size(), 25U);
  EXPECT_EQ(keys[23], keys[0]);
  EXPECT_EQ(keys[24], keys[1]);

  options.last_batch = LastBatch::kDrop;
  DetectionReader drop(options);
  EXPECT_THAT(ReadEpoch(drop).batch_sizes, testing::ElementsAre(5, 5, 5, 5));

  options.last_batch = LastBatch::kRollOver;
  DetectionReader roll(options);
  std::map<std::uint64_t, int> times;
  std::size_t batches = 0;
  for (std::uint32_t epoch = 0; epoch < 5; ++epoch) {
    std::uint64_t in_epoch = 0;
    while (const auto batch = roll.Next()) {
      ++in_epoch;
      EXPECT_EQ(batch->size(), 5U);
      EXPECT_EQ(batch->epoch(), epoch);
      for (const std::uint64_t key : batch->keys()) ++times[key];
    }
    EXPECT_EQ(in_epoch, roll.batches_in(epoch));
    batches += in_epoch;
  }
  EXPECT_EQ(batches, kRecords);  // 5 epochs of 23 samples are 23 batches of 5
  for (const auto& [key, count] : times) EXPECT_EQ(count, 5) << key;
}

TEST_F(ReaderSourcesTest, MemoryBoundsThePrefetch) {
  ReaderOptions options = Options();
  options.prefetch = 100;
  const std::uint64_t batch_bytes = 5 * (3 * 40 * 32 * sizeof(float) + 3 * 6 * sizeof(float));
  options.memory = 2 * batch_bytes + 100;
  DetectionReader bounded(options);
  options.memory = std::uint64_t{1} << 30;
  DetectionReader free(options);
  EXPECT_EQ(ReadEpoch(bounded), ReadEpoch(free));
}

TEST_F(ReaderSourcesTest, PinnedThreadsReadTheSame) {
  ReaderOptions options = Options();
  DetectionReader loose(options);
  options.pin_threads = true;
  options.threads = 5;  // more than there may be processors
  DetectionReader pinned(options);
  EXPECT_EQ(pinned.threads(), 5U);
  EXPECT_EQ(ReadEpoch(pinned), ReadEpoch(loose));
}

}  // namespace
}  // namespace imrec
