// Readers that take their part from the variables of a launcher, and jobs that change their size.
#include <algorithm>
#include <map>
#include <numeric>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/reader/reader_fixture.h"
#include "tests/support/scoped_variables.h"

namespace imrec {
namespace {

using test::ScopedVariables;
using test::Stream;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using Variables = std::map<std::string, std::string>;

// As captured in a step of Slurm; {} is the rank, of 3 processes.
Variables SrunVariables(std::uint64_t rank) {
  return {{"SLURM_JOB_ID", "7"},
          {"SLURM_JOBID", "7"},
          {"SLURM_STEP_ID", "0"},
          {"SLURM_PROCID", std::to_string(rank)},
          {"SLURM_LOCALID", std::to_string(rank)},
          {"SLURM_NTASKS", "3"},
          {"SLURM_NPROCS", "3"},
          {"SLURM_STEP_NUM_TASKS", "3"},
          {"SLURM_NODEID", "0"}};
}

Variables TorchrunVariables(std::uint64_t rank) {
  return {{"RANK", std::to_string(rank)},
          {"LOCAL_RANK", std::to_string(rank)},
          {"WORLD_SIZE", "3"},
          {"LOCAL_WORLD_SIZE", "3"},
          {"TORCHELASTIC_RUN_ID", "none"},
          {"TORCHELASTIC_RESTART_COUNT", "0"},
          {"MASTER_ADDR", "127.0.0.1"}};
}

Variables OpenMpiVariables(std::uint64_t rank) {
  return {{"OMPI_COMM_WORLD_RANK", std::to_string(rank)},
          {"OMPI_COMM_WORLD_LOCAL_RANK", std::to_string(rank)},
          {"OMPI_COMM_WORLD_SIZE", "3"},
          {"PMIX_RANK", std::to_string(rank)}};
}

Variables SlurmArrayVariables(std::uint64_t rank) {
  return {{"SLURM_JOB_ID", "12"},
          {"SLURM_ARRAY_JOB_ID", "10"},
          {"SLURM_ARRAY_TASK_ID", std::to_string(rank * 4 + 2)},
          {"SLURM_ARRAY_TASK_MIN", "2"},
          {"SLURM_ARRAY_TASK_MAX", "10"},
          {"SLURM_ARRAY_TASK_STEP", "4"},
          {"SLURM_ARRAY_TASK_COUNT", "3"},
          {"SLURM_PROCID", "0"},
          {"SLURM_NTASKS", "1"}};
}

class ReaderPartsTest : public test::ReaderTest {
 protected:
  ReaderOptions PartOptions(const std::string& launcher) {
    ReaderOptions options = Options();
    options.parts_from = launcher;
    options.log = [this](std::string_view text) { log_.emplace_back(text); };
    return options;
  }

  // What opening a reader says, or the part that it took.
  std::string Part(const std::string& launcher, const Variables& variables, Count count = 1) {
    const ScopedVariables scope(variables);
    ReaderOptions options = PartOptions(launcher);
    options.part_count = count;
    log_.clear();
    const std::string refusal = Refusal(options);
    return refusal == "no error" ? testing::PrintToString(log_) : refusal;
  }

  // Variables of the machine or job in which the tests run.
  const ScopedVariables none_{{{"IMREC_PART_INDEX", ""},
                               {"IMREC_PART_COUNT", ""},
                               {"AWS_BATCH_JOB_ARRAY_INDEX", ""},
                               {"JOB_COMPLETION_INDEX", ""},
                               {"RANK", ""},
                               {"WORLD_SIZE", ""},
                               {"OMPI_COMM_WORLD_RANK", ""},
                               {"PMI_RANK", ""},
                               {"SLURM_ARRAY_TASK_ID", ""},
                               {"SLURM_STEP_ID", ""},
                               {"SGE_TASK_ID", ""},
                               {"PBS_ARRAY_INDEX", ""},
                               {"PBS_ARRAYID", ""},
                               {"LSB_JOBINDEX", ""}}};
  std::vector<std::string> log_;
};

std::vector<std::uint64_t> KeysFrom(std::uint64_t first, std::size_t count) {
  std::vector<std::uint64_t> keys(count);
  std::iota(keys.begin(), keys.end(), first);
  return keys;
}

std::vector<std::uint64_t> Sorted(std::vector<std::uint64_t> keys) {
  std::ranges::sort(keys);
  return keys;
}

TEST_F(ReaderPartsTest, ProcessesOfALauncherReadEachRecordOncePerEpoch) {
  const std::vector<std::pair<std::string, Variables (*)(std::uint64_t)>> launchers = {
      {"RANK", TorchrunVariables},
      {"OMPI_COMM_WORLD_RANK", OpenMpiVariables},
      {"SLURM_PROCID", SrunVariables},
      {"SLURM_ARRAY_TASK_ID", SlurmArrayVariables}};
  for (const auto& [name, variables] : launchers) {
    std::vector<std::uint64_t> first;
    std::vector<std::uint64_t> second;
    for (std::uint64_t rank = 0; rank < 3; ++rank) {
      log_.clear();
      const ScopedVariables scope(variables(rank));
      DetectionReader reader(PartOptions("auto"));
      EXPECT_THAT(log_, ElementsAre("part " + std::to_string(rank) + " of 3 (" + name + ")"));
      for (auto* keys : {&first, &second}) {
        const Stream epoch = test::ReadEpoch(reader);
        keys->insert(keys->end(), epoch.keys.begin(), epoch.keys.end());
      }
    }
    EXPECT_NE(first, second);
    EXPECT_EQ(Sorted(first), KeysFrom(100, kRecords)) << name;
    EXPECT_EQ(Sorted(second), KeysFrom(100, kRecords)) << name;
  }
}

TEST_F(ReaderPartsTest, VariablesAreOnlyUsedWhenAsked) {
  const ScopedVariables scope(TorchrunVariables(1));
  EXPECT_EQ(DetectionReader(Options()).size(), kRecords);
}

TEST_F(ReaderPartsTest, OneLauncherCanBeNamed) {
  Variables both = SrunVariables(1);
  both.merge(OpenMpiVariables(2));
  EXPECT_THAT(Part("mpi", both), HasSubstr("part 2 of 3 (OMPI_COMM_WORLD_RANK)"));
  EXPECT_THAT(Part("slurm", both), HasSubstr("part 1 of 3 (SLURM_PROCID)"));
  EXPECT_THAT(Part("auto", both), AllOf(HasSubstr("reader option parts_from, auto: two launchers"),
                                        HasSubstr("part 2 of 3 (OMPI_COMM_WORLD_RANK)"),
                                        HasSubstr("part 1 of 3 (SLURM_PROCID)")));
  EXPECT_THAT(Part("torchrun", both), HasSubstr("variables of torchrun are not set"));
  EXPECT_THAT(Part("ray", both),
              AllOf(HasSubstr("parts_from must be one of auto, imrec, "), HasSubstr("not 'ray'")));
}

TEST_F(ReaderPartsTest, WithoutALauncherAutoReadsEverything) {
  EXPECT_THAT(Part("auto", {}), HasSubstr("part 0 of 1 (no launcher)"));
  EXPECT_THAT(Part("slurm", {}), HasSubstr("variables of slurm are not set"));
}

TEST_F(ReaderPartsTest, ADefaultNeverReplacesAnUnclearPart) {
  EXPECT_THAT(Part("auto", {{"RANK", "1"}, {"WORLD_SIZE", "2"}}), HasSubstr("not by torchrun"));
  EXPECT_THAT(Part("auto", {{"RANK", "1"}}), HasSubstr("part 0 of 1 (no launcher)"));
  EXPECT_THAT(Part("auto", {{"IMREC_PART_COUNT", "4"}}), HasSubstr("IMREC_PART_COUNT is given"));
  EXPECT_THAT(Part("auto", {}, 4), HasSubstr("part_count is given"));
  Variables wrong = TorchrunVariables(1);
  wrong["RANK"] = "one";
  EXPECT_THAT(Part("auto", wrong), HasSubstr("RANK is 'one', not a number"));
  EXPECT_THAT(Part("auto", OpenMpiVariables(3)), HasSubstr("is not below 3"));
  ReaderOptions options = PartOptions("auto");
  options.part_index = 1;
  options.part_count = 2;
  EXPECT_THAT(Refusal(options), HasSubstr("part_index has no effect if parts_from is given"));
}

TEST_F(ReaderPartsTest, TheNumberOfPartsIsGivenWhereTheLauncherDoesNotTellIt) {
  const Variables kubernetes = {{"JOB_COMPLETION_INDEX", "2"}};
  EXPECT_THAT(Part("auto", kubernetes), HasSubstr("does not tell how many parts there are"));
  EXPECT_THAT(Part("auto", kubernetes, 5), HasSubstr("part 2 of 5 (JOB_COMPLETION_INDEX)"));
  EXPECT_THAT(Part("kubernetes", {{"JOB_COMPLETION_INDEX", "2"}, {"IMREC_PART_COUNT", "5"}}),
              HasSubstr("part 2 of 5 (JOB_COMPLETION_INDEX)"));
}

// A job of 8 processes saves its state and goes on with 6, as torchrun does after it has lost a
// machine. The global batch stays the same.
TEST_F(ReaderPartsTest, AnElasticRestartGoesOnAtTheRightSample) {
  constexpr std::size_t kMany = 110;
  test::WriteDetectionSet(dir_ / "set.rec", kMany);
  constexpr std::uint64_t kSteps = 2;
  const auto start = [&](std::uint64_t rank, std::uint64_t world, std::uint64_t batch_size) {
    Variables variables = TorchrunVariables(rank);
    variables["WORLD_SIZE"] = std::to_string(world);
    const ScopedVariables scope(variables);
    ReaderOptions options = PartOptions("auto");
    options.batch_size = batch_size;
    return DetectionReader(options);
  };
  std::vector<std::uint64_t> before;
  std::vector<std::string> states;
  for (std::uint64_t rank = 0; rank < 8; ++rank) {
    DetectionReader reader = start(rank, 8, 3);
    ASSERT_FALSE(test::ReadEpoch(reader).keys.empty());  // into the second epoch
    for (std::uint64_t step = 0; step < kSteps; ++step) {
      const auto batch = reader.Next();
      ASSERT_TRUE(batch);
      before.insert(before.end(), batch->keys().begin(), batch->keys().end());
    }
    states.push_back(ToJson(reader.state()));
  }
  EXPECT_EQ(before.size(), kSteps * 24);
  for (const std::string& state : states) {  // the state of any of the 8 serves all of the 6
    std::vector<std::uint64_t> all = before;
    for (std::uint64_t rank = 0; rank < 6; ++rank) {
      DetectionReader reader = start(rank, 6, 4);
      reader.Restore(ReaderStateFromJson(state));
      EXPECT_EQ(reader.state().epoch, 1U);
      const Stream rest = test::ReadEpoch(reader);
      all.insert(all.end(), rest.keys.begin(), rest.keys.end());
      EXPECT_EQ(test::ReadEpoch(reader).keys.size(), rank < kMany % 6 ? 19U : 18U);
    }
    EXPECT_EQ(Sorted(all), KeysFrom(100, kMany));
  }
}

// 6 processes with other batches cannot go on after 24 samples, and say so.
TEST_F(ReaderPartsTest, ARestartWhoseBatchesDoNotFitIsRefused) {
  ReaderOptions options = Options();
  options.batch_size = 2;
  options.part_count = 4;
  DetectionReader four(options);
  ASSERT_TRUE(four.Next());
  options.part_count = 3;
  DetectionReader three(options);
  try {
    three.Restore(four.state());
    FAIL();
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("8 samples"));
  }
}

}  // namespace
}  // namespace imrec
