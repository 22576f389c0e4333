// im2rec on several machines, with the plan and the data set in an object store.
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/cli/store_fixture.h"

namespace imrec::test {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class StorePlanTest : public StoreFixture {
 protected:
  static ToolArguments Options() { return {"--num-shards", "3"}; }

  ProcessResult Plan(const ToolArguments& options = Options()) const {
    return Run({"--plan", dir_ / "set", dir_ / "in", "-o", "s3://bucket/set"}, options);
  }
  ProcessResult Work(const ToolArguments& words, const RunOptions& options = {}) const {
    return Run({"s3://bucket/set.plan.json"}, words, options);
  }
  // The object of the run with this name.
  fs::path InRun(const std::string& name) const {
    for (const auto& entry : fs::directory_iterator(Bucket())) {
      if (entry.is_directory()) return entry.path() / name;
    }
    return Bucket() / "no run" / name;
  }
  bool HasReceipt(int shard) const { return fs::exists(InRun(std::to_string(shard) + ".json")); }
  // Without the empty folders that the store of the tests keeps.
  void ExpectAsOneProcess(const ToolArguments& options = Options()) const {
    ExpectStored(PackHere(options));
    EXPECT_TRUE(fs::is_empty(Temporary()));
    EXPECT_EQ(server_->Counter("uploads"), 0);
  }
};

TEST_F(StorePlanTest, PlanShardsFinish) {
  for (const ToolArguments& options :
       {Options(), ToolArguments{"--num-shards", "2", "--compress", "zstd"}}) {
    fs::remove_all(Bucket());
    fs::create_directories(Bucket());
    EXPECT_EQ(Plan(options).exit_code, 1) << "a line is skipped";
    EXPECT_NE(Work({"--shards", "1"}).exit_code, 2);
    const ProcessResult early = Work({"--finish"});
    EXPECT_EQ(early.exit_code, 2);
    EXPECT_THAT(early.err, HasSubstr("not packed yet"));
    EXPECT_FALSE(IsStored("set.manifest.json"));
    EXPECT_EQ(Work({"--part", "0/1", "--staging", dir_ / "staging"}).exit_code, 1);
    const ProcessResult done = Work({"--finish", "--json"});
    EXPECT_EQ(done.exit_code, 1) << done.err;
    EXPECT_EQ(nlohmann::json::parse(done.out).at("lists").at(0).at("objects").back(),
              "s3://bucket/set.manifest.json");
    ExpectAsOneProcess(options);
    EXPECT_TRUE(fs::is_empty(dir_ / "staging"));
    EXPECT_THAT(Work({"--finish"}).err, HasSubstr("already complete"));
  }
}

TEST_F(StorePlanTest, APackedShardIsNotPackedAgain) {
  Plan();
  Work({"--shards", "0-2"});
  server_->Control(R"({"reset_counters": true})");
  EXPECT_THAT(Work({"--shards", "0-2"}).err, HasSubstr("is already packed"));
  EXPECT_THAT(server_->Counters(), Not(HasSubstr("PUT")));
  // A shard whose object is not that of the receipt is.
  WriteFile(Bucket() / "set-00001-of-00003.idx", "other");
  EXPECT_THAT(Work({"--finish"}).err, HasSubstr("shard 1 of 3 is not packed yet"));
  EXPECT_EQ(Work({"--parts-from", "imrec"}, {.before_exec =
                                                 [] {
                                                   ::setenv("IMREC_PART_INDEX", "0", 1);
                                                   ::setenv("IMREC_PART_COUNT", "1", 1);
                                                 }})
                .exit_code,
            1);
  EXPECT_EQ(Work({"--finish"}).exit_code, 1);
  ExpectAsOneProcess();
}

TEST_F(StorePlanTest, KilledAttemptsAndFaultsChangeNothing) {
  Plan();
  Hold("PUT", "partNumber");
  Work({"--shards", "0"}, {.meanwhile = [&](int pid) {
         AwaitFault();
         ::kill(pid, SIGKILL);
       }});
  EXPECT_TRUE(IsStored("set-00000-of-00003.idx"));
  EXPECT_FALSE(HasReceipt(0));
  fs::remove_all(Temporary());  // what the killed attempt has left
  fs::create_directories(Temporary());
  Fault(R"({"kind": "slow_down", "method": "PUT", "times": 3},
           {"kind": "hidden_error", "times": 1},
           {"kind": "lost", "match": "json", "method": "PUT", "times": 2},
           {"kind": "reset", "after": 5, "times": 2})");
  EXPECT_EQ(Work({"--shards", "0-2"}).exit_code, 1);
  EXPECT_EQ(Work({"--finish"}).exit_code, 1);
  // Of the killed attempt, which could not end it.
  EXPECT_LE(server_->Counter("uploads"), 1);
  ExpectStored(PackHere(Options()));
}

TEST_F(StorePlanTest, AnInterruptedAttemptLeavesNoParts) {
  Plan();
  const std::vector<std::pair<std::string, std::string>> steps = {
      {"PUT", "partNumber"}, {"POST", "uploadId"}, {"GET", "list-type"}, {"PUT", "0.json"}};
  for (const auto& [method, match] : steps) {
    Hold(method, match);
    std::chrono::steady_clock::time_point signalled;
    const ProcessResult stopped = Work({"--shards", "0"}, {.meanwhile = [&](int pid) {
                                         AwaitFault();
                                         signalled = std::chrono::steady_clock::now();
                                         ::kill(pid, SIGTERM);
                                       }});
    EXPECT_EQ(stopped.exit_code, 128 + SIGTERM) << match;
    EXPECT_LT(std::chrono::steady_clock::now() - signalled, std::chrono::seconds(20)) << match;
    EXPECT_EQ(server_->Counter("uploads"), 0) << match;
    EXPECT_FALSE(HasReceipt(0)) << match;
    EXPECT_TRUE(fs::is_empty(Temporary())) << match;
    Fault("");
  }
}

TEST_F(StorePlanTest, DoubledAttemptsAreHarmless) {
  Plan();
  server_->Control(R"({"delay_ms": 10})");
  const ProcessResult first = Work({"--shards", "0-2"}, {.meanwhile = [&](int) {
                                     EXPECT_EQ(Work({"--shards", "0-2"}).exit_code, 1);
                                   }});
  EXPECT_EQ(first.exit_code, 1) << first.err;
  server_->Control(R"({"delay_ms": 0})");
  EXPECT_EQ(Work({"--finish"}).exit_code, 1);
  ExpectAsOneProcess();
}

TEST_F(StorePlanTest, ALateAttemptIsHarmless) {
  Plan();
  Hold("PUT", "00001-of-00003.*partNumber");
  const ProcessResult late = Work({"--shards", "0-2"}, {.meanwhile = [&](int) {
                                    AwaitFault();
                                    EXPECT_TRUE(HasReceipt(0));
                                    EXPECT_EQ(Work({"--shards", "0-2"}).exit_code, 1);
                                    EXPECT_EQ(Work({"--finish"}).exit_code, 1);
                                    Fault("");
                                  }});
  EXPECT_NE(late.exit_code, 2) << late.err;
  EXPECT_THAT(late.err, HasSubstr("the data set is complete"));
  EXPECT_THAT(Work({"--shards", "1"}).err, HasSubstr("the data set is complete"));
  ExpectAsOneProcess();
}

TEST_F(StorePlanTest, ALateAttemptWithOtherContentsIsAnError) {
  Plan({"--num-shards", "3", "--compress", "zstd"});
  Hold("PUT", "00001-of-00003.*partNumber");
  const auto change_images = [&] {
    for (const auto& entry : fs::directory_iterator(dir_ / "in")) {
      if (entry.path().extension() == ".jpg") WriteFile(entry.path(), MakeJpeg({80, 70}, 9, 95));
    }
  };
  const ProcessResult late = Work({"--shards", "0-2"}, {.meanwhile = [&](int) {
                                    AwaitFault();
                                    change_images();
                                    EXPECT_NE(Work({"--shards", "0-2"}).exit_code, 2);
                                    EXPECT_NE(Work({"--finish"}).exit_code, 2);
                                    Fault("");
                                  }});
  EXPECT_EQ(late.exit_code, 2);
  EXPECT_THAT(late.err, HasSubstr("with other contents"));
}

TEST_F(StorePlanTest, OtherContentsAreAnError) {
  Plan();
  Hold("PUT", "partNumber");
  const ProcessResult result = Work({"--shards", "0"}, {.meanwhile = [&](int) {
                                      AwaitFault();
                                      WriteFile(dir_ / "in/1.jpg", MakeJpeg({80, 70}, 9, 95));
                                      EXPECT_EQ(Work({"--shards", "0"}).exit_code, 0);
                                      Fault("");
                                    }});
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_THAT(result.err, HasSubstr("with other contents"));
}

TEST_F(StorePlanTest, AKilledFinishCanBeRepeated) {
  Plan();
  Work({"--shards", "0-2"});
  Hold("DELETE", "");
  Work({"--finish"}, {.meanwhile = [&](int pid) {
         AwaitFault();
         ::kill(pid, SIGKILL);
       }});
  EXPECT_TRUE(IsStored("set.manifest.json"));
  Fault("");
  EXPECT_EQ(Work({"--finish"}).exit_code, 1);
  ExpectAsOneProcess();
}

TEST_F(StorePlanTest, ARunWithoutRecordsLeavesNoShards) {
  for (int i = 0; i < 12; ++i) WriteFile(dir_ / ("in/" + std::to_string(i) + ".jpg"), "no image");
  Plan();
  EXPECT_EQ(Work({"--shards", "0-2"}).exit_code, 1);
  EXPECT_EQ(Work({"--finish"}).exit_code, 2);
  const FileContents stored = FilesBelow(Bucket());
  EXPECT_EQ(stored.size(), 1);
  EXPECT_TRUE(stored.contains("set.skipped.tsv"));
}

TEST_F(StorePlanTest, ARunWithoutRecordsLeavesTheSetThatExists) {
  Plan();
  Work({"--shards", "0-2"});
  Work({"--finish"});
  FileContents before = FilesBelow(Bucket());
  for (int i = 0; i < 12; ++i) WriteFile(dir_ / ("in/" + std::to_string(i) + ".jpg"), "no image");
  Plan({"--num-shards", "3", "--quality", "50"});
  EXPECT_EQ(Work({"--shards", "0-2"}).exit_code, 1);
  EXPECT_EQ(Work({"--finish"}).exit_code, 2);
  FileContents after = FilesBelow(Bucket());
  for (const char* const changed : {"set.skipped.tsv", "set.plan.json"}) {
    before.erase(changed);
    after.erase(changed);
  }
  EXPECT_EQ(after, before);
}

TEST_F(StorePlanTest, AnEmptyShardIsWrittenByFinish) {
  for (const ToolArguments& options :
       {Options(), ToolArguments{"--num-shards", "3", "--compress", "zstd"}}) {
    for (int i = 0; i < 4; ++i) WriteFile(dir_ / ("in/" + std::to_string(i) + ".jpg"), "no image");
    Plan(options);
    Work({"--shards", "0-2"});
    EXPECT_FALSE(IsStored("set-00000-of-00003.idx"));
    EXPECT_EQ(Work({"--finish"}).exit_code, 1);
    EXPECT_TRUE(IsStored("set-00000-of-00003.idx"));
    ExpectAsOneProcess(options);
    fs::remove_all(Bucket());
    fs::create_directories(Bucket());
  }
}

// As after a late upload of another plan, which had as many bytes.
TEST_F(StorePlanTest, ObjectsOfTheSameSizeWithOtherContentsAreNoticed) {
  Plan();
  Work({"--shards", "0-2"});
  const fs::path records = Bucket() / "set-00001-of-00003.rec";
  std::string text = ReadText(records);
  const std::string whole = text;
  text[text.size() / 2] = static_cast<char>(text[text.size() / 2] + 1);
  WriteFile(records, text);
  EXPECT_THAT(Work({"--finish"}).err, HasSubstr("shard 1 of 3 is not packed yet"));
  EXPECT_NE(Work({"--shards", "1"}).exit_code, 2);
  EXPECT_EQ(ReadText(records), whole);
  EXPECT_EQ(Work({"--finish"}).exit_code, 1);
  ExpectAsOneProcess();
}

TEST_F(StorePlanTest, AnotherPlanDoesNotThrowShardsAway) {
  Plan();
  EXPECT_THAT(Plan().err, Not(HasSubstr("is the same plan")));
  Work({"--shards", "0"});
  EXPECT_THAT(Plan().err, AllOf(HasSubstr("is the same plan"), HasSubstr("1 of its 3 shards")));
  const ProcessResult other = Plan({"--num-shards", "2"});
  EXPECT_EQ(other.exit_code, 2);
  EXPECT_THAT(other.err, HasSubstr("is another plan, and 1 of its 3 shards are packed"));
}

TEST_F(StorePlanTest, ThePlanNamesFoldersAsEachMachineSeesThem) {
  const ProcessResult planned =
      Run({"--plan", "set", "in", "-o", "s3://bucket/set", "--num-shards", "3"}, {},
          {.before_exec = [&] {
            if (::chdir(dir_.path().c_str()) != 0) ::_exit(99);
          }});
  EXPECT_EQ(planned.exit_code, 1) << planned.err;
  EXPECT_EQ(Work({"--shards", "0-2"}).exit_code, 1) << "from another working folder";
  EXPECT_EQ(Work({"--finish"}).exit_code, 1);
  EXPECT_EQ(nlohmann::json::parse(ReadText(Bucket() / "set.plan.json")).at("root"),
            (dir_ / "in").string());
}

}  // namespace
}  // namespace imrec::test
