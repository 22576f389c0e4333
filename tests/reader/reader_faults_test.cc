// Bad records, forks, early ends: nothing hangs, leaks or goes unnoticed.
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <future>
#include <string>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <imrec/record_shard.h>

#include "recordio/internal/checksum_file.h"
#include "tests/reader/reader_fixture.h"
#include "tests/support/sanitizers.h"

namespace imrec {
namespace {

using test::kSanitized;
using test::ReadEpoch;
using test::Stream;
using testing::HasSubstr;
using ReaderFaultsTest = test::ReaderTest;

std::size_t CountEntries(const char* folder) {
  const std::filesystem::directory_iterator entries(folder);
  return static_cast<std::size_t>(std::distance(begin(entries), end(entries)));
}

std::size_t ResidentBytes() {
  std::ifstream file("/proc/self/statm");
  std::size_t total = 0;
  std::size_t resident = 0;
  file >> total >> resident;
  return resident * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
}

TEST_F(ReaderFaultsTest, TheCallbackIsAskedInOrderAndDecides) {
  SpoilImage(7);
  SpoilImage(11);
  ReaderOptions options = OptionsWithoutExpand();
  options.shuffle.mode = ShuffleMode::kNone;
  options.bad_records = BadRecordPolicy::kCallback;
  options.max_bad_share = 1;
  std::vector<std::uint64_t> asked;
  options.on_bad_record = [&](const Error& error) {
    asked.push_back(*error.where().key);
    return true;
  };
  DetectionReader reader(options);
  EXPECT_EQ(ReadEpoch(reader).keys.size(), kRecords);
  ASSERT_GE(asked.size(), 2U);
  EXPECT_EQ(asked.front(), 107U);
  EXPECT_THAT(asked, testing::Contains(111));
  EXPECT_EQ(reader.stats().replaced, 2U);
  EXPECT_GE(reader.stats().bad_records, 2U);

  options.on_bad_record = [](const Error& error) { return error.where().key != 111; };
  DetectionReader strict(options);
  EXPECT_TRUE(strict.Next());
  EXPECT_TRUE(strict.Next());
  try {
    strict.Next();
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.where().key, 111U);
  }
  EXPECT_TRUE(strict.Next());
}

TEST_F(ReaderFaultsTest, TooManyBadRecordsEndTheRun) {
  for (const std::uint64_t ordinal : {2U, 6U, 9U}) SpoilImage(ordinal);
  ReaderOptions options = OptionsWithoutExpand();
  options.shuffle.mode = ShuffleMode::kNone;
  options.max_bad_share = 2.0 / kRecords;
  for (const std::size_t threads : {1U, 4U}) {
    options.threads = threads;
    DetectionReader reader(options);
    EXPECT_TRUE(reader.Next());  // one of five is bad
    try {
      reader.Next();
      FAIL();
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::kLimitExceeded);
      EXPECT_THAT(error.what(), HasSubstr("3 bad records in epoch 0, more than max_bad_share"));
      EXPECT_EQ(error.where().key, 109U);
    }
  }
  options.max_bad_share = 3.0 / kRecords;
  DetectionReader tolerant(options);
  for (int epoch = 0; epoch < 4; ++epoch) {  // it is a share of each epoch
    EXPECT_EQ(ReadEpoch(tolerant).keys.size(), kRecords);
  }
}

TEST_F(ReaderFaultsTest, ChecksumsFindWhatDecodesAllTheSame) {
  const RecordShard records(dir_ / "set.rec");
  std::vector<RecordChecksum> checksums;
  std::vector<std::byte> payload;
  for (std::uint64_t i = 0; i < records.size(); ++i) {
    records.Read(i, payload);
    checksums.push_back({.key = records.key(i),
                         .offset = records.offset(i),
                         .length = payload.size(),
                         .digest = PayloadDigest(payload)});
  }
  WriteChecksumFile(dir_ / "set.crc", checksums);
  // A label: the record stays readable.
  std::string contents = test::ReadText(dir_ / "set.rec");
  contents[records.offset(5) + 8 + 24 + 2 * 4 + 4] ^= 0x10;
  test::WriteFile(dir_ / "set.rec", contents);

  ReaderOptions options = Options();
  DetectionReader blind(options);
  ReadEpoch(blind);
  EXPECT_EQ(blind.stats().bad_records, 0U);
  options.check_checksums = true;
  DetectionReader reader(options);
  ReadEpoch(reader);
  ASSERT_GE(reader.stats().bad_records, 1U);
  EXPECT_THAT(reader.stats().bad_examples[0].what(), HasSubstr("record 105"));
  EXPECT_THAT(reader.stats().bad_examples[0].what(), HasSubstr("checksum"));

  checksums.pop_back();
  WriteChecksumFile(dir_ / "set.crc", checksums);
  EXPECT_THAT(Refusal(options), HasSubstr("from different runs"));
  std::filesystem::remove(dir_ / "set.crc");
  EXPECT_THAT(Refusal(options), HasSubstr("set.crc"));
}

TEST_F(ReaderFaultsTest, BrokenFramingIsReplacedToo) {
  std::string contents = test::ReadText(dir_ / "set.rec");
  contents[RecordShard(dir_ / "set.rec").offset(3)] = '?';
  test::WriteFile(dir_ / "set.rec", contents);
  DetectionReader reader(Options());
  const Stream epoch = ReadEpoch(reader);
  EXPECT_EQ(epoch.keys.size(), kRecords);
  EXPECT_THAT(epoch.keys, testing::Not(testing::Contains(103)));
  EXPECT_THAT(reader.stats().bad_examples[0].what(), HasSubstr("bad magic"));
}

TEST_F(ReaderFaultsTest, AMissingIndexIsScannedAndSaid) {
  DetectionReader indexed(Options());
  std::filesystem::remove(dir_ / "set.idx");
  ReaderOptions options = Options();
  std::vector<std::string> log;
  options.log = [&](std::string_view text) { log.emplace_back(text); };
  DetectionReader scanned(options);
  EXPECT_THAT(log, testing::ElementsAre(
                       testing::AllOf(HasSubstr("set.rec has no index"), HasSubstr("23 records"))));
  EXPECT_EQ(ReadEpoch(scanned), ReadEpoch(indexed));
}

TEST_F(ReaderFaultsTest, AnErrorReachesTheCallerAtOnce) {
  SpoilImage(0);
  ReaderOptions options = OptionsWithoutExpand();
  options.shuffle.mode = ShuffleMode::kNone;
  options.bad_records = BadRecordPolicy::kFail;
  DetectionReader reader(options);
  auto result = std::async(std::launch::async, [&] { EXPECT_THROW(reader.Next(), Error); });
  EXPECT_EQ(result.wait_for(std::chrono::seconds(60)), std::future_status::ready);
}

TEST_F(ReaderFaultsTest, WantOfMemoryIsAnErrorForTheCaller) {
  if (kSanitized) GTEST_SKIP() << "sanitizers abort instead of throwing";
  ReaderOptions options = Options();
  // More than the address space.
  options.batch_size = ReaderOptions::kMaxBatchSize;
  options.recipe.resize.output = {.width = 4000, .height = 4000};
  options.memory = std::uint64_t{1} << 62;
  DetectionReader reader(options);
  EXPECT_THROW(reader.Next(), std::exception);
  EXPECT_THROW(reader.Next(), std::exception);  // tried again, in vain
  reader.Restore(reader.state());
}

TEST_F(ReaderFaultsTest, AFullReaderIsDestroyedWithoutBeingRead) {
  for (const std::size_t prefetch : {1U, 2U, 16U}) {
    ReaderOptions options = Options();
    options.prefetch = prefetch;
    options.threads = 3;
    const DetectionReader reader(options);
    std::this_thread::sleep_for(std::chrono::milliseconds(30));  // its workers have nothing to do
  }
}

// A forked child must not use exit handlers or the sanitizers' runtime of a process with threads.
TEST_F(ReaderFaultsTest, BothSidesOfAForkGoOn) {
  if (kSanitized) GTEST_SKIP() << "sanitizers do not follow forks of threaded processes";
  DetectionReader reader(Options());
  DetectionReader reference(Options());
  std::optional<Batch> kept = reader.Next();
  reference.Next();
  const Stream expected = ReadEpoch(reference);
  const pid_t child = ::fork();
  if (child == 0) {
    kept.reset();  // memory of the parent's pool
    const bool same = ReadEpoch(reader) == expected && reader.stats().delivered > 0;
    { const DetectionReader taken = std::move(reader); }
    ::_exit(same ? 0 : 1);
  }
  EXPECT_EQ(ReadEpoch(reader), expected);
  int status = -1;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_EQ(status, 0);
}

TEST_F(ReaderFaultsTest, AForkedChildMayDestroyAReaderThatItNeverUsed) {
  if (kSanitized) GTEST_SKIP() << "sanitizers do not follow forks of threaded processes";
  std::optional<DetectionReader> reader(Options());
  const pid_t child = ::fork();
  if (child == 0) {
    const bool empty = reader->stats().samples == 0;
    reader.reset();
    ::_exit(empty ? 0 : 1);
  }
  int status = -1;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_EQ(status, 0);
}

TEST_F(ReaderFaultsTest, OpeningTenThousandTimesLeavesNothingBehind) {
  ReaderOptions options = Options();
  options.recipe.resize.output = {.width = 4, .height = 4};
  options.batch_size = 1;
  options.prefetch = 1;
  options.threads = 1;
  const auto open = [&](int times) {
    for (int i = 0; i < times; ++i) const DetectionReader reader(options);
  };
  open(200);
  const std::size_t descriptors = CountEntries("/proc/self/fd");
  const std::size_t threads = CountEntries("/proc/self/task");
  const std::size_t memory = ResidentBytes();
  open(kSanitized ? 500 : 10'000);
  EXPECT_EQ(CountEntries("/proc/self/fd"), descriptors);
  EXPECT_EQ(CountEntries("/proc/self/task"), threads);
  if (!kSanitized) {
    EXPECT_LT(ResidentBytes(), memory + (std::size_t{8} << 20));
  }
}

TEST_F(ReaderFaultsTest, MemoryStaysFlatOverTwoHundredEpochs) {
  ReaderOptions options = Options();
  options.keep_plans = true;
  DetectionReader reader(options);
  const auto read = [&](int epochs) {
    for (int i = 0; i < epochs; ++i) {
      while (reader.Next()) {
      }
    }
  };
  read(20);
  const std::size_t memory = ResidentBytes();
  read(200);
  if (!kSanitized) {
    EXPECT_LT(ResidentBytes(), memory + (std::size_t{4} << 20));
  }
}

TEST_F(ReaderFaultsTest, WaitsAndRatesAreMeasured) {
  ReaderOptions options = Options();
  DetectionReader reader(options);
  const auto first = reader.Next();
  for (int i = 0; i < 4; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    reader.Next();
  }
  const ReaderStats stats = reader.stats();
  EXPECT_GE(stats.seconds, 0.2);
  EXPECT_EQ(stats.delivered, kRecords);
  EXPECT_GT(stats.images_per_second(), 0);
  EXPECT_GT(stats.worker_waits, 0);
  EXPECT_LE(stats.worker_waits, stats.seconds);
  EXPECT_LE(stats.consumer_waits, stats.seconds);
  for (const StagePercentiles& stage : stats.stage_percentiles) {
    EXPECT_GT(stage.p50, 0);
    EXPECT_GE(stage.p99, stage.p50);
  }
}

TEST(DescribeBottleneck, NamesWhoIsWaitedFor) {
  EXPECT_THAT(DescribeBottleneck({}), HasSubstr("nothing"));
  ReaderStats stats;
  stats.seconds = 10;
  stats.consumer_waits = 6;
  EXPECT_THAT(DescribeBottleneck(stats), HasSubstr("the reader is the bottleneck"));
  EXPECT_THAT(DescribeBottleneck(stats), HasSubstr("waited 60%"));
  stats.stage_times[Stage::kDecode] = std::chrono::seconds(2);
  EXPECT_THAT(DescribeBottleneck(stats), HasSubstr("bottleneck, most of all decode:"));
  stats.stage_times[Stage::kRead] = std::chrono::seconds(3);
  EXPECT_THAT(DescribeBottleneck(stats), HasSubstr("most of all reading files:"));
  stats.remote.requests = 7;
  EXPECT_THAT(DescribeBottleneck(stats), HasSubstr("most of all reading from the network:"));
  stats.consumer_waits = 0.1;
  stats.worker_waits = 8;
  EXPECT_THAT(DescribeBottleneck(stats), HasSubstr("keeps up"));
}

}  // namespace
}  // namespace imrec
