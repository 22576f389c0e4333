// Reading data sets over HTTP: the same batches as from files.
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <optional>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <imrec/dataset_writer.h>
#include <imrec/record_shard.h>

#include "reader/records/open_records.h"
#include "recordio/internal/compressed_file.h"
#include "recordio/internal/remote_path.h"
#include "tests/reader/remote/remote_fixture.h"
#include "tests/support/sanitizers.h"

namespace imrec {
namespace {

using test::ReadEpoch;
using test::RemoteTest;
using test::Stream;
using testing::HasSubstr;
using RemoteReadingTest = RemoteTest;

TEST_F(RemoteReadingTest, ReturnsTheBatchesOfTheLocalFile) {
  for (const ShuffleMode mode : {ShuffleMode::kNone, ShuffleMode::kFull, ShuffleMode::kWindow}) {
    ReaderOptions options = Options(local());
    options.shuffle = {.mode = mode, .window = mode == ShuffleMode::kWindow ? 40 : 0};
    const Stream expected = ReadAll(options);
    ASSERT_EQ(expected.keys.size(), kRecords);
    options.sources = {remote()};
    EXPECT_EQ(ReadAll(options), expected) << static_cast<int>(mode);
  }
}

TEST_F(RemoteReadingTest, ReadsCompressedFilesAndChecksums) {
  test::WriteShardedSet(dir_ / "b/one", 30, 1);
  ReaderOptions options = Options(dir_ / "b/one.rec");
  const Stream expected = ReadAll(options);
  CompressRecords(dir_ / "b/one.rec", dir_ / "b/packed.rec.zst", {.frame_bytes = 8000});
  std::filesystem::copy(dir_ / "b/one.idx", dir_ / "b/packed.idx");
  options.sources = {remote("packed.rec.zst")};
  EXPECT_EQ(ReadAll(options), expected);
  options.sources = {remote("packed.rec")};
  EXPECT_EQ(ReadAll(options), expected);
  options.sources = {remote("one.rec")};
  options.check_checksums = true;
  EXPECT_EQ(ReadAll(options), expected);
  options.check_checksums = std::nullopt;
  store_->Control(R"({"reset_counters": true})");
  EXPECT_EQ(ReadAll(options), expected);
  EXPECT_THAT(store_->Log(), HasSubstr("one.crc"));
}

TEST_F(RemoteReadingTest, FindsTheShardsOfAManifest) {
  test::WriteShardedSet(dir_ / "b/many", 40, 3, {"ant", "bee"});
  ReaderOptions options = Options(dir_ / "b/many");
  const Stream expected = ReadAll(options);
  for (const char* const name : {"many", "many.rec", "many.manifest.json"}) {
    options.sources = {remote(name)};
    DetectionReader reader(options);
    EXPECT_EQ(ReadEpoch(reader), expected) << name;
    EXPECT_THAT(reader.class_names(), testing::ElementsAre("ant", "bee"));
  }
}

TEST_F(RemoteReadingTest, OpensManyShardsAtTheSameTime) {
  test::WriteShardedSet(dir_ / "b/many", 40, 20);
  ReaderOptions options = Options(remote("many"));
  ShareSession(options.sources[0].path, options.access);
  store_->Control(R"({"delay_ms": 30, "reset_counters": true})");
  RecordDataset records;
  OpenRecords(options, records);
  EXPECT_EQ(records.size(), 40U);
  EXPECT_EQ(records.key(0), 100U);
  EXPECT_EQ(records.key(39), 139U);
  EXPECT_GE(store_->Counter("max_in_flight"), 5);
}

TEST_F(RemoteReadingTest, ScansAFileWithoutIndex) {
  ReaderOptions options = Options(local());
  const Stream expected = ReadAll(options);
  std::filesystem::remove(dir_ / "b/set.idx");
  std::string notice;
  options.log = [&](std::string_view text) { notice += text; };
  options.sources = {remote()};
  EXPECT_EQ(ReadAll(options), expected);
  EXPECT_THAT(notice, HasSubstr("has no index"));
}

TEST_F(RemoteReadingTest, SaysWhatIsNotThere) {
  EXPECT_THAT([&] { ReadAll(Options(remote("no.rec"))); },
              testing::ThrowsMessage<Error>(
                  AllOf(HasSubstr("/b/no.rec"), HasSubstr("there is no such file"))));
  EXPECT_THAT([&] { ReadAll(Options(remote("no*.rec"))); },
              testing::ThrowsMessage<Error>(HasSubstr("web servers do not list")));
  const std::string gone = remote();
  store_->Kill();
  ReaderOptions options = Options(gone);
  options.access.remote.max_attempts = 2;
  EXPECT_THAT([&] { ReadAll(options); }, testing::ThrowsMessage<Error>(AllOf(
                                             HasSubstr("/b/set.rec"), HasSubstr("tried 2 times"))));
}

// What a URL says beside the name of a file holds for its index and checksums, and is not shown.
TEST_F(RemoteReadingTest, SecretsOfAUrlHoldForAllFilesAndAreNotShown) {
  const Stream expected = ReadAll(Options(local()));
  std::string url = remote();
  url.insert(url.find("://") + 3, "user:hidden@");
  url += "?token=hidden%2Fa.b";
  store_->Control(R"({"reset_counters": true})");
  EXPECT_EQ(ReadAll(Options(url)), expected);
  const std::string log = store_->Log();
  for (const char* const name : {"set.idx", "set.classes.txt", "set.manifest.json"}) {
    const std::string path = std::string("/b/") + name + "?token=hidden%2Fa.b\"";
    EXPECT_NE(log.find(path), std::string::npos) << path;
  }
  EXPECT_EQ(log.find("/b/set.idx\""), std::string::npos);
  EXPECT_NE(log.find("\"authorization\": \"Basic\""), std::string::npos);
  test::WriteFile(dir_ / "b/set.idx", "no index\n");
  EXPECT_THAT([&] { ReadAll(Options(url)); },
              testing::ThrowsMessage<Error>(
                  AllOf(HasSubstr("/b/set.idx"), testing::Not(HasSubstr("hidden")))));
}

// The size of each batch is far below the memory for remote bytes.
TEST_F(RemoteReadingTest, AsksForBytesOnceAndLongBeforeTheyAreUsed) {
  store_->Control(R"({"delay_ms": 30, "reset_counters": true})");
  ReaderOptions options = Options(remote());
  options.access.remote.memory = 64 << 20;
  BePatient(options.access.remote);
  DetectionReader reader(options);
  const Stream first = ReadEpoch(reader);
  const ReaderStats stats = reader.stats();
  EXPECT_EQ(first.keys.size(), kRecords);
  const auto whole = static_cast<std::uint64_t>(std::filesystem::file_size(local()));
  EXPECT_LT(stats.remote.bytes, whole + whole / 4);
  EXPECT_EQ(stats.remote.retries, 0U);
  EXPECT_EQ(stats.remote.failures, 0U);
  ReadEpoch(reader);
  EXPECT_EQ(reader.stats().remote.bytes, stats.remote.bytes) << "it is all in memory";
}

// Other parts need most of the records of a window, and two windows do not fit in the memory.
TEST_F(RemoteReadingTest, FetchesOfAWindowOnlyWhatItReads) {
  const RecordShard records(local());
  DatasetWriter writer({.prefix = dir_ / "b/described"});  // its labels need not be read in advance
  std::vector<std::byte> payload;
  for (std::size_t i = 0; i < kRecords; ++i) {
    records.Read(i, payload);
    writer.Write(records.key(i), payload);
  }
  const std::uint64_t whole = writer.Close().bytes();
  ReaderOptions options = Options(remote("described"));
  options.shuffle = {.mode = ShuffleMode::kWindow, .window = 80};
  BePatient(options.access.remote);
  for (const std::uint64_t parts : {std::uint64_t{6}, std::uint64_t{1}}) {
    options.part_count = parts;
    DetectionReader reader(options);
    ReadEpoch(reader);
    EXPECT_LT(reader.stats().remote.bytes, whole * 3 / 2 / parts + whole / 5) << parts;
  }
}

TEST_F(RemoteReadingTest, KeepsToTheNumberOfRequestsInFlight) {
  store_->Control(R"({"delay_ms": 20, "reset_counters": true})");
  ReaderOptions options = Options(remote());
  options.access.remote.max_in_flight = 3;
  BePatient(options.access.remote);
  ReadAll(options);
  EXPECT_LE(store_->Counter("max_in_flight"), 3);
}

TEST_F(RemoteReadingTest, OneRequestAtATimeIsEnough) {
  ReaderOptions options = Options(remote());
  options.access.remote.max_in_flight = 1;
  BePatient(options.access.remote);
  options.access.remote.hedge_after = std::chrono::milliseconds(1);
  store_->Control(R"({"reset_counters": true, "delay_ms": 5})");
  EXPECT_EQ(ReadAll(options), ReadAll(Options(local())));
  EXPECT_EQ(store_->Counter("max_in_flight"), 1);
}

// Sizes are compared nevertheless.
TEST_F(RemoteReadingTest, ServersMayHaveNoETagsOrWeakOnes) {
  const Stream expected = ReadAll(Options(local()));
  for (const std::string kind : {"none", "weak"}) {
    store_->Control(R"({"etags": ")" + kind + "\"}");
    ReaderOptions options = Options(remote());
    BePatient(options.access.remote);
    EXPECT_EQ(ReadAll(options), expected) << kind;
    options.access.remote.cache = dir_ / ("cache-" + kind);
    for (int run = 0; run < 2; ++run) EXPECT_EQ(ReadAll(options), expected) << kind;
  }
}

// Several servers may answer to one name.
TEST_F(RemoteReadingTest, MirrorsMayHaveETagsOfTheirOwn) {
  const Stream expected = ReadAll(Options(local()));
  store_->Control(R"({"faults": [{"kind": "changed", "probability": 0.5, "seed": 1}]})");
  ReaderOptions options = Options(remote());
  EXPECT_THAT([&] { ReadAll(options); }, ThrowsMessage<Error>(HasSubstr("was replaced")));
  options.access.remote.match_etags = false;
  EXPECT_EQ(ReadAll(options), expected);
  options.access.remote.cache = dir_ / "cache";
  EXPECT_EQ(ReadAll(options), expected);
  store_->Control(R"({"reset_counters": true})");
  EXPECT_EQ(ReadAll(options), expected);
  EXPECT_LT(store_->Counter("bytes_sent"), 300'000) << "entries are found by their size";
  store_->Control(R"({"faults": [{"kind": "wrong_total", "probability": 0.5, "seed": 1}]})");
  options.access.remote.cache.clear();
  EXPECT_THAT([&] { ReadAll(options); }, ThrowsMessage<Error>(HasSubstr("was replaced")));
}

TEST_F(RemoteReadingTest, ResumesWhereItWas) {
  DetectionReader reader(Options(remote()));
  for (int i = 0; i < 7; ++i) reader.Next();
  const ReaderState state = reader.state();
  const Stream rest = ReadEpoch(reader);
  DetectionReader other(Options(remote()));
  other.Next();
  other.Restore(state);
  EXPECT_EQ(ReadEpoch(other), rest);
}

TEST_F(RemoteReadingTest, GoesOnInAForkedProcess) {
  if (test::kSanitized) GTEST_SKIP() << "sanitizers do not follow forks of threaded processes";
  DetectionReader reader(Options(remote()));
  reader.Next();
  const pid_t child = ::fork();
  if (child == 0) {
    std::size_t records = 0;
    try {
      while (const std::optional<Batch> batch = reader.Next()) records += batch->size();
    } catch (...) {
      records = 0;
    }
    ::_exit(records == kRecords - 5 ? 0 : 1);
  }
  int status = -1;
  ::waitpid(child, &status, 0);
  EXPECT_EQ(status, 0);
  EXPECT_EQ(ReadEpoch(reader).keys.size(), kRecords - 5);
}

TEST_F(RemoteReadingTest, LeavesNoDescriptorAndNoThread) {
  const auto count = [](const char* folder) {
    return std::distance(std::filesystem::directory_iterator(folder),
                         std::filesystem::directory_iterator());
  };
  ReadAll(Options(remote()));
  const auto files = count("/proc/self/fd");
  const auto threads = count("/proc/self/task");
  for (int i = 0; i < 5; ++i) ReadAll(Options(remote()));
  EXPECT_EQ(count("/proc/self/fd"), files);
  EXPECT_EQ(count("/proc/self/task"), threads);
}

TEST_F(RemoteReadingTest, EmptyFilesAndSmallOnesAreRead) {
  test::WriteShardedSet(dir_ / "b/few", 2, 3);  // one shard is empty
  ReaderOptions options = Options(dir_ / "b/few");
  const Stream expected = ReadAll(options);
  options.sources = {remote("few")};
  EXPECT_EQ(ReadAll(options), expected);
}

TEST_F(RemoteReadingTest, RefusesOptionsOutOfRange) {
  ReaderOptions options = Options(remote());
  options.access.remote.max_attempts = 0;
  EXPECT_THAT([&] { ReadAll(options); }, testing::ThrowsMessage<Error>(HasSubstr("max_attempts")));
  options = Options(remote());
  options.access.remote.outage_limit = std::chrono::milliseconds(0);
  EXPECT_THAT([&] { ReadAll(options); }, testing::ThrowsMessage<Error>(HasSubstr("time limits")));
}

}  // namespace
}  // namespace imrec
