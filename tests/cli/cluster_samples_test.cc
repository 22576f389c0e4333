// The scripts in samples/cluster, with stand-ins for the programs of the clusters.
#include <unistd.h>

#include <map>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/files.h"
#include "tests/support/process.h"

namespace imrec::test {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

// Runs a job array, or a job, at once.
constexpr const char* kSbatch = R"(#!/bin/bash
set -e
array=
for word; do
  case $word in
    --array=0-*) array=${word#--array=0-} ;;
    --dependency=afterok:41) [ -e array.done ] ;;
  esac
  script=$word
done
if [ -z "$array" ]; then sh -ec "$script" && exit; fi
export SLURM_ARRAY_TASK_MIN=0 SLURM_ARRAY_TASK_MAX=$array SLURM_ARRAY_TASK_STEP=1
export SLURM_ARRAY_TASK_COUNT=$((array + 1)) SLURM_JOB_ID=41 SLURM_PROCID=0 SLURM_NTASKS=1
for SLURM_ARRAY_TASK_ID in $(seq 0 $array); do
  export SLURM_ARRAY_TASK_ID
  sh -ec "$script" >&2
done
touch array.done
echo 41
)";

// Runs all ranks at the same time.
constexpr const char* kMpirun = R"(#!/bin/bash
[ "$1" = -n ] || exit 9
export OMPI_COMM_WORLD_SIZE=$2
shift 2
jobs=
for OMPI_COMM_WORLD_RANK in $(seq 0 $((OMPI_COMM_WORLD_SIZE - 1))); do
  export OMPI_COMM_WORLD_RANK
  "$@" &
  jobs="$jobs $!"
done
for job in $jobs; do wait $job || exit; done
)";

class ClusterSamplesTest : public testing::Test {
 protected:
  ClusterSamplesTest() {
    std::string list;
    for (int i = 0; i < 12; ++i) {
      const std::string name = std::to_string(i) + ".jpg";
      if (i != 5) WriteFile(dir_ / ("photos/" + name), MakeJpeg({40, 30}, i));
      list += std::to_string(i) + "\t0\t" + name + '\n';
    }
    WriteFile(dir_ / "data/my pets.lst", list);
    EXPECT_EQ(Shell("im2rec 'data/my pets' photos/ -o 'one/my pets' --num-shards 4 --resize 20")
                  .exit_code,
              1);
    AddProgram("sbatch", kSbatch);
    AddProgram("mpirun", kMpirun);
  }

  void AddProgram(const std::string& name, const char* text) const {
    const fs::path path = dir_ / ("bin/" + name);
    WriteFile(path, text);
    fs::permissions(path, fs::perms::owner_all);
  }
  ProcessResult Shell(const std::string& command) const {
    return RunProgram("bash",
                      {"-c", "cd '" + dir_.path().string() +
                                 "' && PATH='" IMREC_TOOL_DIR "':$PWD/bin:$PATH && " + command});
  }
  static std::string Sample(const std::string& name) {
    return (fs::path(IMREC_TEST_DIR).parent_path() / "samples/cluster" / name).string();
  }
  void ExpectAsOneMachine() const {
    std::size_t files = 0;
    for (const auto& entry : fs::directory_iterator(dir_ / "one")) {
      const std::string name = entry.path().filename();
      ++files;
      EXPECT_TRUE(ReadText(entry.path()) == ReadText(dir_ / ("data/" + name))) << name;
    }
    EXPECT_EQ(files, 14U);  // four shards of three files, manifest, table of skipped lines
  }

  TempDir dir_;
};

TEST_F(ClusterSamplesTest, Slurm) {
  const ProcessResult result =
      Shell("'" + Sample("slurm.sh") + "' 'data/my pets' photos/ 3 --num-shards 4 --resize 20");
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_THAT(result.err, HasSubstr("part 2 of 3 (SLURM_ARRAY_TASK_ID): shards 2,3 of 4"));
  ExpectAsOneMachine();
}

TEST_F(ClusterSamplesTest, Mpirun) {
  const ProcessResult result =
      Shell("'" + Sample("mpirun.sh") + "' 'data/my pets' photos/ 2 --num-shards 4 --resize 20");
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_THAT(result.err, HasSubstr("part 1 of 2 (OMPI_COMM_WORLD_RANK): shards 2,3 of 4"));
  ExpectAsOneMachine();
}

TEST_F(ClusterSamplesTest, WrongUseIsAFailure) {
  for (const char* name : {"slurm.sh", "mpirun.sh"}) {
    const ProcessResult result =
        Shell("'" + Sample(name) + "' 'data/my pets' photos/ 2 --num-shards 99");
    EXPECT_NE(result.exit_code, 0) << name;
  }
}

TEST_F(ClusterSamplesTest, Kubernetes) {
  const std::string yaml = ReadText(Sample("kubernetes.yaml"));
  const std::string before = "command: [\"sh\", \"-c\", \"";
  const std::size_t begin = yaml.find(before) + before.size();
  std::string command = yaml.substr(begin, yaml.find("\"]", begin) - begin);
  const std::string path = "/data/pets.plan.json";
  ASSERT_NE(command.find(path), std::string::npos) << command;
  command.replace(command.find(path), path.size(), "'data/my pets.plan.json'");
  Shell("im2rec --plan 'data/my pets' photos/ --num-shards 4 --resize 20");
  for (int pod = 0; pod < 16; ++pod) {
    const ProcessResult result =
        Shell("export JOB_COMPLETION_INDEX=" + std::to_string(pod) + "; " + command);
    EXPECT_EQ(result.exit_code, 0) << result.err;
  }
  EXPECT_EQ(Shell("export JOB_COMPLETION_INDEX=16; " + command).exit_code, 2);
  EXPECT_EQ(Shell("im2rec 'data/my pets.plan.json' --finish").exit_code, 1);
  ExpectAsOneMachine();
}

}  // namespace
}  // namespace imrec::test
