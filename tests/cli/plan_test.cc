// im2rec on several machines: plan, shards in any order by any number of processes, finish. All
// files must be those of one process.
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <map>
#include <set>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/support/files.h"
#include "tests/support/process.h"

namespace imrec::test {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;

using Files = std::map<std::string, std::string>;
using Words = std::vector<std::string>;
using Variables = std::map<std::string, std::string>;

constexpr int kShards = 5;

// All files below a folder but the plan.
Files FilesIn(const fs::path& folder) {
  Files files;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    const std::string name = entry.path().lexically_relative(folder);
    if (!entry.is_regular_file()) {
      files[name] = "a folder";
    } else if (!name.ends_with(".plan.json")) {
      files[name] = ReadText(entry.path());
    }
  }
  return files;
}

std::string NamesOf(const Files& files) {
  std::string names;
  for (const auto& [name, contents] : files) names += name + ' ';
  return names;
}

// The ways to pack that are compared.
struct Form {
  std::string name;
  Words options;
};

void PrintTo(const Form& form, std::ostream* out) { *out << form.name; }

class PlanTest : public testing::TestWithParam<Form> {
 protected:
  PlanTest() {
    std::string list = "no list line\n";
    for (int i = 0; i < 30; ++i) {
      const std::string name = std::to_string(i) + ".jpg";
      // Some are missing, one is no image, and one has a label out of its range.
      if (i == 7) WriteFile(dir_ / ("in/" + name), "no image");
      if (i % 11 != 5 && i != 7) WriteFile(dir_ / ("in/" + name), MakeJpeg({300, 200}, i, 95));
      list += std::to_string(i) + "\t2\t6\t" + std::to_string(i % 3) + "\t0.1\t0.2\t0.5\t" +
              (i == 20 ? "1.7" : "0.6") + "\t0\t" + name + '\n';
    }
    list += "3\t2\t6\t0\t0\t0\t1\t1\t0\t3.jpg\n";  // repeats an index
    WriteFile(dir_ / "set.lst", list);
    WriteFile(dir_ / "set.classes.txt", "cat\ndog\nbird\n");
    one_ = InOneProcess();
  }

  Words Options() const {
    Words words = GetParam().options;
    words.insert(words.end(), {"--num-shards", std::to_string(kShards)});
    return words;
  }
  ProcessResult Run(Words words, const Words& more = {}, const RunOptions& options = {}) const {
    words.insert(words.end(), more.begin(), more.end());
    return RunTool("im2rec", words, options);
  }
  Files InOneProcess() const {
    EXPECT_EQ(Run({dir_ / "set", dir_ / "in", "-o", dir_ / "one/set"}, Options()).exit_code, 1);
    return FilesIn(dir_ / "one");
  }

  ProcessResult Plan() const {
    return Run({"--plan", dir_ / "set", dir_ / "in", "-o", dir_ / "out/set"}, Options());
  }
  ProcessResult Work(const Words& words, const RunOptions& options = {}) const {
    return Run({plan_}, words, options);
  }
  ProcessResult WorkIn(const Variables& variables, const Words& words) const {
    return Work(words, {.before_exec = [&] {
                  for (const auto& [name, value] : variables) {
                    ::setenv(name.c_str(), value.c_str(), 1);
                  }
                }});
  }
  void ExpectAsOneProcess() const {
    const Files files = FilesIn(dir_ / "out");
    EXPECT_EQ(NamesOf(files), NamesOf(one_));
    for (const auto& [name, contents] : files) {
      EXPECT_TRUE(one_.contains(name) && one_.at(name) == contents) << name;
    }
  }
  // The folder of the run.
  fs::path RunFolder() const {
    for (const auto& entry : fs::directory_iterator(dir_ / "out")) {
      if (entry.is_directory()) return entry.path();
    }
    return {};
  }
  bool IsPacking() const {
    const fs::path folder = RunFolder();
    if (folder.empty()) return false;
    return std::ranges::any_of(fs::directory_iterator(folder), [](const auto& entry) {
      return entry.path().extension() == ".partial";
    });
  }
  // Waits until a process has begun to pack.
  void AwaitPacking() const {
    for (int i = 0; i < 100'000 && !IsPacking(); ++i) ::usleep(10);
  }

  TempDir dir_;
  const std::string plan_ = dir_ / "out/set.plan.json";
  Files one_;
};

TEST_P(PlanTest, PlanShardsFinish) {
  EXPECT_EQ(Plan().exit_code, 1) << "lines are skipped";
  EXPECT_EQ(Work({"--shards", "3-4"}).exit_code, 1) << "shard 3 and 4 have missing images";
  EXPECT_EQ(Work({"--shards", "0,2"}).exit_code, 1);
  EXPECT_EQ(Work({"--part", "1/5", "--num-thread", "2"}).exit_code, 1);
  const ProcessResult finished = Work({"--finish"});
  EXPECT_EQ(finished.exit_code, 1) << finished.err;
  EXPECT_THAT(finished.err, HasSubstr("5 shards: 26 records"));
  ExpectAsOneProcess();
}

TEST_P(PlanTest, KilledDoubledRequeuedAndLate) {
  ASSERT_EQ(Plan().exit_code, 1);
  // Killed while it packs.
  const ProcessResult killed =
      Work({"--shards", "0-4", "--num-thread", "1"}, {.meanwhile = [&](int pid) {
             AwaitPacking();
             ::kill(pid, SIGKILL);
           }});
  EXPECT_EQ(killed.exit_code, 128 + SIGKILL);
  // Doubled: two processes pack the same shards at the same time. Requeued: one has begun before.
  const ProcessResult doubled =
      Work({"--shards", "0-4", "--num-thread", "1"}, {.meanwhile = [&](int) {
             EXPECT_EQ(Work({"--shards", "0-4", "--num-thread", "1"}).exit_code, 1);
           }});
  EXPECT_EQ(doubled.exit_code, 1) << doubled.err;
  EXPECT_THAT(Work({"--shards", "2"}).err, HasSubstr("shard 2 of 5: is already packed"));
  EXPECT_EQ(Work({"--finish"}).exit_code, 1);
  ExpectAsOneProcess();
  // Requeued after the end.
  const ProcessResult requeued = Work({"--shards", "1,2"});
  EXPECT_EQ(requeued.exit_code, 0) << requeued.err;
  EXPECT_THAT(requeued.err, HasSubstr("shard 1 of 5: the data set is complete, nothing to do"));
  const ProcessResult again = Work({"--finish"});
  EXPECT_EQ(again.exit_code, 1) << again.err;
  EXPECT_THAT(again.err, AllOf(HasSubstr("is already complete"), HasSubstr("set.lst:22: ")))
      << "the invalid label is reported again";
  std::filesystem::remove(dir_ / "set.lst");
  const ProcessResult without_list = Work({"--finish"});
  EXPECT_EQ(without_list.exit_code, 1) << "lines were skipped";
  EXPECT_THAT(without_list.err, HasSubstr("is already complete"));
  ExpectAsOneProcess();
}

TEST_P(PlanTest, AProcessThatIsLateDoesNoHarm) {
  ASSERT_EQ(Plan().exit_code, 1);
  const ProcessResult late =
      Work({"--shards", "0", "--num-thread", "1"}, {.meanwhile = [&](int pid) {
             AwaitPacking();
             ::kill(pid, SIGSTOP);
             Work({"--shards", "0-4"});
             EXPECT_EQ(Work({"--finish"}).exit_code, 1);
             ExpectAsOneProcess();
             ::kill(pid, SIGCONT);
           }});
  EXPECT_LE(late.exit_code, 1) << late.err;
  ExpectAsOneProcess();
}

TEST_P(PlanTest, TheOldSetStaysUntilTheEnd) {
  WriteFile(dir_ / "old.lst", "1\t0\t0.jpg\n2\t0\t1.jpg\n3\t0\t2.jpg\n4\t0\t3.jpg\n5\t0\t4.jpg\n");
  const Words old = {dir_ / "old", dir_ / "in", "-o", dir_ / "out/set"};
  ASSERT_EQ(Run(old, Options()).exit_code, 0);
  const Files before = FilesIn(dir_ / "out");
  ASSERT_EQ(Plan().exit_code, 1);
  Work({"--shards", "0-3"});
  const ProcessResult early = Work({"--finish"});
  EXPECT_EQ(early.exit_code, 2);
  EXPECT_THAT(early.err, HasSubstr("shard 4 of 5 is not packed yet; --shards 4 packs it"));
  const Files between = FilesIn(dir_ / "out");
  for (const auto& [name, contents] : before) EXPECT_EQ(between.at(name), contents) << name;
  Work({"--shards", "4"});
  const ProcessResult finished = Work({"--finish"});
  EXPECT_THAT(finished.err, HasSubstr("replaced the set of "));
  ExpectAsOneProcess();
}

INSTANTIATE_TEST_SUITE_P(
    Forms, PlanTest,
    testing::Values(Form{"encoded", {"--resize", "100"}}, Form{"as_is", {"--pass-through"}},
                    Form{"compressed", {"--pass-through", "--compress", "zstd:2"}},
                    Form{"checked", {"--pass-through", "--check", "decode", "--jpeg", "baseline"}}),
    [](const auto& test) { return test.param.name; });

class PlanOptionsTest : public PlanTest {};

INSTANTIATE_TEST_SUITE_P(AsIs, PlanOptionsTest, testing::Values(Form{"", {"--pass-through"}}));

TEST_P(PlanOptionsTest, PartsAreTakenFromTheEnvironmentIfAsked) {
  ASSERT_EQ(Plan().exit_code, 1);
  const Variables slurm = {{"SLURM_ARRAY_TASK_ID", "2"},    {"SLURM_ARRAY_TASK_MIN", "0"},
                           {"SLURM_ARRAY_TASK_MAX", "4"},   {"SLURM_ARRAY_TASK_STEP", "1"},
                           {"SLURM_ARRAY_TASK_COUNT", "5"}, {"SLURM_JOB_ID", "9"}};
  const ProcessResult array = WorkIn(slurm, {"--parts-from", "auto", "--json"});
  EXPECT_THAT(array.err, HasSubstr("im2rec: part 2 of 5 (SLURM_ARRAY_TASK_ID): shards 2 of 5"));
  EXPECT_EQ(nlohmann::json::parse(array.out)["shards"][0]["shard"], 2);
  EXPECT_THAT(WorkIn(slurm, {"--parts_from=slurm"}).err, HasSubstr("part 2 of 5"));
  const Variables kubernetes = {{"JOB_COMPLETION_INDEX", "0"}};
  const ProcessResult unknown = WorkIn(kubernetes, {"--parts-from", "k8s"});
  EXPECT_EQ(unknown.exit_code, 2);
  EXPECT_THAT(unknown.err, AllOf(HasSubstr("JOB_COMPLETION_INDEX is set, but kubernetes does not "
                                           "tell how many parts there are"),
                                 HasSubstr("--num-parts N")));
  EXPECT_THAT(WorkIn(kubernetes, {"--parts-from", "k8s", "--num-parts", "2"}).err,
              HasSubstr("part 0 of 2 (JOB_COMPLETION_INDEX): shards 0,1 of 5"));
  const Variables imrec = {{"IMREC_PART_INDEX", "7"}, {"IMREC_PART_COUNT", "8"}};
  EXPECT_THAT(WorkIn(imrec, {"--parts-from", "auto"}).err,
              HasSubstr("part 7 of 8 (IMREC_PART_INDEX): shards 4 of 5"));
  // More parts than shards: some have none.
  const ProcessResult none = Work({"--part", "0/8"});
  EXPECT_EQ(none.exit_code, 0);
  EXPECT_THAT(none.err, HasSubstr("part 0 of 8 (--part): has no shard of 5"));
  // Without being asked, nothing is taken.
  const ProcessResult off = WorkIn(slurm, {});
  EXPECT_EQ(off.exit_code, 2);
  EXPECT_THAT(off.err, HasSubstr("is a plan; pack its shards with --shards, --part or"));
  const ProcessResult nothing = Work({"--parts-from", "auto"});
  EXPECT_EQ(nothing.exit_code, 2);
  EXPECT_THAT(nothing.err, HasSubstr("no variables of a launcher are set"));
  Work({"--shards", "3"});
  EXPECT_EQ(Work({"--finish"}).exit_code, 1);
  ExpectAsOneProcess();
}

TEST_P(PlanOptionsTest, AllPartsCoverAllShardsOnce) {
  ASSERT_EQ(Plan().exit_code, 1);
  for (const int parts : {1, 2, 3, 5, 7, 100}) {
    std::multiset<int> shards;
    for (int part = 0; part < parts; ++part) {
      const ProcessResult result =
          Work({"--json", "--part", std::to_string(part) + "/" + std::to_string(parts)});
      const auto report = nlohmann::json::parse(result.out);
      for (const auto& shard : report["shards"]) {
        shards.insert(shard["shard"].get<int>());
      }
    }
    EXPECT_THAT(shards, testing::ElementsAre(0, 1, 2, 3, 4)) << parts;
  }
}

TEST_P(PlanOptionsTest, OptionsWithoutMeaningAreRefusedByName) {
  const std::vector<std::pair<Words, std::string>> for_plan = {
      {{"--shard-size", "1M"}, "--shard-size has no meaning with --plan"},
      {{"--num-parts", "2", "--part-index", "0"}, "--num-parts has no meaning with --plan"},
      {{"--resume"}, "--resume has no meaning with --plan"},
      {{"--list"}, "--list has no meaning with --plan"},
      {{"--finish"}, "--finish needs a plan: im2rec PREFIX.plan.json --finish"},
      {{"--num-shards", "99"}, "--num-shards 99 exceeds the number of images, 30"}};
  for (const auto& [words, message] : for_plan) {
    const ProcessResult result = Run({"--plan", dir_ / "set", dir_ / "in"}, words);
    EXPECT_EQ(result.exit_code, 2) << message;
    EXPECT_THAT(result.err, HasSubstr(message));
  }
  EXPECT_THAT(Run({"--plan", "-", dir_ / "in", "-o", dir_ / "out/set"}).err,
              HasSubstr("--plan needs a list that is a file"));
  EXPECT_FALSE(fs::exists(dir_ / "out"));
  ASSERT_EQ(Plan().exit_code, 1);
  const std::vector<std::pair<Words, std::string>> for_work = {
      {{"--shards", "0", "--quality", "3"}, "--quality cannot be given with a plan"},
      {{"--shards", "0", "--pass-through"}, "--pass-through cannot be given with a plan"},
      {{"--shards", "0", "--no-pack-label"}, "--pack-label cannot be given with a plan"},
      {{"--shards", "0", "-o", "x"}, "--output cannot be given with a plan"},
      {{"--shards", "0", "--num-shards", "5"}, "--num-shards cannot be given with a plan"},
      {{"--shards", "0", "--on-error", "fail"}, "--on-error cannot be given with a plan"},
      {{"--shards", "0", "--num-parts", "5"}, "--num-parts makes parts with names of their own"},
      {{dir_ / "in", "--shards", "0"}, "ROOT is in the plan"},
      {{"--shards", "0", "--finish"}, "give one of --shards, --part, --parts-from and --finish"},
      {{"--shards", "3-1"}, "--shards must be numbers from 0 and ranges, such as 3,7-9"},
      {{"--shards", "1,"}, "not '1,'"},
      {{"--shards", "-1"}, "--shards"},
      {{"--shards", "5"}, "has the shards 0..4, not 5"},
      {{"--part", "5/5"}, "--part must be I/N with I below N, such as 0/4, not '5/5'"},
      {{"--part", "1"}, "not '1'"},
      {{"--parts-from", "ray"}, "--parts-from must be one of auto, imrec, "},
      {{"--plan", "--shards", "0"}, "PREFIX is a plan already"}};
  for (const auto& [words, message] : for_work) {
    const ProcessResult result = Work(words);
    EXPECT_EQ(result.exit_code, 2) << message;
    EXPECT_THAT(result.err, HasSubstr(message));
  }
  EXPECT_EQ(Work({"--shards", "0", "--num-thread", "1", "--quiet", "--json"}).exit_code, 1);
  EXPECT_THAT(Run({dir_ / "other.plan.json", "--finish"}).err, HasSubstr("cannot open"));
}

TEST_P(PlanOptionsTest, RelativePathsAreThoseOfThePlan) {
  // Planned in one working folder, packed in another: relative paths are relative to the plan.
  const auto in = [&](const fs::path& folder, const Words& words) {
    return RunTool("im2rec", words, {.before_exec = [&] { fs::current_path(folder); }});
  };
  ASSERT_EQ(in(dir_.path(), {"--pass-through", "--num-shards", "5", "set", "in", "-o", "one/set"})
                .exit_code,
            1);
  one_ = FilesIn(dir_ / "one");
  fs::create_directory(dir_ / "elsewhere");
  ASSERT_EQ(in(dir_.path(),
               {"--plan", "--pass-through", "--num-shards", "5", "set", "in", "-o", "out/set"})
                .exit_code,
            1);
  EXPECT_THAT(ReadText(plan_), AllOf(HasSubstr("\"../set.lst\""), HasSubstr("\"../in\"")));
  EXPECT_EQ(in(dir_ / "elsewhere", {"../out/set.plan.json", "--shards", "0-2"}).exit_code, 1);
  EXPECT_EQ(in(dir_ / "out", {"set.plan.json", "--shards", "3-4"}).exit_code, 1);
  // Even the whole tree may have another name.
  fs::rename(dir_.path(), dir_.path().string() + "-moved");
  EXPECT_EQ(in("/", {dir_.path().string() + "-moved/out/set.plan.json", "--finish"}).exit_code, 1);
  fs::rename(dir_.path().string() + "-moved", dir_.path());
  ExpectAsOneProcess();
}

TEST_P(PlanOptionsTest, SeveralListsMakeSeveralPlans) {
  const std::string list = ReadText(dir_ / "set.lst");
  WriteFile(dir_ / "pets_train.lst", list);
  WriteFile(dir_ / "pets_val.lst", list);
  const ProcessResult result =
      Run({"--plan", "--json", "--pass-through", "--num-shards", "2", dir_ / "pets", dir_ / "in"});
  EXPECT_EQ(result.exit_code, 1) << result.err;
  const auto plans = nlohmann::json::parse(result.out)["plans"];
  ASSERT_EQ(plans.size(), 2U);
  EXPECT_EQ(plans[1]["plan"], (dir_ / "pets_val.plan.json").string());
  EXPECT_TRUE(fs::exists(dir_ / "pets_train.plan.json"));
}

}  // namespace
}  // namespace imrec::test
