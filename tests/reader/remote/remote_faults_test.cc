// Reading over HTTP while the store fails in every way.
#include <algorithm>
#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "recordio/internal/compressed_file.h"
#include "tests/reader/remote/remote_fixture.h"

namespace imrec {
namespace {

namespace fs = std::filesystem;
using test::ReadEpoch;
using test::RemoteTest;
using test::Stream;
using testing::AllOf;
using testing::HasSubstr;
using testing::ThrowsMessage;
using RemoteFaultsTest = RemoteTest;
using Clock = std::chrono::steady_clock;

// Returns the control request for one rule.
std::string Rule(const std::string& kind, const std::string& more) {
  return R"({"faults": [{"kind": ")" + kind + R"(", "match": "set.rec$", )" + more + "}]}";
}

class TransientFault : public RemoteTest, public testing::WithParamInterface<const char*> {};

TEST_P(TransientFault, ChangesNoBatch) {
  const Stream expected = ReadAll(Options(local()));
  store_->Control(Rule(GetParam(), R"("times": 2, "after": 1, "seconds": 2)"));
  DetectionReader reader(Options(remote()));
  EXPECT_EQ(ReadEpoch(reader), expected);
  EXPECT_EQ(store_->Counter("faults"), 2);
  // libcurl itself repeats a request if a connection that it used before is reset.
  if (std::string(GetParam()) != "reset") {
    EXPECT_GE(reader.stats().remote.retries, 1U);
  }
  EXPECT_EQ(reader.stats().remote.failures, 0U);
}

TEST_P(TransientFault, IsNamedIfItStays) {
  ReaderOptions options = Options(remote());
  options.access.remote.max_attempts = 2;
  options.access.remote.outage_limit = std::chrono::milliseconds(1);
  // Longer than requests take before that on a slow machine.
  options.access.remote.first_byte_limit = std::chrono::milliseconds(1'500);
  options.access.remote.stall_limit = std::chrono::milliseconds(1'500);
  DetectionReader reader(options);
  reader.Next();
  store_->Control(Rule(GetParam(), R"("seconds": 20)"));
  try {
    for (int i = 0; i < 3; ++i) ReadEpoch(reader);
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::kIo) << error.what();
    EXPECT_THAT(error.what(), AllOf(HasSubstr(remote()), HasSubstr("tried 2 times")));
  }
}

INSTANTIATE_TEST_SUITE_P(Kinds, TransientFault,
                         testing::Values("internal_error", "bad_gateway", "slow_down",
                                         "too_many_requests", "request_timeout", "reset", "stall",
                                         "reset_body", "stall_body", "trickle", "short_body",
                                         "no_length", "whole_object", "wrong_range"));

TEST_F(RemoteFaultsTest, AServerWithoutRangesIsNamed) {
  store_->Control(Rule("whole_object", R"("probability": 1)"));
  EXPECT_THAT([&] { ReadAll(Options(remote())); },
              ThrowsMessage<Error>(HasSubstr("the server sends the whole file")));
}

// The reader sends no faster than the server allows, so that no request is refused until the last
// attempt.
TEST_F(RemoteFaultsTest, AServerThatLimitsItsRateLosesNothing) {
  const Stream expected = ReadAll(Options(local()));
  store_->Control(R"({"rate": 100, "reset_counters": true})");
  ReaderOptions options = Options(remote());
  options.access.remote.max_attempts = 5;
  BePatient(options.access.remote);
  EXPECT_EQ(ReadAll(options), expected);
  EXPECT_GT(store_->Counter("requests"), 150);
}

// Failures of another kind before that do not count.
TEST_F(RemoteFaultsTest, AWholeFileAfterOtherFailuresIsAskedForAgain) {
  const Stream expected = ReadAll(Options(local()));
  store_->Control(
      R"({"faults": [{"kind": "internal_error", "match": "set.rec", "times": 2},
                     {"kind": "whole_object", "match": "set.rec", "times": 1}]})");
  ReaderOptions options = Options(remote());
  options.access.remote.max_in_flight = 1;
  BePatient(options.access.remote);
  EXPECT_EQ(ReadAll(options), expected);
}

// A server that has served parts of the file does so again, after a proxy or a busy server has not.
TEST_F(RemoteFaultsTest, WholeFilesMayPassIfPartsWereServedBefore) {
  const Stream expected = ReadAll(Options(local()));
  store_->Control(Rule("whole_object", R"("times": 5, "after": 1)"));
  ReaderOptions options = Options(remote());
  options.access.remote.max_in_flight = 1;
  BePatient(options.access.remote);
  EXPECT_EQ(ReadAll(options), expected);
  EXPECT_EQ(store_->Counter("faults"), 5);
}

// Small files need no ranges.
TEST_F(RemoteFaultsTest, ASmallFileComesFromAServerWithoutRanges) {
  test::WriteDetectionSet(dir_ / "b/small.rec", 3);
  store_->Control(R"({"faults": [{"kind": "whole_object"}]})");
  EXPECT_EQ(ReadAll(Options(remote("small.rec"))).keys.size(), 3U);
}

// What ends the run, whatever the policy for bad records is.
class FinalFault : public RemoteTest, public testing::WithParamInterface<const char*> {};

TEST_P(FinalFault, EndsTheRun) {
  ReaderOptions options = Options(remote());
  options.bad_records = BadRecordPolicy::kSkip;
  DetectionReader reader(options);
  reader.Next();
  store_->Control(Rule(GetParam(), R"("probability": 1)"));
  try {
    for (int i = 0; i < 3; ++i) ReadEpoch(reader);
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::kUnavailable) << error.what();
    EXPECT_THAT(error.what(), HasSubstr(remote()));
  }
}

INSTANTIATE_TEST_SUITE_P(Kinds, FinalFault,
                         testing::Values("not_found", "access_denied", "changed", "wrong_total"));

TEST_F(RemoteFaultsTest, AFileThatIsReplacedEndsTheRun) {
  ReaderOptions options = Options(remote());
  options.bad_records = BadRecordPolicy::kSkip;
  DetectionReader reader(options);
  reader.Next();
  WriteLongRecords(local(), kRecords - 1);
  EXPECT_THAT(
      [&] {
        for (int i = 0; i < 3; ++i) ReadEpoch(reader);
      },
      ThrowsMessage<Error>(AllOf(HasSubstr(remote()), HasSubstr("was replaced"))));
}

TEST_F(RemoteFaultsTest, ARecordThatCannotBeFetchedFollowsThePolicy) {
  ReaderOptions options = Options(remote());
  options.bad_records = BadRecordPolicy::kSkip;
  options.max_bad_share = 1;
  options.access.remote.max_attempts = 1;
  BePatient(options.access.remote);
  DetectionReader reader(options);
  reader.Next();
  store_->Control(Rule("internal_error", R"("times": 1)"));
  std::size_t samples = 0;
  for (int i = 0; i < 3; ++i) samples += ReadEpoch(reader).keys.size();
  EXPECT_EQ(samples, 3 * kRecords - 5);
  EXPECT_EQ(reader.stats().remote.failures, 1U);
  EXPECT_LT(reader.stats().bad_records, 10U);
}

// Remote sets are compared with their checksums unless the options say otherwise.
TEST_F(RemoteFaultsTest, FlippedBytesAreFoundByChecksums) {
  test::WriteShardedSet(dir_ / "b/sums", 60, 1);
  const fs::path record = dir_ / "b/sums.rec";
  std::string bytes = test::ReadText(record);
  // A low byte of a coordinate, after 8 bytes of framing and 24 of the header.
  bytes[44] = static_cast<char>(bytes[44] ^ 0x10);
  test::WriteFile(record, bytes);
  ReaderOptions options = Options(remote("sums.rec"));
  EXPECT_THAT([&] { ReadAll(options); },
              ThrowsMessage<Error>(HasSubstr("do not match its checksum")));
  options.check_checksums = false;
  const Stream unchecked = ReadAll(options);
  EXPECT_EQ(unchecked, ReadAll(Options(record))) << "local files are checked on request";
  options.check_checksums = std::nullopt;
  fs::remove(dir_ / "b/sums.crc");
  EXPECT_EQ(ReadAll(options), unchecked);
}

TEST_F(RemoteFaultsTest, ChecksumsOfAnotherRunAreOnlyNamed) {
  test::WriteShardedSet(dir_ / "b/sums", 60, 1);
  test::WriteShardedSet(dir_ / "b/other", 59, 1);
  fs::copy_file(dir_ / "b/other.crc", dir_ / "b/sums.crc", fs::copy_options::overwrite_existing);
  ReaderOptions options = Options(remote("sums.rec"));
  std::string notice;
  options.log = [&](std::string_view text) { notice += text; };
  EXPECT_EQ(ReadAll(options), ReadAll(Options(dir_ / "b/sums.rec")));
  EXPECT_THAT(notice, AllOf(HasSubstr(remote("sums.crc")), HasSubstr("different runs")));
  options.check_checksums = true;
  EXPECT_THROW(ReadAll(options), Error);
}

// With a cache, the block that arrived wrong is on the disk, too.
TEST_F(RemoteFaultsTest, BytesThatFlipOnTheirWayAreFetchedAgain) {
  test::WriteShardedSet(dir_ / "b/sums", 60, 1);
  CompressRecords(dir_ / "b/sums.rec", dir_ / "b/packed.rec.zst");
  std::filesystem::copy_file(dir_ / "b/sums.idx", dir_ / "b/packed.idx");
  for (const std::string name : {"sums.rec", "packed.rec.zst"}) {
    const Stream expected = ReadAll(Options(remote(name)));
    for (const bool with_cache : {false, true}) {
      ReaderOptions options = Options(remote(name));
      options.bad_records = BadRecordPolicy::kFail;
      if (with_cache) options.access.remote.cache = dir_ / "cache" / name;
      store_->Control(R"({"reset_counters": true, "faults": [{"kind": "flip", "match": ")" + name +
                      R"(", "times": 1}]})");
      EXPECT_EQ(ReadAll(options), expected) << name << with_cache;
      EXPECT_THAT(store_->Log(), HasSubstr("\"flip\""));
      store_->Control(R"({"faults": []})");
      EXPECT_EQ(ReadAll(options), expected) << name << with_cache;
    }
  }
}

TEST_F(RemoteFaultsTest, ChecksumsThatFlipOnTheirWayAreFetchedAgain) {
  test::WriteShardedSet(dir_ / "b/sums", 60, 1);
  const Stream expected = ReadAll(Options(dir_ / "b/sums.rec"));
  ReaderOptions options = Options(remote("sums.rec"));
  std::string notice;
  options.log = [&](std::string_view text) { notice += text; };
  for (const std::optional<bool> check : {std::optional<bool>(), std::optional<bool>(true)}) {
    options.check_checksums = check;
    store_->Control(R"({"reset_counters": true, "faults":
                        [{"kind": "flip", "match": "sums.crc$", "times": 1, "bytes": 3}]})");
    EXPECT_EQ(ReadAll(options), expected);
    EXPECT_EQ(notice, "");
    EXPECT_THAT(store_->Log(), HasSubstr("\"flip\""));
  }
}

TEST_F(RemoteFaultsTest, ASlowAnswerIsOvertakenByASecondRequest) {
  ReaderOptions options = Options(remote());
  BePatient(options.access.remote);
  // Long, so that no other request uses up the few that may be doubled.
  options.access.remote.hedge_after = std::chrono::milliseconds(4'000);
  DetectionReader reader(options);
  store_->Control(Rule("hold", R"("times": 1)"));  // without the second request: for 60 s
  for (int i = 0; i < 2; ++i) ReadEpoch(reader);
  EXPECT_GE(reader.stats().remote.hedges, 1U);
  EXPECT_EQ(reader.stats().remote.retries, 0U);
}

// A reader that waits for a store that does not answer.
class SilentStoreTest : public RemoteTest {
 protected:
  void SetUp() override {
    RemoteTest::SetUp();
    if (!store_) return;
    options_ = Options(remote());
    BePatient(options_.access.remote);
    reader_ = std::make_unique<DetectionReader>(options_);
    first_ = *reader_->Next();
    store_->Control(Rule("hold", R"("times": 999)"));
    while (reader_->WaitForNext(std::chrono::milliseconds(300))) reader_->Next();
    begin_ = Clock::now();
  }

  ReaderOptions options_;
  std::unique_ptr<DetectionReader> reader_;
  std::optional<Batch> first_;
  Clock::time_point begin_;
};

TEST_F(SilentStoreTest, AReaderEndsAtOnce) {
  reader_.reset();
  EXPECT_LT(Clock::now() - begin_, std::chrono::seconds(5));
}

TEST_F(SilentStoreTest, AnotherPositionIsReachedAtOnce) {
  reader_->StartEpoch(0);
  EXPECT_LT(Clock::now() - begin_, std::chrono::seconds(5));
  store_->Control(R"({"faults": []})");
  const std::optional<Batch> again = reader_->Next();
  EXPECT_TRUE(std::ranges::equal(again->keys(), first_->keys()));
  EXPECT_EQ(reader_->stats().bad_records, 0U);
}

TEST_F(SilentStoreTest, OnWaitEndsTheOpeningOfAnotherReader) {
  options_.access.remote.on_wait = [this] {
    if (Clock::now() - begin_ > std::chrono::milliseconds(300)) {
      throw std::runtime_error("no more patience");
    }
  };
  EXPECT_THAT([&] { DetectionReader other(options_); },
              ThrowsMessage<std::runtime_error>(HasSubstr("no more patience")));
  EXPECT_LT(Clock::now() - begin_, std::chrono::seconds(5));
}

}  // namespace
}  // namespace imrec
