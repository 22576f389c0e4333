// Finds out which part of a job this process is, from the environment variables that schedulers and
// launchers set.
#ifndef IMREC_RECORDIO_INTERNAL_JOB_PART_H_
#define IMREC_RECORDIO_INTERNAL_JOB_PART_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace imrec {

/// The programs whose variables are known.
enum class Launcher {
  kImrec,       // IMREC_PART_INDEX and IMREC_PART_COUNT, set by the user
  kAwsBatch,    // array jobs
  kKubernetes,  // Indexed Jobs
  kTorchrun,
  kMpi,    // Open MPI, MPICH, Intel MPI, srun --mpi=pmi2
  kSlurm,  // job arrays, steps (srun), and steps in arrays
  kSge,    // array jobs; also those of Univa and Altair Grid Engine
  kPbs,    // array jobs of PBS Pro and Torque
  kLsf,    // job arrays
};

struct JobPart {
  std::uint64_t index = 0;  // below `count`
  std::uint64_t count = 1;
  std::string variables;  // those that contain the index, such as "SLURM_ARRAY_TASK_ID"

  friend bool operator==(const JobPart&, const JobPart&) = default;
};

/// Returns the value of an environment variable, or nullopt if it is not set.
using Environment = std::function<std::optional<std::string>(const std::string& name)>;

/// The environment of this process. Not thread-safe if another thread changes it.
std::optional<std::string> ProcessEnvironment(const std::string& name);

/// Returns "imrec", "aws-batch", "kubernetes" and so on.
std::string_view LauncherName(Launcher launcher);
/// Returns the launcher of that name ("k8s" is "kubernetes"), or nullopt.
std::optional<Launcher> LauncherOfName(std::string_view name);
/// Returns the names of all launchers in the order in which FindJobPart() looks for them.
std::vector<std::string> LauncherNames();

/// Returns the part of this process in a job of `launcher`. `count` is the number of parts if the
/// user gives it; Kubernetes, PBS and LSF do not tell it to their tasks, and after a part of an
/// array was submitted again, Slurm and SGE tell a smaller one. IMREC_PART_COUNT is used in its
/// place. Throws Error(kInvalidArgument) if the variables are missing, malformed, or contradict
/// `count`.
JobPart PartOfLauncher(Launcher launcher, std::optional<std::uint64_t> count,
                       const Environment& environment);

/// Looks for any launcher. IMREC_PART_INDEX wins. Otherwise returns the part of the first launcher
/// with more than one process, or else that of the first. Returns nullopt if there is none. Throws
/// Error(kInvalidArgument) as PartOfLauncher(), and with both parts if two launchers with more than
/// one process disagree. Every pod of an Indexed Job of Kubernetes has an index: without a number
/// of parts, it only counts if no other launcher has more processes than that.
std::optional<JobPart> FindJobPart(std::optional<std::uint64_t> count,
                                   const Environment& environment);

/// Throws Error(kInvalidArgument) "OPTION must be one of auto, imrec, ..." unless `name` is "auto"
/// or the name of a launcher.
void RequireLauncherName(std::string_view option, std::string_view name);

/// FindJobPart() if `name` is "auto", or else PartOfLauncher() for the launcher of that name.
std::optional<JobPart> JobPartFrom(std::string_view name, std::optional<std::uint64_t> count,
                                   const Environment& environment);

/// Returns "part 3 of 16 (SLURM_ARRAY_TASK_ID)". Parts are counted from 0.
std::string DescribeJobPart(const JobPart& part);

}  // namespace imrec

#endif  // IMREC_RECORDIO_INTERNAL_JOB_PART_H_
