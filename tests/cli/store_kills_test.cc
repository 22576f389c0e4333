// im2rec is killed at every request of a plan, a task and a finish in an object store.
#include <csignal>
#include <string>

#include <gtest/gtest.h>

#include "tests/cli/store_fixture.h"

namespace imrec::test {
namespace {

namespace fs = std::filesystem;

class StoreKillsTest : public StoreFixture {
 protected:
  static constexpr int kMostRequests = 200;

  ProcessResult Plan(const RunOptions& options = {}) const {
    return Run({"--plan", dir_ / "set", dir_ / "in", "-o", "s3://bucket/set", "--num-shards", "2"},
               {}, options);
  }
  ProcessResult Work(const ToolArguments& words, const RunOptions& options = {}) const {
    return Run({"s3://bucket/set.plan.json"}, words, options);
  }

  void EmptyBucket() const {
    for (const auto& entry : fs::directory_iterator(Bucket())) fs::remove_all(entry.path());
  }

  // Kills the process while its request `number`, from 0, waits for the response. Returns false if
  // the process ends with fewer requests.
  template <typename Step>
  bool KillAtRequest(const Step& step, int number) const {
    server_->Control(R"({"reset_counters": true})");
    Fault(R"({"kind": "hold", "times": 1, "after": )" + std::to_string(number) + "}");
    bool killed = false;
    const ProcessResult result = step({.meanwhile = [&](int pid) {
      Await([&] { return server_->Counter("faults") > 0 || HasEnded(pid); });
      killed = server_->Counter("faults") > 0;
      if (killed) ::kill(pid, SIGKILL);
    }});
    Fault("");
    // What the dead process has asked for is done, too.
    Await([&] { return server_->Counter("in_flight") == 0; });
    if (!killed) ExpectDone(result, "without a fault");
    return killed;
  }

  static bool HasEnded(int pid) {
    const std::string status = ReadText("/proc/" + std::to_string(pid) + "/stat");
    return status.empty() || status.find(") Z") != std::string::npos;
  }

  // 1: a line is skipped.
  static void ExpectDone(const ProcessResult& result, const std::string& where) {
    EXPECT_TRUE(result.exit_code == 0 || result.exit_code == 1) << where << ": " << result.err;
  }

  // Readers go by the manifest: if it is there, so is all else.
  void ExpectNoPartialSet(const FileContents& expected, const std::string& where) const {
    if (!IsStored("set.manifest.json")) return;
    for (const auto& [name, contents] : expected) {
      if (name.ends_with(".rec") || name.ends_with(".idx")) {
        EXPECT_TRUE(IsStored(name) && ReadText(Bucket() / name) == contents)
            << name << ' ' << where;
      }
    }
  }

  // Kills a step at each of its requests, each time after `before`, and runs the rest undisturbed.
  template <typename Before, typename Step>
  void KillEverywhere(const std::string& what, const Before& before, const Step& step) const {
    const FileContents expected = PackHere({"--num-shards", "2"});
    int number = 0;
    for (bool killed = true; killed && number < kMostRequests; ++number) {
      EmptyBucket();
      before();
      killed = KillAtRequest(step, number);
      const std::string where = what + ", request " + std::to_string(number);
      ExpectNoPartialSet(expected, where);
      ExpectDone(Plan(), where);
      ExpectDone(Work({"--shards", "0-1"}), where);
      ExpectDone(Work({"--finish"}), where);
      ExpectStored(expected, where);
    }
    EXPECT_GT(number, 2) << what;
    EXPECT_LT(number, kMostRequests) << what;
  }
};

TEST_F(StoreKillsTest, Plan) {
  KillEverywhere(
      "plan", [] {}, [&](const RunOptions& options) { return Plan(options); });
}

TEST_F(StoreKillsTest, Task) {
  KillEverywhere(
      "task", [&] { Plan(); },
      [&](const RunOptions& options) {
        return Work({"--shards", "0"}, options);
      });
}

TEST_F(StoreKillsTest, Finish) {
  KillEverywhere(
      "finish",
      [&] {
        Plan();
        Work({"--shards", "0-1"});
      },
      [&](const RunOptions& options) { return Work({"--finish"}, options); });
}

}  // namespace
}  // namespace imrec::test
