#include "tests/trust/sweep_processes.h"

#include <malloc.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <memory>
#include <span>
#include <vector>

#include "tests/support/files.h"

namespace imrec::test {
namespace {

constexpr std::size_t kLargestAllocation = std::size_t{64} << 20;
constexpr unsigned kHangSeconds = 20;
constexpr std::size_t kShownFailures = 10;  // per process

// What a process that runs cases shares with the one that watches it.
struct Progress {
  std::size_t next = 0;  // number of the case that is run now
  SweepCounts counts;
};

// An array of Progress that child processes share.
class SharedProgress {
 public:
  explicit SharedProgress(std::size_t count) : bytes_(count * sizeof(Progress)) {
    void* memory =
        ::mmap(nullptr, bytes_, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) std::abort();
    progress_ = {static_cast<Progress*>(memory), count};
    std::uninitialized_value_construct(progress_.begin(), progress_.end());
  }
  ~SharedProgress() { ::munmap(progress_.data(), bytes_); }
  SharedProgress(const SharedProgress&) = delete;
  SharedProgress& operator=(const SharedProgress&) = delete;

  Progress& operator[](std::size_t i) { return progress_[i]; }
  auto begin() const { return progress_.begin(); }
  auto end() const { return progress_.end(); }

 private:
  std::size_t bytes_;
  std::span<Progress> progress_;
};

// The cases of a sweep: a sample of all.
class Cases {
 public:
  Cases(const SweptSet& set, const std::string& file, const SweepOptions& options)
      : set_(set),
        file_(file),
        options_(options),
        all_(set.files.at(file).size()),
        size_(std::min(options.cases, all_.size())) {}

  const SweptSet& set() const { return set_; }
  const std::string& file() const { return file_; }
  const SweepOptions& options() const { return options_; }
  std::size_t size() const { return size_; }
  DamageCase operator[](std::size_t i) const { return all_[i * all_.size() / size_]; }

 private:
  const SweptSet& set_;
  const std::string& file_;
  const SweepOptions& options_;
  DamageCases all_;
  std::size_t size_;
};

void Fail(const Cases& cases, const std::string& what, Progress& progress) {
  if (++progress.counts.failures > kShownFailures) return;
  std::fprintf(stderr, "%s %s, %s: %s\n", cases.set().form.c_str(), cases.file().c_str(),
               Describe(cases[progress.next]).c_str(), what.c_str());
}

// Runs a case. Returns which promise it breaks, if any.
std::string RunCase(const Cases& cases, DamageJudge& judge, Progress& progress) {
  const DamageCase damage = cases[progress.next];
  try {
    const CaseOutcome outcome = judge.Judge(cases.file(), damage);
    progress.counts.kinds[static_cast<std::size_t>(damage.kind)].Add(outcome);
    std::size_t& most = progress.counts.largest_allocation;
    most = std::max(most, outcome.largest_allocation);
    return BrokenPromise(cases.set(), cases.file(), damage, outcome, kLargestAllocation);
  } catch (const std::exception& error) {
    return std::string("an exception that is no imrec::Error: ") + error.what();
  }
}

// Gives no memory back to the system, which takes longer than the cases.
void KeepMemory() {
#ifdef M_MMAP_THRESHOLD
  ::mallopt(M_MMAP_THRESHOLD, 1 << 30);
  ::mallopt(M_TRIM_THRESHOLD, 1 << 30);
#endif
}

// Runs the cases from progress.next on that are for this process, and ends it.
[[noreturn]] void RunCases(const Cases& cases, const std::filesystem::path& folder,
                           Progress& progress) {
  KeepMemory();
  // What the commands print is not of interest; failures go to a copy of standard error.
  const int messages = ::dup(STDERR_FILENO);
  FILE* const discarded = std::freopen("/dev/null", "w", stdout);
  if (messages < 0 || discarded == nullptr) ::_exit(2);
  ::dup2(::fileno(discarded), STDERR_FILENO);
  DamageJudge judge(cases.set(), folder, cases.options().unchecked_repair);
  for (; progress.next < cases.size(); progress.next += cases.options().processes) {
    ::alarm(kHangSeconds);
    const std::string broken = RunCase(cases, judge, progress);
    if (broken.empty()) continue;
    ::dup2(messages, STDERR_FILENO);
    Fail(cases, broken, progress);
    ::dup2(::fileno(discarded), STDERR_FILENO);
  }
  ::_exit(0);
}

pid_t Start(const Cases& cases, const std::filesystem::path& folder, Progress& progress) {
  std::fflush(nullptr);
  const pid_t child = ::fork();
  if (child < 0) std::abort();
  if (child == 0) RunCases(cases, folder, progress);
  return child;
}

// Why a process that ran cases ended early; empty if it ran all.
std::string EndedBy(int status) {
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return {};
  const int signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
  return signal == SIGALRM ? "hangs" : "crashes, signal " + std::to_string(signal);
}

}  // namespace

void DamageCounts::Add(const CaseOutcome& outcome) {
  ++cases;
  for (std::size_t i = 0; i < kOperations; ++i) {
    ++verdicts[i][static_cast<std::size_t>(outcome.operations[i].verdict)];
  }
  most_lost = std::max<std::size_t>(most_lost, outcome.of(Operation::kRepair).lost);
}

void DamageCounts::Add(const DamageCounts& counts) {
  cases += counts.cases;
  for (std::size_t i = 0; i < kOperations; ++i) {
    for (std::size_t j = 0; j < kVerdicts; ++j) verdicts[i][j] += counts.verdicts[i][j];
  }
  most_lost = std::max(most_lost, counts.most_lost);
}

void SweepCounts::Add(const SweepCounts& counts) {
  for (std::size_t i = 0; i < kinds.size(); ++i) kinds[i].Add(counts.kinds[i]);
  failures += counts.failures;
  largest_allocation = std::max(largest_allocation, counts.largest_allocation);
}

SweepCounts Sweep(const SweptSet& set, const std::string& file, const SweepOptions& options) {
  const Cases cases(set, file, options);
  const std::size_t processes = options.processes;
  SharedProgress progress(processes);
  const std::vector<TempDir> folders(processes);
  std::vector<pid_t> children;
  for (std::size_t i = 0; i < processes; ++i) {
    progress[i].next = i;
    children.push_back(Start(cases, folders[i].path(), progress[i]));
  }
  for (std::size_t running = processes; running > 0;) {
    int status = 0;
    const pid_t child = ::waitpid(-1, &status, 0);
    const auto i = static_cast<std::size_t>(std::ranges::find(children, child) - children.begin());
    if (child < 0 || i == children.size()) std::abort();
    children[i] = 0;  // another process may get its number
    --running;
    const std::string ended_by = EndedBy(status);
    if (ended_by.empty()) continue;
    Fail(cases, ended_by, progress[i]);
    // The next process goes on after the case that ended this one.
    progress[i].next += processes;
    if (progress[i].next >= cases.size()) continue;
    children[i] = Start(cases, folders[i].path(), progress[i]);
    ++running;
  }
  SweepCounts sum;
  for (const Progress& part : progress) sum.Add(part.counts);
  return sum;
}

}  // namespace imrec::test
