#include "recordio/internal/job_part.h"

#include <map>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <imrec/error.h>

namespace imrec {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using Variables = std::map<std::string, std::string>;

Environment EnvironmentOf(Variables variables) {
  return [variables = std::move(variables)](const std::string& name) {
    const auto found = variables.find(name);
    return found == variables.end() ? std::nullopt : std::optional(found->second);
  };
}

// What --parts-from auto says, or the error.
std::string Auto(const Variables& variables, std::optional<std::uint64_t> count = {}) {
  try {
    const std::optional<JobPart> part = FindJobPart(count, EnvironmentOf(variables));
    return part ? DescribeJobPart(*part) : "none";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::kInvalidArgument);
    return error.reason();
  }
}

std::string From(const std::string& launcher, const Variables& variables,
                 std::optional<std::uint64_t> count = {}) {
  try {
    return DescribeJobPart(
        PartOfLauncher(LauncherOfName(launcher).value(), count, EnvironmentOf(variables)));
  } catch (const Error& error) {
    return error.reason();
  }
}

Variables SlurmArray(const std::string& id, const std::string& min, const std::string& max,
                     const std::string& step, const std::string& count) {
  return {{"SLURM_JOB_ID", "12"},
          {"SLURM_ARRAY_JOB_ID", "10"},
          {"SLURM_ARRAY_TASK_ID", id},
          {"SLURM_ARRAY_TASK_MIN", min},
          {"SLURM_ARRAY_TASK_MAX", max},
          {"SLURM_ARRAY_TASK_STEP", step},
          {"SLURM_ARRAY_TASK_COUNT", count},
          {"SLURM_PROCID", "0"},
          {"SLURM_NTASKS", "1"}};
}

TEST(JobPart, WithoutALauncherThereIsNone) {
  EXPECT_EQ(Auto({}), "none");
  EXPECT_EQ(Auto({{"HOME", "/root"}, {"SLURM_ARRAY_TASK_ID", ""}}), "none");
}

TEST(JobPart, VariablesOfImrecWin) {
  Variables variables = SlurmArray("3", "0", "15", "1", "16");
  variables["IMREC_PART_INDEX"] = "2";
  EXPECT_EQ(Auto(variables), "IMREC_PART_INDEX is set, but IMREC_PART_COUNT is not");
  EXPECT_EQ(Auto(variables, 8), "part 2 of 8 (IMREC_PART_INDEX)");
  variables["IMREC_PART_COUNT"] = "4";
  EXPECT_EQ(Auto(variables), "part 2 of 4 (IMREC_PART_INDEX)");
  EXPECT_EQ(From("imrec", variables), "part 2 of 4 (IMREC_PART_INDEX)");
  EXPECT_EQ(From("slurm", variables), "part 3 of 16 (SLURM_ARRAY_TASK_ID)");
  EXPECT_THAT(Auto(variables, 8), HasSubstr("IMREC_PART_COUNT is 4, but the number of parts is "
                                            "given as 8"));
  variables["IMREC_PART_INDEX"] = "4";
  EXPECT_THAT(Auto(variables), HasSubstr("part 4 (IMREC_PART_INDEX) is not below 4"));
}

TEST(JobPart, ASlurmArrayIsCountedFromItsFirstTaskInItsSteps) {
  EXPECT_EQ(Auto(SlurmArray("3", "0", "15", "1", "16")), "part 3 of 16 (SLURM_ARRAY_TASK_ID)");
  EXPECT_EQ(Auto(SlurmArray("3", "3", "9", "3", "3")), "part 0 of 3 (SLURM_ARRAY_TASK_ID)");
  EXPECT_EQ(Auto(SlurmArray("9", "3", "9", "3", "3")), "part 2 of 3 (SLURM_ARRAY_TASK_ID)");
  // --array=0-10:4 has the tasks 0, 4 and 8; Slurm says that the last is 8.
  EXPECT_EQ(Auto(SlurmArray("8", "0", "8", "4", "3")), "part 2 of 3 (SLURM_ARRAY_TASK_ID)");
}

TEST(JobPart, ASlurmArrayWithGapsIsAnErrorThatNamesTheRightOne) {
  // --array=1,3,7, whose step is 1.
  EXPECT_THAT(
      Auto(SlurmArray("3", "1", "7", "1", "3")),
      AllOf(HasSubstr("SLURM_ARRAY_TASK_ID is 3 of an array with gaps: 3 tasks from 1 to 7"),
            HasSubstr("--array=0-2")));
}

TEST(JobPart, TasksOfAnArrayThatAreSubmittedAgainNeedTheNumberOfParts) {
  // --array=4,9 of 16.
  const Variables again = SlurmArray("9", "4", "9", "1", "2");
  EXPECT_THAT(Auto(again), HasSubstr("give the number of parts"));
  EXPECT_EQ(Auto(again, 16), "part 9 of 16 (SLURM_ARRAY_TASK_ID)");
  EXPECT_THAT(Auto(again, 9), HasSubstr("part 9 (SLURM_ARRAY_TASK_ID) is not below 9"));
  Variables with_count = again;
  with_count["IMREC_PART_COUNT"] = "16";
  EXPECT_EQ(Auto(with_count), "part 9 of 16 (SLURM_ARRAY_TASK_ID)");
}

TEST(JobPart, OneTaskThatIsSubmittedAgainIsNotAWholeArray) {
  const Variables one = SlurmArray("4", "4", "4", "1", "1");  // --array=4 of 16
  EXPECT_THAT(Auto(one), AllOf(HasSubstr("is 4, in an array from 4 to 4, which may be tasks of"),
                               HasSubstr("give the number of parts")));
  EXPECT_THAT(From("slurm", one), HasSubstr("give the number of parts"));
  EXPECT_EQ(Auto(one, 16), "part 4 of 16 (SLURM_ARRAY_TASK_ID)");
  EXPECT_THAT(Auto(SlurmArray("1", "1", "1", "1", "1")), HasSubstr("submitted again"));
  EXPECT_THAT(Auto(SlurmArray("5", "4", "5", "1", "2")), HasSubstr("an array from 4 to 5"));
  // What is started in such a task may have its own parts.
  Variables with_mpi = one;
  with_mpi["OMPI_COMM_WORLD_RANK"] = "2";
  with_mpi["OMPI_COMM_WORLD_SIZE"] = "8";
  EXPECT_EQ(Auto(with_mpi), "part 2 of 8 (OMPI_COMM_WORLD_RANK)");
  EXPECT_EQ(Auto(SlurmArray("0", "0", "0", "1", "1")), "part 0 of 1 (SLURM_ARRAY_TASK_ID)");
  EXPECT_EQ(Auto(SlurmArray("2", "1", "4", "1", "4")), "part 1 of 4 (SLURM_ARRAY_TASK_ID)");
}

TEST(JobPart, TheBatchScriptOfSlurmIsNoStep) {
  const Variables script = {
      {"SLURM_JOB_ID", "7"}, {"SLURM_PROCID", "0"}, {"SLURM_NTASKS", "2"}, {"SLURM_NPROCS", "2"}};
  EXPECT_EQ(Auto(script), "none");
  EXPECT_EQ(From("slurm", script),
            "this is neither a task of a Slurm array nor a step that srun has started");
  Variables step = script;
  step["SLURM_STEP_ID"] = "0";
  step["SLURM_PROCID"] = "1";
  EXPECT_EQ(Auto(step), "part 1 of 2 (SLURM_PROCID)");
  // A step may have fewer tasks than the job.
  step["SLURM_STEP_NUM_TASKS"] = "3";
  step["SLURM_PROCID"] = "2";
  EXPECT_EQ(Auto(step), "part 2 of 3 (SLURM_PROCID)");
  EXPECT_THAT(Auto(step, 4), HasSubstr("SLURM_NTASKS is 3, but the number of parts is given as 4"));
  step["SLURM_STEP_ID"] = "batch";
  EXPECT_EQ(Auto(step), "none");
}

TEST(JobPart, StepsInASlurmArrayMultiply) {
  Variables variables = SlurmArray("2", "0", "3", "1", "4");
  // The batch script of the array task.
  EXPECT_EQ(Auto(variables), "part 2 of 4 (SLURM_ARRAY_TASK_ID)");
  variables["SLURM_STEP_ID"] = "0";
  EXPECT_EQ(Auto(variables), "part 2 of 4 (SLURM_ARRAY_TASK_ID)");
  variables["SLURM_NTASKS"] = "2";
  variables["SLURM_PROCID"] = "1";
  EXPECT_EQ(Auto(variables), "part 5 of 8 (SLURM_ARRAY_TASK_ID, SLURM_PROCID)");
  EXPECT_EQ(Auto(variables, 16), "part 5 of 16 (SLURM_ARRAY_TASK_ID, SLURM_PROCID)");
}

TEST(JobPart, OpenMpiAndPmi) {
  const Variables open_mpi = {{"OMPI_COMM_WORLD_RANK", "2"},
                              {"OMPI_COMM_WORLD_SIZE", "4"},
                              {"PMIX_NAMESPACE", "prterun-node-1@1"}};
  EXPECT_EQ(Auto(open_mpi), "part 2 of 4 (OMPI_COMM_WORLD_RANK)");
  EXPECT_EQ(From("mpi", open_mpi), "part 2 of 4 (OMPI_COMM_WORLD_RANK)");
  EXPECT_EQ(Auto({{"PMI_RANK", "1"}, {"PMI_SIZE", "3"}}), "part 1 of 3 (PMI_RANK)");
  EXPECT_EQ(Auto({{"PMI_RANK", "1"}}), "PMI_RANK is set, but PMI_SIZE is not");
  EXPECT_THAT(Auto({{"PMI_RANK", "-1"}, {"PMI_SIZE", "3"}}),
              HasSubstr("PMI_RANK is '-1', not a number"));
  EXPECT_EQ(From("mpi", {}), "the environment variables of mpi are not set");
  // srun --mpi=pmi2 sets both, and they agree.
  EXPECT_EQ(Auto({{"PMI_RANK", "1"},
                  {"PMI_SIZE", "2"},
                  {"SLURM_STEP_ID", "0"},
                  {"SLURM_PROCID", "1"},
                  {"SLURM_NTASKS", "2"}}),
            "part 1 of 2 (PMI_RANK)");
}

TEST(JobPart, MpirunInABatchScriptOfSlurmIsNotMistakenForAStep) {
  // On one node, all ranks have the variables of the batch script.
  EXPECT_EQ(Auto({{"SLURM_JOB_ID", "7"},
                  {"SLURM_PROCID", "0"},
                  {"SLURM_NTASKS", "2"},
                  {"OMPI_COMM_WORLD_RANK", "1"},
                  {"OMPI_COMM_WORLD_SIZE", "2"}}),
            "part 1 of 2 (OMPI_COMM_WORLD_RANK)");
}

TEST(JobPart, ALauncherOfOneProcessDoesNotHideAnother) {
  // srun in `mpirun -np 1`.
  EXPECT_EQ(Auto({{"OMPI_COMM_WORLD_RANK", "0"},
                  {"OMPI_COMM_WORLD_SIZE", "1"},
                  {"SLURM_STEP_ID", "0"},
                  {"SLURM_PROCID", "1"},
                  {"SLURM_NTASKS", "2"}}),
            "part 1 of 2 (SLURM_PROCID)");
  EXPECT_EQ(Auto({{"OMPI_COMM_WORLD_RANK", "0"}, {"OMPI_COMM_WORLD_SIZE", "1"}}),
            "part 0 of 1 (OMPI_COMM_WORLD_RANK)");
}

TEST(JobPart, LaunchersThatDisagreeAreAnErrorThatPrintsBoth) {
  // The daemons of mpirun on several nodes are a step of Slurm.
  const Variables variables = {{"OMPI_COMM_WORLD_RANK", "3"},
                               {"OMPI_COMM_WORLD_SIZE", "8"},
                               {"SLURM_STEP_ID", "0"},
                               {"SLURM_PROCID", "1"},
                               {"SLURM_NTASKS", "2"}};
  EXPECT_EQ(Auto(variables),
            "two launchers disagree: part 3 of 8 (OMPI_COMM_WORLD_RANK), and part 1 of 2 "
            "(SLURM_PROCID); choose one of them");
  EXPECT_EQ(From("mpi", variables), "part 3 of 8 (OMPI_COMM_WORLD_RANK)");
  EXPECT_EQ(From("slurm", variables), "part 1 of 2 (SLURM_PROCID)");
  Variables torchrun = SlurmArray("2", "0", "3", "1", "4");
  torchrun["TORCHELASTIC_RUN_ID"] = "none";
  torchrun["RANK"] = "1";
  torchrun["WORLD_SIZE"] = "2";
  EXPECT_THAT(Auto(torchrun), AllOf(HasSubstr("part 1 of 2 (RANK)"),
                                    HasSubstr("part 2 of 4 (SLURM_ARRAY_TASK_ID)")));
}

TEST(JobPart, ABareRankIsNotThatOfTorchrun) {
  Variables variables = {{"RANK", "1"}, {"WORLD_SIZE", "4"}};
  EXPECT_EQ(Auto(variables), "none");
  EXPECT_THAT(From("torchrun", variables), HasSubstr("RANK is set, but not by torchrun"));
  variables["LOCAL_WORLD_SIZE"] = "2";
  EXPECT_EQ(Auto(variables), "part 1 of 4 (RANK)");
  variables.erase("LOCAL_WORLD_SIZE");
  variables["TORCHELASTIC_RUN_ID"] = "none";
  EXPECT_EQ(Auto(variables), "part 1 of 4 (RANK)");
}

TEST(JobPart, KubernetesNeedsTheNumberOfParts) {
  Variables variables = {{"JOB_COMPLETION_INDEX", "3"}, {"KUBERNETES_SERVICE_HOST", "10.0.0.1"}};
  EXPECT_EQ(Auto(variables),
            "JOB_COMPLETION_INDEX is set, but kubernetes does not tell how many parts there are; "
            "give their number");
  EXPECT_EQ(Auto(variables, 16), "part 3 of 16 (JOB_COMPLETION_INDEX)");
  EXPECT_EQ(From("k8s", variables, 16), "part 3 of 16 (JOB_COMPLETION_INDEX)");
  variables["IMREC_PART_COUNT"] = "8";
  EXPECT_EQ(Auto(variables), "part 3 of 8 (JOB_COMPLETION_INDEX)");
  variables["IMREC_PART_COUNT"] = "x";
  EXPECT_THAT(Auto(variables), HasSubstr("IMREC_PART_COUNT is 'x', not a number"));
}

// Every pod of an Indexed Job has an index; torchrun or mpirun may have started the processes in
// it.
TEST(JobPart, AnIndexOfKubernetesWithoutACountDoesNotHideAnotherLauncher) {
  Variables variables = {{"JOB_COMPLETION_INDEX", "1"},
                         {"TORCHELASTIC_RUN_ID", "none"},
                         {"RANK", "9"},
                         {"WORLD_SIZE", "16"}};
  EXPECT_EQ(Auto(variables), "part 9 of 16 (RANK)");
  EXPECT_EQ(From("torchrun", variables), "part 9 of 16 (RANK)");
  EXPECT_THAT(From("kubernetes", variables), HasSubstr("give their number"));
  EXPECT_EQ(Auto({{"JOB_COMPLETION_INDEX", "1"},
                  {"OMPI_COMM_WORLD_RANK", "2"},
                  {"OMPI_COMM_WORLD_SIZE", "4"}}),
            "part 2 of 4 (OMPI_COMM_WORLD_RANK)");
  // A job of one pod.
  EXPECT_EQ(Auto({{"JOB_COMPLETION_INDEX", "0"},
                  {"LOCAL_WORLD_SIZE", "1"},
                  {"RANK", "0"},
                  {"WORLD_SIZE", "1"}}),
            "part 0 of 1 (RANK)");
  // The number is known, and so is that the launchers disagree.
  variables["IMREC_PART_COUNT"] = "16";
  EXPECT_THAT(Auto(variables), HasSubstr("two launchers disagree"));
}

// There are more pods than the other launcher has processes, so it is one of each pod.
TEST(JobPart, ALauncherInEachPodDoesNotHideTheIndexOfKubernetes) {
  const Variables variables = {
      {"JOB_COMPLETION_INDEX", "3"}, {"LOCAL_WORLD_SIZE", "1"}, {"RANK", "0"}, {"WORLD_SIZE", "1"}};
  EXPECT_THAT(Auto(variables), HasSubstr("JOB_COMPLETION_INDEX is set, but kubernetes does not "
                                         "tell how many parts there are"));
  EXPECT_EQ(Auto({{"JOB_COMPLETION_INDEX", "3"}, {"RANK", "0"}, {"WORLD_SIZE", "8"}}),
            Auto({{"JOB_COMPLETION_INDEX", "3"}}))
      << "RANK is not of torchrun";
}

TEST(JobPart, AwsBatch) {
  EXPECT_EQ(Auto({{"AWS_BATCH_JOB_ARRAY_INDEX", "7"}, {"AWS_BATCH_JOB_ARRAY_SIZE", "10"}}),
            "part 7 of 10 (AWS_BATCH_JOB_ARRAY_INDEX)");
  EXPECT_EQ(From("aws-batch", {{"AWS_BATCH_JOB_ID", "a"}}),
            "the environment variables of aws-batch are not set");
}

TEST(JobPart, SgeSaysUndefinedOutsideOfArrays) {
  EXPECT_EQ(Auto({{"SGE_TASK_ID", "undefined"},
                  {"SGE_TASK_FIRST", "undefined"},
                  {"SGE_TASK_LAST", "undefined"},
                  {"SGE_TASK_STEPSIZE", "undefined"}}),
            "none");
  const Variables variables = {{"SGE_TASK_ID", "5"},
                               {"SGE_TASK_FIRST", "1"},
                               {"SGE_TASK_LAST", "9"},
                               {"SGE_TASK_STEPSIZE", "2"}};
  EXPECT_EQ(Auto(variables), "part 2 of 5 (SGE_TASK_ID)");
  EXPECT_EQ(Auto(variables, 16), "part 4 of 16 (SGE_TASK_ID)");
}

TEST(JobPart, PbsAndLsfNeedTheNumberOfParts) {
  EXPECT_THAT(Auto({{"PBS_ARRAY_INDEX", "2"}}), HasSubstr("pbs does not tell how many"));
  EXPECT_EQ(Auto({{"PBS_ARRAY_INDEX", "2"}}, 4), "part 2 of 4 (PBS_ARRAY_INDEX)");
  EXPECT_EQ(Auto({{"PBS_ARRAYID", "3"}}, 4), "part 3 of 4 (PBS_ARRAYID)");
  EXPECT_EQ(Auto({{"LSB_JOBINDEX", "0"}, {"LSB_JOBID", "5"}}), "none");
  EXPECT_EQ(Auto({{"LSB_JOBINDEX", "4"}}, 4), "part 3 of 4 (LSB_JOBINDEX)");
  EXPECT_THAT(Auto({{"LSB_JOBINDEX", "5"}}, 4), HasSubstr("part 4 (LSB_JOBINDEX) is not below 4"));
}

TEST(JobPart, NamesAreThoseOfLaunchers) {
  for (const std::string& name : LauncherNames()) {
    EXPECT_EQ(LauncherName(LauncherOfName(name).value()), name);
  }
  EXPECT_EQ(LauncherOfName("ray"), std::nullopt);
}

}  // namespace
}  // namespace imrec
