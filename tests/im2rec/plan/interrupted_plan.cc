// Packing by a plan, killed or failing at each of the calls with which it changes files. Part of a
// program that replaces functions of the C library.
#include <algorithm>
#include <cerrno>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <imrec/error.h>
#include <imrec/pack_list.h>
#include <imrec/plan_pack.h>

#include "tests/support/failpoints.h"
#include "tests/support/files.h"

namespace imrec::test {
namespace {

namespace fs = std::filesystem;

using Files = std::map<std::string, std::string>;
using Step = std::function<void()>;

// The files below `folder`; folders have a name that ends with "/".
Files FilesOf(const fs::path& folder) {
  Files files;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    const std::string name = entry.path().lexically_relative(folder);
    if (entry.is_directory()) files[name + "/"] = "";
    if (!entry.is_directory()) files[name] = ReadText(entry.path());
  }
  return files;
}

std::string FileNames(const Files& files) {
  std::string names;
  for (const auto& [name, contents] : files) names += name + ' ';
  return names;
}

void Restore(const fs::path& folder, const Files& files) {
  fs::remove_all(folder);
  fs::create_directory(folder);
  for (const auto& [name, contents] : files) {
    if (name.ends_with("/")) fs::create_directories(folder / name);
    if (!name.ends_with("/")) WriteFile(folder / name, contents);
  }
}

std::string StepError(const Step& step) {
  try {
    step();
    return {};
  } catch (const std::exception& error) {
    return error.what();
  }
}

class InterruptedPlanTest : public testing::TestWithParam<bool> {
 protected:
  InterruptedPlanTest() {
    std::string list = "malformed\n";
    for (int i = 0; i < 9; ++i) {
      if (i != 4) WriteFile(dir_ / ("in/" + std::to_string(i) + ".jpg"), MakeJpeg({9, 8}, i));
      list += std::to_string(100 + i) + "\t0\t" + std::to_string(i) + ".jpg\n";
    }
    WriteFile(dir_ / "set.lst", list);
    WriteFile(dir_ / "old.lst", "1\t5\t0.jpg\n2\t6\t1.jpg\n3\t7\t2.jpg\n");
    fs::create_directory(out_);
    PackInOneProcess("old.lst", out_);
    old_ = FilesOf(out_);
    // The new set after the old one: files without a new one of the same name remain.
    const fs::path one = dir_ / "one";
    Restore(one, old_);
    PackInOneProcess("set.lst", one);
    new_ = FilesOf(one);
  }

  PackOptions Options(const fs::path& folder) const {
    PackOptions options;
    options.image.pass_through = true;
    options.threads = 2;
    options.output.prefix = folder / "set";
    options.output.shard_count = 3;
    if (GetParam()) options.output.compression = 1;
    return options;
  }
  void PackInOneProcess(const char* list, const fs::path& folder) const {
    PackList(dir_ / list, dir_ / "in", Options(folder));
  }

  void Plan() const { PlanPacking(dir_ / "set.lst", dir_ / "in", Options(out_)); }
  void Pack(std::uint64_t shard) const { PackShards(plan_, {shard}, {.threads = 2}); }
  void Finish() const { FinishPacking(plan_); }
  void CompleteAll() const {
    Plan();
    for (std::uint64_t shard = 0; shard < 3; ++shard) Pack(shard);
    Finish();
  }

  // The files that readers see: those of the old or the new set, and nothing of the run.
  Files Visible() const {
    Files files = FilesOf(out_);
    std::erase_if(files, [&](const auto& file) {
      return file.first.ends_with(".partial") || file.first.ends_with(".plan.json") ||
             file.first.find('/') != std::string::npos || IsStagedName(file.first);
    });
    return files;
  }
  // Staged names end in the id of the run.
  static bool IsStagedName(const std::string& name) {
    const std::size_t dot = name.rfind('.');
    return name.size() - dot == 17;
  }
  static bool IsPartOf(const Files& files, const Files& whole) {
    return std::ranges::all_of(files, [&](const auto& file) {
      const auto found = whole.find(file.first);
      return found != whole.end() && found->second == file.second;
    });
  }
  void ExpectNoMixture(const std::string& when) const {
    const Files files = Visible();
    EXPECT_TRUE(IsPartOf(files, old_) || IsPartOf(files, new_)) << when << FileNames(files);
  }
  void ExpectOld(const std::string& when) const {
    const Files files = Visible();
    EXPECT_TRUE(files == old_) << when << FileNames(files);
  }
  void ExpectNew(const std::string& when) const {
    Files files = FilesOf(out_);
    files.erase("set.plan.json");
    EXPECT_TRUE(files == new_) << when << FileNames(files);
  }

  // Kills `step`, which begins with the files `before`, at each call. Afterwards `repeat` makes the
  // new set.
  void KillAtEachCall(const Files& before, const Step& step, const Step& repeat, bool old_stays) {
    std::size_t call = 1;
    for (bool killed = true; killed; ++call) {
      Restore(out_, before);
      killed = RunKilledAt(call, step);
      const std::string when = "call " + std::to_string(call) + ": ";
      if (old_stays) ExpectOld(when);
      if (!old_stays) ExpectNoMixture(when);
      EXPECT_EQ(StepError(repeat), "") << when;
      ExpectNew(when);
      if (HasFailure()) return;
    }
    EXPECT_GT(call, 8U);
  }

  // The same if a call fails, or the disk is full from then on.
  void FailAtEachCall(const Files& before, const Step& step, const Step& repeat, bool old_stays) {
    for (const Fault fault : {Fault::kError, Fault::kFull}) {
      for (std::size_t call = 1;; ++call) {
        Restore(out_, before);
        std::string error;
        {
          const ArmedFailPoint point({.call = call, .fault = fault});
          error = StepError(step);
          if (error.empty() && point.calls() < call) break;
        }
        const std::string when = "call " + std::to_string(call) + ": " + error + ": ";
        if (old_stays) ExpectOld(when);
        if (!old_stays) ExpectNoMixture(when);
        EXPECT_EQ(StepError(repeat), "") << when;
        ExpectNew(when);
        if (HasFailure()) return;
      }
    }
  }

  TempDir dir_;
  const fs::path out_ = dir_ / "out";
  const fs::path plan_ = out_ / "set.plan.json";
  Files old_;
  Files new_;
};

TEST_P(InterruptedPlanTest, PlanningInterruptedAtAnyCallCanBeRepeated) {
  const Step plan = [&] { Plan(); };
  const Step repeat = [&] { CompleteAll(); };
  KillAtEachCall(old_, plan, repeat, true);
  FailAtEachCall(old_, plan, repeat, true);
}

TEST_P(InterruptedPlanTest, PackingInterruptedAtAnyCallCanBeRepeated) {
  Plan();
  Pack(0);
  const Files before = FilesOf(out_);
  const Step pack = [&] { Pack(1); };
  // Shard 0 is not packed again, and a shard that was interrupted is.
  const Step repeat = [&] {
    EXPECT_TRUE(PackShards(plan_, {0})[0].was_packed);
    Pack(1);
    Pack(2);
    Finish();
  };
  KillAtEachCall(before, pack, repeat, true);
  FailAtEachCall(before, pack, repeat, true);
}

TEST_P(InterruptedPlanTest, FinishingInterruptedAtAnyCallCanBeRepeated) {
  Plan();
  for (std::uint64_t shard = 0; shard < 3; ++shard) Pack(shard);
  const Files before = FilesOf(out_);
  const Step finish = [&] { Finish(); };
  KillAtEachCall(before, finish, finish, false);
  FailAtEachCall(before, finish, finish, false);
}

TEST_P(InterruptedPlanTest, AProcessThatIsStartedAgainWhileFinishingIsInterruptedDoesNoHarm) {
  Plan();
  for (std::uint64_t shard = 0; shard < 3; ++shard) Pack(shard);
  const Files before = FilesOf(out_);
  const Step repeat = [&] {
    for (std::uint64_t shard = 0; shard < 3; ++shard) Pack(shard);
    Finish();
  };
  KillAtEachCall(
      before, [&] { Finish(); }, repeat, false);
}

TEST_P(InterruptedPlanTest, ALateProcessKilledAtAnyCallLeavesNothingAfterTheNextFinish) {
  Plan();
  const Step late = [&] {
    bool finished = false;
    const PackObserver observer{.on_progress = [&](std::uint64_t, std::uint64_t) {
      if (std::exchange(finished, true)) return;
      for (std::uint64_t shard = 0; shard < 3; ++shard) Pack(shard);
      Finish();
    }};
    PackShards(plan_, {1}, {.threads = 1}, observer);
  };
  const Files before = FilesOf(out_);
  const Step repeat = [&] {
    for (std::uint64_t shard = 0; shard < 3; ++shard) Pack(shard);
    Finish();
  };
  KillAtEachCall(before, late, repeat, false);
}

TEST_P(InterruptedPlanTest, NoLocksAreNeeded) {
  for (const int error : {ENOLCK, ENOSYS, EOPNOTSUPP}) {
    Restore(out_, old_);
    const ArmedFailPoint point({.error = error, .function = "flock"});
    EXPECT_EQ(StepError([&] { CompleteAll(); }), "");
    EXPECT_GT(point.calls(), 0U);
    ExpectNew("");
  }
}

INSTANTIATE_TEST_SUITE_P(Forms, InterruptedPlanTest, testing::Bool(),
                         [](const auto& form) { return form.param ? "compressed" : "plain"; });

}  // namespace
}  // namespace imrec::test
