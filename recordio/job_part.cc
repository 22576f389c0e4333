#include "recordio/internal/job_part.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdlib>
#include <utility>

#include <imrec/error.h>

namespace imrec {
namespace {

using Number = std::uint64_t;

constexpr const char* kPartCount = "IMREC_PART_COUNT";
constexpr Number kMostParts = 100'000'000;
constexpr std::string_view kAnyLauncher = "auto";
constexpr std::size_t kMostShown = 40;  // characters of a wrong name

constexpr std::array kLaunchers = {std::pair(Launcher::kImrec, "imrec"),
                                   std::pair(Launcher::kAwsBatch, "aws-batch"),
                                   std::pair(Launcher::kKubernetes, "kubernetes"),
                                   std::pair(Launcher::kTorchrun, "torchrun"),
                                   std::pair(Launcher::kMpi, "mpi"),
                                   std::pair(Launcher::kSlurm, "slurm"),
                                   std::pair(Launcher::kSge, "sge"),
                                   std::pair(Launcher::kPbs, "pbs"),
                                   std::pair(Launcher::kLsf, "lsf")};

[[noreturn]] void Fail(const std::string& reason) {
  throw Error(ErrorCode::kInvalidArgument, reason);
}

// A part; the number of parts may be unknown.
struct FoundPart {
  Number index = 0;
  std::optional<Number> count;
  std::string variables;
  std::string doubt = {};  // why the number may be wrong; empty: it is not
};

// Reads the variables of launchers. Each member returns nullopt if this process is not a part of
// such a job.
class PartVariables {
 public:
  PartVariables(const Environment& environment, std::optional<Number> given)
      : environment_(environment), given_(given) {}

  std::optional<FoundPart> Find(Launcher launcher) const {
    switch (launcher) {
      case Launcher::kImrec:
        return Pair("IMREC_PART_INDEX", kPartCount);
      case Launcher::kAwsBatch:
        return Pair("AWS_BATCH_JOB_ARRAY_INDEX", "AWS_BATCH_JOB_ARRAY_SIZE");
      case Launcher::kKubernetes:
        return WithoutCount("JOB_COMPLETION_INDEX", 0);
      case Launcher::kTorchrun:
        return Torchrun();
      case Launcher::kMpi:
        return Mpi();
      case Launcher::kSlurm:
        return Slurm();
      case Launcher::kSge:
        return Sge();
      case Launcher::kPbs:
        return Text("PBS_ARRAY_INDEX") ? WithoutCount("PBS_ARRAY_INDEX", 0)
                                       : WithoutCount("PBS_ARRAYID", 0);
      case Launcher::kLsf:
        // It is 0 outside of job arrays, whose indices begin at 1.
        return Value("LSB_JOBINDEX").value_or(0) > 0 ? WithoutCount("LSB_JOBINDEX", 1)
                                                     : std::nullopt;
    }
    return std::nullopt;
  }

 private:
  std::optional<std::string> Text(const std::string& name) const {
    std::optional<std::string> text = environment_(name);
    if (text && text->empty()) text.reset();
    return text;
  }

  std::optional<Number> Value(const std::string& name) const {
    const std::optional<std::string> text = Text(name);
    if (!text) return std::nullopt;
    Number value = 0;
    const char* end = text->data() + text->size();
    const auto [stop, status] = std::from_chars(text->data(), end, value);
    if (status != std::errc() || stop != end) {
      Fail("the environment variable " + name + " is '" + *text + "', not a number");
    }
    return value;
  }

  Number Required(const std::string& name, const std::string& beside) const {
    const std::optional<Number> value = Value(name);
    if (!value) Fail(beside + " is set, but " + name + " is not");
    return *value;
  }

  // A number from 0, and the number of processes, which the user cannot change.
  std::optional<FoundPart> Pair(const std::string& index, const std::string& count) const {
    const std::optional<Number> value = Value(index);
    if (!value) return std::nullopt;
    std::optional<Number> processes = Value(count);
    if (!processes && !given_) Fail(index + " is set, but " + count + " is not");
    if (processes && given_ && processes != given_) {
      Fail(count + " is " + std::to_string(*processes) + ", but the number of parts is given as " +
           std::to_string(*given_));
    }
    return FoundPart{.index = *value, .count = processes ? processes : given_, .variables = index};
  }

  // An index that begins at `first`; the user gives the number of parts.
  std::optional<FoundPart> WithoutCount(const std::string& index, Number first) const {
    const std::optional<Number> value = Value(index);
    if (!value) return std::nullopt;
    if (*value < first) Fail(index + " is " + std::to_string(*value) + ", but begins at 1");
    return FoundPart{.index = *value - first, .count = given_, .variables = index};
  }

  // Shells and scripts may export a RANK that has nothing to do with torchrun.
  std::optional<FoundPart> Torchrun() const {
    if (!Text("TORCHELASTIC_RUN_ID") && !Text("LOCAL_WORLD_SIZE")) return std::nullopt;
    return Pair("RANK", "WORLD_SIZE");
  }

  std::optional<FoundPart> Mpi() const {
    std::optional<FoundPart> open_mpi = Pair("OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_SIZE");
    return open_mpi ? open_mpi : Pair("PMI_RANK", "PMI_SIZE");
  }

  std::optional<FoundPart> Slurm() const {
    std::optional<FoundPart> array = SlurmArray();
    const std::optional<FoundPart> step = SlurmStep();
    if (!array) return CheckGiven(step);
    if (!step || step->count == 1) return array;
    array->index = array->index * *step->count + step->index;
    if (!given_) array->count = *array->count * *step->count;
    array->variables += ", " + step->variables;
    return array;
  }

  std::optional<FoundPart> CheckGiven(std::optional<FoundPart> step) const {
    if (step && given_ && step->count != given_) {
      Fail("SLURM_NTASKS is " + std::to_string(*step->count) +
           ", but the number of parts is given as " + std::to_string(*given_));
    }
    return step;
  }

  // In the batch script itself, SLURM_PROCID is 0 whatever SLURM_NTASKS is.
  std::optional<FoundPart> SlurmStep() const {
    const std::optional<std::string> step = Text("SLURM_STEP_ID");
    const bool is_number =
        step && std::ranges::all_of(*step, [](char c) { return c >= '0' && c <= '9'; });
    if (!is_number || !Text("SLURM_PROCID")) return std::nullopt;
    const char* count = Text("SLURM_STEP_NUM_TASKS") ? "SLURM_STEP_NUM_TASKS" : "SLURM_NTASKS";
    return FoundPart{.index = *Value("SLURM_PROCID"),
                     .count = Required(count, "SLURM_PROCID"),
                     .variables = "SLURM_PROCID"};
  }

  std::optional<FoundPart> SlurmArray() const {
    const std::string name = "SLURM_ARRAY_TASK_ID";
    const std::optional<Number> id = Value(name);
    if (!id) return std::nullopt;
    // Also after a few tasks were submitted again, which Slurm counts from 1.
    if (given_) return FoundPart{.index = *id, .count = given_, .variables = name};
    const Number first = Required("SLURM_ARRAY_TASK_MIN", name);
    const Number last = Required("SLURM_ARRAY_TASK_MAX", name);
    const Number step = Required("SLURM_ARRAY_TASK_STEP", name);
    const Number count = Required("SLURM_ARRAY_TASK_COUNT", name);
    if (step == 0 || last < first || (last - first) / step + 1 != count || *id < first) {
      Fail(name + " is " + std::to_string(*id) +
           " of an array with gaps: " + std::to_string(count) + " tasks from " +
           std::to_string(first) + " to " + std::to_string(last) + "; submit it with --array=0-" +
           std::to_string(std::max<Number>(count, 1) - 1) + ", or give the number of parts");
    }
    FoundPart part{.index = (*id - first) / step, .count = count, .variables = name};
    // Whole arrays in steps of 1 begin at 0 or 1.
    if (first > (count == 1 ? 0 : 1) && step == 1) {
      part.doubt = name + " is " + std::to_string(*id) + ", in an array from " +
                   std::to_string(first) + " to " + std::to_string(last) +
                   ", which may be tasks of a larger one that were submitted again; give the "
                   "number of parts, which are then the tasks from 0 on";
    }
    return part;
  }

  std::optional<FoundPart> Sge() const {
    const std::string name = "SGE_TASK_ID";
    const std::optional<std::string> text = Text(name);
    if (!text || *text == "undefined") return std::nullopt;
    const Number id = *Value(name);
    if (given_) return WithoutCount(name, 1);
    const Number first = Required("SGE_TASK_FIRST", name);
    const Number last = Required("SGE_TASK_LAST", name);
    const Number step = Required("SGE_TASK_STEPSIZE", name);
    if (step == 0 || last < first || id < first) {
      Fail(name + " is " + *text + ", which is not from SGE_TASK_FIRST " + std::to_string(first) +
           " on in steps of " + std::to_string(step));
    }
    return FoundPart{
        .index = (id - first) / step, .count = (last - first) / step + 1, .variables = name};
  }

  const Environment& environment_;
  std::optional<Number> given_;
};

std::optional<Number> GivenCount(std::optional<Number> count, const Environment& environment) {
  if (count) return count;
  const std::optional<std::string> text = environment(kPartCount);
  if (!text || text->empty() || environment("IMREC_PART_INDEX")) return std::nullopt;
  Number value = 0;
  const char* end = text->data() + text->size();
  const auto [stop, status] = std::from_chars(text->data(), end, value);
  if (status == std::errc() && stop == end) return value;
  Fail(std::string("the environment variable ") + kPartCount + " is '" + *text + "', not a number");
}

JobPart Complete(Launcher launcher, const FoundPart& found) {
  if (!found.doubt.empty()) Fail(found.doubt);
  if (!found.count) {
    Fail(found.variables + " is set, but " + std::string(LauncherName(launcher)) +
         " does not tell how many parts there are; give their number");
  }
  if (*found.count > kMostParts) {
    Fail("the number of parts is " + std::to_string(*found.count) + ", more than " +
         std::to_string(kMostParts));
  }
  if (found.index >= *found.count) {
    Fail("part " + std::to_string(found.index) + " (" + found.variables + ") is not below " +
         std::to_string(*found.count) + ", the number of parts; they are counted from 0");
  }
  return {.index = found.index, .count = *found.count, .variables = found.variables};
}

}  // namespace

std::optional<std::string> ProcessEnvironment(const std::string& name) {
  const char* text = std::getenv(name.c_str());  // NOLINT(concurrency-mt-unsafe)
  return text == nullptr ? std::nullopt : std::optional<std::string>(text);
}

std::string_view LauncherName(Launcher launcher) {
  return std::ranges::find(kLaunchers, launcher, [](const auto& each) { return each.first; })
      ->second;
}

std::optional<Launcher> LauncherOfName(std::string_view name) {
  if (name == "k8s") return Launcher::kKubernetes;
  for (const auto& [launcher, known] : kLaunchers) {
    if (name == known) return launcher;
  }
  return std::nullopt;
}

std::vector<std::string> LauncherNames() {
  std::vector<std::string> names;
  names.reserve(kLaunchers.size());
  for (const auto& [launcher, name] : kLaunchers) names.emplace_back(name);
  return names;
}

JobPart PartOfLauncher(Launcher launcher, std::optional<std::uint64_t> count,
                       const Environment& environment) {
  const PartVariables variables(environment, GivenCount(count, environment));
  if (const std::optional<FoundPart> found = variables.Find(launcher)) {
    return Complete(launcher, *found);
  }
  const std::string name(LauncherName(launcher));
  if (launcher == Launcher::kTorchrun && environment("RANK")) {
    Fail("RANK is set, but not by torchrun: TORCHELASTIC_RUN_ID and LOCAL_WORLD_SIZE are not set");
  }
  if (launcher == Launcher::kSlurm && environment("SLURM_JOB_ID")) {
    Fail("this is neither a task of a Slurm array nor a step that srun has started");
  }
  Fail("the environment variables of " + name + " are not set");
}

std::optional<JobPart> FindJobPart(std::optional<std::uint64_t> count,
                                   const Environment& environment) {
  const PartVariables variables(environment, GivenCount(count, environment));
  std::optional<JobPart> first;
  std::optional<FoundPart> pod;  // of which Kubernetes does not tell the number
  std::optional<FoundPart> doubtful;
  for (const auto& [launcher, name] : kLaunchers) {
    const std::optional<FoundPart> found = variables.Find(launcher);
    if (!found) continue;
    if (launcher == Launcher::kKubernetes && !found->count) {
      pod = found;
      continue;
    }
    if (!found->doubt.empty()) {
      doubtful = found;
      continue;
    }
    const JobPart part = Complete(launcher, *found);
    if (launcher == Launcher::kImrec) return part;
    if (first && first->count > 1 && part.count > 1 &&
        (first->index != part.index || first->count != part.count)) {
      Fail("two launchers disagree: " + DescribeJobPart(*first) + ", and " + DescribeJobPart(part) +
           "; choose one of them");
    }
    if (!first || (first->count == 1 && part.count > 1)) first = part;
  }
  // Another launcher with fewer processes than there are pods runs in each of them.
  if (doubtful && !first) Fail(doubtful->doubt);
  if (pod && (!first || pod->index >= first->count)) return Complete(Launcher::kKubernetes, *pod);
  return first;
}

void RequireLauncherName(std::string_view option, std::string_view name) {
  if (name == kAnyLauncher || LauncherOfName(name)) return;
  std::string names(kAnyLauncher);
  for (const std::string& known : LauncherNames()) names += ", " + known;
  Fail(std::string(option) + " must be one of " + names + ", not '" +
       std::string(name.substr(0, kMostShown)) + (name.size() > kMostShown ? "..'" : "'"));
}

std::optional<JobPart> JobPartFrom(std::string_view name, std::optional<std::uint64_t> count,
                                   const Environment& environment) {
  if (name == kAnyLauncher) return FindJobPart(count, environment);
  RequireLauncherName("the launcher", name);
  return PartOfLauncher(*LauncherOfName(name), count, environment);
}

std::string DescribeJobPart(const JobPart& part) {
  return "part " + std::to_string(part.index) + " of " + std::to_string(part.count) + " (" +
         part.variables + ")";
}

}  // namespace imrec
