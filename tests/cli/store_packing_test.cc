// im2rec with s3:// as the prefix of the data set.
#include <unistd.h>

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

class StorePackingTest : public StoreFixture {
 protected:
  ProcessResult PackThere(const ToolArguments& options = {}, const RunOptions& run = {}) const {
    return Run({dir_ / "set", dir_ / "in", "-o", "s3://bucket/set"}, options, run);
  }
  bool IsStagingEmpty() const { return fs::is_empty(Temporary()); }
};

TEST_F(StorePackingTest, ObjectsAreTheFilesOfAFolder) {
  for (const ToolArguments& options : {ToolArguments{}, ToolArguments{"--num-shards", "3"},
                                       ToolArguments{"--shard-size", "6kB", "--compress", "zstd"},
                                       ToolArguments{"--num-parts", "2", "--part-index", "0"}}) {
    fs::remove_all(Bucket());
    fs::create_directories(Bucket());
    const FileContents expected = PackHere(options);
    const ProcessResult result = PackThere(options);
    EXPECT_EQ(result.exit_code, 1) << result.err;
    ExpectStored(expected, result.err);
    EXPECT_TRUE(IsStagingEmpty());
  }
  EXPECT_EQ(server_->Counter("uploads"), 0);
}

TEST_F(StorePackingTest, FaultsChangeNothing) {
  const FileContents expected = PackHere({"--num-shards", "3"});
  Fault(R"({"kind": "slow_down", "probability": 0.2, "seed": 1, "times": 5},
           {"kind": "reset", "probability": 0.1, "seed": 2, "times": 2},
           {"kind": "corrupt", "method": "PUT", "times": 2},
           {"kind": "hidden_error", "method": "POST", "times": 1},
           {"kind": "lost", "method": "PUT", "match": "manifest", "times": 1})");
  const ProcessResult result = PackThere({"--num-shards", "3"});
  EXPECT_EQ(result.exit_code, 1) << result.err;
  ExpectStored(expected);
}

TEST_F(StorePackingTest, AKilledUploadIsNoSetAndCanBeResumed) {
  const FileContents expected = PackHere({"--num-shards", "3"});
  Hold("PUT", "partNumber");  // after the small files
  const ProcessResult killed = PackThere({"--num-shards", "3"}, {.meanwhile = [&](int pid) {
                                           AwaitFault();
                                           ::kill(pid, SIGKILL);
                                         }});
  EXPECT_TRUE(IsStored("set-00000-of-00003.idx"));
  EXPECT_EQ(killed.exit_code, 128 + SIGKILL);
  EXPECT_FALSE(IsStored("set.manifest.json"));
  EXPECT_FALSE(IsStagingEmpty());
  server_->Control(R"({"faults": [], "reset_counters": true})");
  const ProcessResult resumed = PackThere({"--num-shards", "3", "--resume"});
  EXPECT_EQ(resumed.exit_code, 1) << resumed.err;
  EXPECT_THAT(resumed.err, HasSubstr("was already packed, and is now complete"));
  ExpectStored(expected);
  EXPECT_TRUE(IsStagingEmpty());
  EXPECT_THAT(server_->Send("GET", "/_control/log", ""), Not(HasSubstr("set-00000-of-00003.idx")))
      << "what is there is sent again";
  // What is complete in the store is not packed again.
  server_->Control(R"({"reset_counters": true})");
  EXPECT_THAT(PackThere({"--num-shards", "3", "--resume"}).err, HasSubstr("already complete"));
  EXPECT_THAT(server_->Counters(), Not(HasSubstr("PUT")));
}

TEST_F(StorePackingTest, WithoutResumeAKilledUploadStartsOver) {
  const FileContents expected = PackHere({});
  Hold("PUT", "partNumber");
  PackThere({"--num-shards", "2", "--staging", dir_ / "staging"}, {.meanwhile = [&](int pid) {
              AwaitFault();
              ::kill(pid, SIGKILL);
            }});
  EXPECT_TRUE(IsStored("set-00000-of-00002.idx"));
  EXPECT_FALSE(fs::is_empty(dir_ / "staging"));
  Fault("");
  const ProcessResult again = PackThere({"--staging", dir_ / "staging"});
  EXPECT_EQ(again.exit_code, 1) << again.err;
  EXPECT_TRUE(fs::is_empty(dir_ / "staging"));
  const FileContents stored = FilesBelow(Bucket());
  for (const auto& [name, contents] : expected) EXPECT_EQ(stored.at(name), contents) << name;
}

TEST_F(StorePackingTest, AnInterruptLeavesNoParts) {
  Hold("PUT", "partNumber");
  const ProcessResult stopped = PackThere({}, {.meanwhile = [&](int pid) {
                                            AwaitFault();
                                            ::kill(pid, SIGINT);
                                          }});
  EXPECT_EQ(stopped.exit_code, 128 + SIGINT);
  EXPECT_THAT(stopped.err, AllOf(HasSubstr("stopped by a signal"), HasSubstr("--resume")));
  EXPECT_EQ(server_->Counter("uploads"), 0);
  EXPECT_FALSE(IsStored("set.manifest.json"));
  Fault("");
  EXPECT_EQ(PackThere({"--resume"}).exit_code, 1);
  ExpectStored(PackHere({}));
}

TEST_F(StorePackingTest, AnInterruptEndsEachStepOfAnUpload) {
  const FileContents expected = PackHere({});
  const std::vector<std::pair<std::string, std::string>> steps = {{"POST", "uploads="},
                                                                  {"POST", "uploadId"},
                                                                  {"GET", "set.manifest"},
                                                                  {"PUT", "set.manifest"},
                                                                  {"DELETE", "rec.zst"}};
  for (const auto& [method, match] : steps) {
    fs::remove_all(Bucket());
    fs::create_directories(Bucket());
    WriteFile(Bucket() / "set.rec.zst", "older");
    Hold(method, match);
    std::chrono::steady_clock::time_point signalled;
    const ProcessResult stopped = PackThere({}, {.meanwhile = [&](int pid) {
                                              AwaitFault();
                                              signalled = std::chrono::steady_clock::now();
                                              ::kill(pid, SIGINT);
                                            }});
    const auto needed = std::chrono::steady_clock::now() - signalled;
    EXPECT_EQ(stopped.exit_code, 128 + SIGINT) << match << stopped.err;
    EXPECT_LT(needed, std::chrono::seconds(20)) << match;  // a silent request ends after 60 s
    EXPECT_EQ(IsStored("set.manifest.json"), method == "DELETE") << match;
    Fault("");
    EXPECT_NE(PackThere({"--resume"}).exit_code, 2) << match;
    fs::remove(Bucket() / "set.rec.zst");
    ExpectStored(expected, match);
  }
}

TEST_F(StorePackingTest, ResumingDoesNotReplaceTheSetOfAnotherProcess) {
  for (const std::string before : {"", "an older set"}) {
    fs::remove_all(Bucket());
    fs::create_directories(Bucket());
    if (!before.empty()) WriteFile(Bucket() / "set.manifest.json", before);
    Fault(R"({"kind": "access_denied", "method": "PUT"})");
    EXPECT_THAT(PackThere().err, HasSubstr("--resume continues"));
    // The fault stays: under load, a request of the first run may still arrive at the store.
    WriteFile(Bucket() / "set.manifest.json", "of another process");
    const ProcessResult resumed = PackThere({"--resume"});
    EXPECT_EQ(resumed.exit_code, 2);
    EXPECT_THAT(resumed.err, AllOf(HasSubstr("was written since this data set began to be packed"),
                                   Not(HasSubstr("--resume continues"))));
    EXPECT_EQ(FilesBelow(Bucket()), (FileContents{{"set.manifest.json", "of another process"}}));
    Fault("");
    EXPECT_EQ(PackThere().exit_code, 1) << "without --resume it is replaced";
    ExpectStored(PackHere({}));
    EXPECT_TRUE(IsStagingEmpty());
  }
}

TEST_F(StorePackingTest, AFolderThatCannotBeEmptiedIsOnlyAWarning) {
  if (::geteuid() == 0) GTEST_SKIP() << "root may remove anything";
  Hold("PUT", "partNumber");
  const ProcessResult result =
      PackThere({"--staging", dir_ / "staging"}, {.meanwhile = [&](int) {
                  AwaitFault();
                  for (const auto& entry : fs::directory_iterator(dir_ / "staging")) {
                    fs::permissions(entry.path(), fs::perms::owner_read | fs::perms::owner_exec);
                  }
                  Fault("");
                }});
  EXPECT_EQ(result.exit_code, 1) << result.err;
  EXPECT_THAT(result.err, HasSubstr("cannot remove what is in it"));
  ExpectStored(PackHere({}));
  for (const auto& entry : fs::directory_iterator(dir_ / "staging")) {
    fs::permissions(entry.path(), fs::perms::owner_all);
  }
}

TEST_F(StorePackingTest, ARefusedUploadIsReportedAndKept) {
  Fault(R"({"kind": "access_denied", "method": "PUT"})");
  const ProcessResult refused = PackThere();
  EXPECT_EQ(refused.exit_code, 2);
  EXPECT_THAT(refused.err, AllOf(HasSubstr("s3://bucket/set"), HasSubstr("AccessDenied"),
                                 HasSubstr("--resume continues")));
  EXPECT_FALSE(IsStored("set.manifest.json"));
  Fault("");
  EXPECT_EQ(PackThere({"--resume"}).exit_code, 1);
  ExpectStored(PackHere({}));
}

TEST_F(StorePackingTest, ASetThatExistsIsReplacedWhole) {
  EXPECT_EQ(PackThere({"--compress", "zstd"}).exit_code, 1);
  EXPECT_TRUE(IsStored("set.rec.zst"));
  EXPECT_TRUE(IsStored("set.skipped.tsv"));
  WriteFile(dir_ / "set.lst", "1\t0\t1.jpg\n2\t1\t2.jpg\n");
  fs::remove_all(dir_ / "here");
  EXPECT_EQ(Run({dir_ / "set", dir_ / "in", "-o", dir_ / "here/set"}).exit_code, 0);
  const ProcessResult result = PackThere({"--json"});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  ExpectStored(FilesBelow(dir_ / "here"));
  EXPECT_THAT(result.err, AllOf(HasSubstr("its readers find some of both sets"),
                                HasSubstr("replaced the set of"), HasSubstr("11 records")));
  const auto entry = nlohmann::json::parse(result.out).at("lists").at(0);
  EXPECT_EQ(entry.at("rec"), "s3://bucket/set.rec");
  EXPECT_EQ(entry.at("replaced").at("records"), 11);
  EXPECT_EQ(entry.at("objects").size(), 5);
  EXPECT_EQ(entry.at("objects").back(), "s3://bucket/set.manifest.json");
}

TEST_F(StorePackingTest, TwoSetsAtOneNameAreAnError) {
  const std::string manifest = PackHere({}).at("set.manifest.json");
  for (const bool is_new : {true, false}) {
    for (const bool same : {true, false}) {
      fs::remove_all(Bucket());
      fs::create_directories(Bucket());
      if (!is_new) WriteFile(Bucket() / "set.manifest.json", "older");
      Hold("PUT", "partNumber");
      const ProcessResult result =
          PackThere({}, {.meanwhile = [&](int) {
                      AwaitFault();
                      WriteFile(Bucket() / "set.manifest.json", same ? manifest : "other");
                      Fault("");
                    }});
      EXPECT_EQ(result.exit_code, same ? 1 : 2) << result.err;
      EXPECT_EQ(result.err.find("was written by another process meanwhile") == std::string::npos,
                same);
      EXPECT_THAT(result.err, Not(HasSubstr("--resume")));
      EXPECT_EQ(ReadText(Bucket() / "set.manifest.json"), same ? manifest : "other");
      fs::remove_all(Temporary());
      fs::create_directories(Temporary());
    }
  }
}

// Between the last look and the request.
TEST_F(StorePackingTest, AManifestThatIsReplacedAtTheLastMomentIsAnError) {
  for (const bool is_new : {true, false}) {
    if (!is_new) WriteFile(Bucket() / "set.manifest.json", "older");
    Hold("PUT", "set.manifest");
    const ProcessResult result = PackThere({}, {.meanwhile = [&](int) {
                                             AwaitFault();
                                             WriteFile(Bucket() / "set.manifest.json", "other");
                                             Fault("");
                                           }});
    EXPECT_EQ(result.exit_code, 2) << result.err;
    EXPECT_THAT(result.err, HasSubstr("was written by another process meanwhile"));
    EXPECT_EQ(ReadText(Bucket() / "set.manifest.json"), "other");
  }
}

TEST_F(StorePackingTest, StoresWithoutConditionsWork) {
  server_->Control(R"({"conditional_writes": "refused", "etags": "opaque"})");
  EXPECT_EQ(PackThere().exit_code, 1);
  ExpectStored(PackHere({}));
}

TEST_F(StorePackingTest, TheListMayBeInTheStore) {
  const FileContents expected = PackHere({});
  fs::rename(dir_ / "set.lst", Bucket() / "set.lst");
  fs::remove(dir_ / "set.classes.txt");
  WriteFile(Bucket() / "set.classes.txt", "cat\ndog\nbird\n");
  const ProcessResult result = Run({"s3://bucket/set", dir_ / "in"});
  EXPECT_EQ(result.exit_code, 1) << result.err;
  for (const auto& [name, contents] : expected) {
    EXPECT_EQ(FilesBelow(Bucket()).at(name), contents) << name;
  }
}

TEST_F(StorePackingTest, ListsAreNotWrittenToStores) {
  const ProcessResult result =
      Run({"--list", "s3://bucket/other", dir_ / "in"}, {}, {.before_exec = [&] {
            if (::chdir(dir_.path().c_str()) != 0) ::_exit(99);
          }});
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_THAT(result.err, HasSubstr("read, but not written"));
  EXPECT_FALSE(fs::exists(dir_ / "s3:")) << "a folder with the name of the store";
}

TEST_F(StorePackingTest, NoImageWritesOnlyTheTable) {
  WriteFile(dir_ / "in/1.jpg", "no image");
  WriteFile(dir_ / "set.lst", "1\t0\t1.jpg\n");
  EXPECT_EQ(PackThere().exit_code, 2);
  EXPECT_TRUE(IsStored("set.skipped.tsv"));
  EXPECT_EQ(FilesBelow(Bucket()).size(), 1);
  EXPECT_TRUE(IsStagingEmpty());
}

TEST_F(StorePackingTest, WhatCannotBeWrittenIsSaidBeforePacking) {
  const auto pack = [&](const std::string& output) {
    const ProcessResult result = Run({dir_ / "set", dir_ / "in", "-o", output});
    EXPECT_EQ(result.exit_code, 2) << output;
    EXPECT_THAT(result.err, Not(HasSubstr("skipped"))) << output;
    return result.err;
  };
  EXPECT_THAT(pack("https://host/set"), HasSubstr("web servers are read, but not written"));
  EXPECT_THAT(pack("s3://none/set"), HasSubstr("NoSuchBucket"));
  EXPECT_THAT(pack("s3://bucket"), HasSubstr("key is missing"));
  variables_->Set("AWS_SECRET_ACCESS_KEY", "wrong");
  EXPECT_THAT(pack("s3://bucket/set"), HasSubstr("SignatureDoesNotMatch"));
  variables_->Set("AWS_SECRET_ACCESS_KEY", "se/cr+et");
  variables_->Set("IMREC_S3_PART_SIZE", "0");
  EXPECT_THAT(pack("s3://bucket/set"), HasSubstr("IMREC_S3_PART_SIZE should be"));
  EXPECT_TRUE(IsStagingEmpty());
}

}  // namespace
}  // namespace imrec::test
