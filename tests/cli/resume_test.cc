// im2rec killed at random moments, and resumed.
#include <signal.h>  // NOLINT(modernize-deprecated-headers): it declares kill()
#include <sys/wait.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <random>
#include <string>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/files.h"
#include "tests/support/process.h"

namespace imrec::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

constexpr int kKilled = 128 + SIGKILL;

class ResumeTest : public testing::Test {
 protected:
  static constexpr int kLines = 600;

  ResumeTest() {
    // Large enough that a kill mostly finds some records on the disk and some not.
    for (int i = 0; i < 12; ++i) {
      WriteFile(dir_ / ("in/" + std::to_string(i) + ".jpg"),
                MakeJpeg({400 + 31 * i, 300 + 17 * i}, i, 98));
    }
    std::string list;
    for (int i = 0; i < kLines; ++i) {
      const std::string name = i % 50 == 7 ? "none" : std::to_string(i % 12);
      list += std::to_string(5000 - i) + '\t' + std::to_string(i % 3) + '\t' + name + ".jpg\n";
    }
    WriteFile(dir_ / "set.lst", list);
  }

  ProcessResult Run(std::vector<std::string> arguments, const RunOptions& options = {}) const {
    arguments.push_back(dir_ / "set");
    arguments.push_back(dir_ / "in");
    return RunTool("im2rec", arguments, options);
  }
  // All files of the folder by name, but the list and the images.
  std::map<std::string, std::string> Files() const {
    std::map<std::string, std::string> files;
    for (const auto& entry : std::filesystem::directory_iterator(dir_.path())) {
      const std::string name = entry.path().filename();
      if (entry.is_regular_file() && name != "set.lst") files[name] = ReadText(entry.path());
    }
    return files;
  }
  void RemoveFiles() const {
    for (const auto& [name, contents] : Files()) std::filesystem::remove(dir_ / name);
  }
  std::uint64_t PartialBytes() const {
    std::error_code error;
    const auto size = std::filesystem::file_size(dir_ / "set.rec.partial", error);
    return error ? 0 : size;
  }

  // Kills and resumes until the tool comes to its end; returns how often it was killed.
  int RunWithKills(const std::vector<std::string>& arguments, std::mt19937& random,
                   std::chrono::microseconds longest) const {
    std::vector<std::string> resuming = arguments;
    resuming.emplace_back("--resume");
    int kills = 0;
    for (int attempt = 0;; ++attempt) {
      const auto wait = longest * static_cast<int>(random() % 1000) / 1000;
      const bool last = attempt == 8;
      const ProcessResult result = Run(resuming, {.meanwhile = [&](int pid) {
                                         if (last) return;
                                         std::this_thread::sleep_for(wait);
                                         ::kill(pid, SIGKILL);
                                       }});
      if (result.exit_code != kKilled) {
        EXPECT_EQ(result.exit_code, 1) << result.err;
        return kills;
      }
      ++kills;
    }
  }

  // Compares many killed runs with one that is not.
  void ExpectSameResult(const std::vector<std::string>& arguments, int wanted_kills) const {
    const auto start = std::chrono::steady_clock::now();
    ASSERT_EQ(Run(arguments).exit_code, 1);
    const auto longest = std::chrono::duration_cast<std::chrono::microseconds>(
        std::chrono::steady_clock::now() - start);
    const auto expected = Files();
    ASSERT_TRUE(expected.contains("set.manifest.json"));
    std::mt19937 random(static_cast<unsigned>(arguments.size()) + 77);
    int kills = 0;
    for (int round = 0; kills < wanted_kills && round < 10 * wanted_kills; ++round) {
      RemoveFiles();
      kills += RunWithKills(arguments, random, longest);
      const auto files = Files();
      ASSERT_EQ(files.size(), expected.size());
      for (const auto& [name, contents] : expected) {
        ASSERT_TRUE(files.contains(name)) << name;
        EXPECT_TRUE(files.at(name) == contents) << name << " in round " << round;
      }
    }
    EXPECT_GE(kills, wanted_kills);
  }

  TempDir dir_;
};

TEST_F(ResumeTest, OneFileIsTheSame) { ExpectSameResult({"--pass-through"}, 20); }

TEST_F(ResumeTest, ReencodedFileIsTheSame) {
  ExpectSameResult({"--resize", "200", "--num-thread", "2"}, 6);
}

TEST_F(ResumeTest, ShardsAreTheSame) {
  ExpectSameResult({"--pass-through", "--num-shards", "5"}, 8);
  RemoveFiles();
  ExpectSameResult({"--pass-through", "--shard-size", "5MB"}, 8);
}

TEST_F(ResumeTest, CompressedShardsAreTheSame) {
  ExpectSameResult({"--pass-through", "--shard-size", "7MB", "--compress", "zstd:1"}, 8);
}

// Kills the tool once some megabytes of records are on the disk.
class InterruptedTest : public ResumeTest {
 protected:
  InterruptedTest() {
    for (int attempt = 0; attempt < 200 && !interrupted_; ++attempt) {
      const ProcessResult result =
          Run({"--pass-through", "--num-thread", "1"}, {.meanwhile = [this](int pid) {
                // Until it has ended, the child stays as a zombie.
                siginfo_t info = {};
                while (PartialBytes() < (3U << 20U) && info.si_pid == 0) {
                  ::waitid(P_PID, static_cast<id_t>(pid), &info, WEXITED | WNOHANG | WNOWAIT);
                }
                ::kill(pid, SIGKILL);
              }});
      interrupted_ = result.exit_code == kKilled && PartialBytes() > 0;
      if (!interrupted_) RemoveFiles();
    }
    if (!interrupted_) throw std::runtime_error("the tool was never interrupted");
  }

  bool interrupted_ = false;
};

TEST_F(InterruptedTest, OldFilesStayAndTheResumedRunSaysWhatItTookOver) {
  EXPECT_FALSE(std::filesystem::exists(dir_ / "set.rec"));
  EXPECT_FALSE(std::filesystem::exists(dir_ / "set.manifest.json"));
  const ProcessResult resumed = Run({"--pass-through", "--resume"});
  EXPECT_EQ(resumed.exit_code, 1);
  EXPECT_THAT(resumed.err, AllOf(HasSubstr("588 records"), HasSubstr("12 skipped"),
                                 HasSubstr("kept from the interrupted run")));
  for (const auto& [name, contents] : Files()) EXPECT_THAT(name, Not(HasSubstr("partial")));
}

TEST_F(InterruptedTest, OtherOptionsAreRefusedAndNothingIsLost) {
  const auto before = Files();
  const ProcessResult other = Run({"--resize", "100", "--resume"});
  EXPECT_EQ(other.exit_code, 2);
  EXPECT_THAT(other.err, AllOf(HasSubstr("cannot resume"), HasSubstr("had")));
  EXPECT_TRUE(Files() == before);
  WriteFile(dir_ / "set.lst", ReadText(dir_ / "set.lst") + "1\t0\t0.jpg\n");
  const ProcessResult changed = Run({"--pass-through", "--resume"});
  EXPECT_EQ(changed.exit_code, 2);
  EXPECT_THAT(changed.err, HasSubstr("list-xxh3-64"));
  EXPECT_TRUE(Files() == before);
}

TEST_F(InterruptedTest, WithoutResumeItStartsOver) {
  const ProcessResult fresh = Run({"--pass-through"});
  EXPECT_EQ(fresh.exit_code, 1);
  EXPECT_THAT(fresh.err, AllOf(HasSubstr("588 records"), Not(HasSubstr("interrupted"))));
  for (const auto& [name, contents] : Files()) EXPECT_THAT(name, Not(HasSubstr("partial")));
}

TEST_F(InterruptedTest, DamagedLeftoversAreDroppedFromTheDamageOn) {
  std::string partial = ReadText(dir_ / "set.rec.partial");
  partial[partial.size() / 2] = static_cast<char>(partial[partial.size() / 2] ^ 0x10);
  WriteFile(dir_ / "set.rec.partial", partial);
  ASSERT_EQ(Run({"--pass-through", "--resume"}).exit_code, 1);
  const auto resumed = Files();
  ASSERT_EQ(Run({"--pass-through"}).exit_code, 1);
  EXPECT_TRUE(Files() == resumed);
}

TEST_F(InterruptedTest, SkippedLinesStaySkipped) {
  // The image turns up between the runs; one run would not have had it for all its lines.
  std::filesystem::copy(dir_ / "in/0.jpg", dir_ / "in/none.jpg");
  ASSERT_NE(Run({"--pass-through", "--resume"}).exit_code, 2);
  EXPECT_THAT(ReadText(dir_ / "set.skipped.tsv"), HasSubstr("8\t4993\tnone.jpg\tcannot open"));
}

TEST_F(InterruptedTest, ARunThatIsCompleteIsNotRepeated) {
  ASSERT_EQ(Run({"--pass-through", "--resume"}).exit_code, 1);
  const auto before = Files();
  const ProcessResult again = Run({"--pass-through", "--resume"});
  EXPECT_EQ(again.exit_code, 1) << "its skipped lines still count";
  EXPECT_THAT(again.err, HasSubstr("is already complete"));
  EXPECT_TRUE(Files() == before);
}

}  // namespace
}  // namespace imrec::test
