// Damages each file of a small data set in all ways, and runs the reader, imrec verify and imrec
// repair over each result. None may crash, hang, allocate too much, or break a promise of
// docs/reliability.md. Usage: imrec_corruption_sweep [--short] [--cases N] [--records N]
//                                                    [--only FILE]
//
// --cases takes a sample of N cases per file, spread evenly over its bits, lengths and blocks;
// --short is --cases 400. Without them it is the full form, for a table like that of
// docs/reliability.md. Exit code 1 if a promise was broken.
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "tests/support/files.h"
#include "tests/trust/damage_case.h"
#include "tests/trust/damage_judge.h"
#include "tests/trust/swept_set.h"

namespace imrec::test {
namespace {

constexpr std::size_t kLargestAllocation = std::size_t{64} << 20;
constexpr unsigned kHangSeconds = 20;
constexpr std::size_t kShortCases = 400;  // per file
constexpr int kShownFailures = 10;        // per file

// Counts of one kind of damage to one file.
struct Counts {
  std::size_t cases = 0;
  std::array<std::array<std::size_t, kVerdicts>, kOperations> verdicts;  // [operation][verdict]
  std::size_t most_lost = 0;                                             // by repair with checksums
};

// What the process that runs the cases and the one that watches it share.
struct Shared {
  std::size_t next;  // the case that is run now
  std::size_t failures;
  std::size_t largest_allocation;
  std::array<Counts, 5> kinds;
};

Shared& MakeShared() {
  void* memory =
      ::mmap(nullptr, sizeof(Shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) std::abort();
  return *new (memory) Shared{};
}

void Add(const DamageCase& damage, const CaseOutcome& outcome, Shared& shared) {
  Counts& counts = shared.kinds[static_cast<std::size_t>(damage.kind)];
  ++counts.cases;
  for (std::size_t i = 0; i < kOperations; ++i) {
    ++counts.verdicts[i][static_cast<std::size_t>(outcome.operations[i].verdict)];
  }
  counts.most_lost = std::max<std::size_t>(counts.most_lost, outcome.of(Operation::kRepair).lost);
  shared.largest_allocation = std::max(shared.largest_allocation, outcome.largest_allocation);
}

void Fail(const SweptSet& set, const std::string& file, const DamageCase& damage,
          const std::string& what, Shared& shared) {
  if (++shared.failures > kShownFailures) return;
  std::fprintf(stderr, "%s %s, %s: %s\n", set.form.c_str(), file.c_str(), Describe(damage).c_str(),
               what.c_str());
}

// Runs the cases from shared.next on, in a process of its own.
[[noreturn]] void RunCases(const SweptSet& set, const std::string& file,
                           const std::vector<DamageCase>& cases,
                           const std::filesystem::path& folder, Shared& shared) {
  // What the commands print is not of interest; failures go to a copy of standard error.
  const int messages = ::dup(STDERR_FILENO);
  FILE* const discarded = std::freopen("/dev/null", "w", stdout);
  if (messages < 0 || discarded == nullptr) ::_exit(2);
  ::dup2(::fileno(discarded), STDERR_FILENO);
  DamageJudge judge(set, folder);
  for (; shared.next < cases.size(); ++shared.next) {
    const DamageCase& damage = cases[shared.next];
    ::alarm(kHangSeconds);
    std::string broken;
    try {
      const CaseOutcome outcome = judge.Judge(file, damage);
      Add(damage, outcome, shared);
      broken = BrokenPromise(set, file, damage, outcome, kLargestAllocation);
    } catch (const std::exception& error) {
      broken = std::string("an exception that is no imrec::Error: ") + error.what();
    }
    if (broken.empty()) continue;
    ::dup2(messages, STDERR_FILENO);
    Fail(set, file, damage, broken, shared);
    ::dup2(::fileno(discarded), STDERR_FILENO);
  }
  ::_exit(0);
}

// A case that ends the process is counted, and the next process goes on after it.
void Sweep(const SweptSet& set, const std::string& file, const std::vector<DamageCase>& cases,
           Shared& shared) {
  while (shared.next < cases.size()) {
    const TempDir folder;
    std::fflush(nullptr);
    const pid_t child = ::fork();
    if (child < 0) std::abort();
    if (child == 0) RunCases(set, file, cases, folder.path(), shared);
    int status = 0;
    if (::waitpid(child, &status, 0) != child) std::abort();
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0) continue;
    const int signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
    const std::string what =
        signal == SIGALRM ? "hangs" : "crashes, signal " + std::to_string(signal);
    Fail(set, file, cases[shared.next], what, shared);
    ++shared.next;
  }
}

std::vector<DamageCase> Sample(std::vector<DamageCase> cases, std::size_t count) {
  if (cases.size() <= count) return cases;
  std::vector<DamageCase> sample;
  for (std::size_t i = 0; i < count; ++i) sample.push_back(cases[i * cases.size() / count]);
  return sample;
}

void PrintRow(const std::string& file, const char* kind, const Counts& counts) {
  std::printf("| %-17s | %-6s | %7zu |", file.c_str(), kind, counts.cases);
  // The wrong or missing records that come without a word, and what is reported.
  for (std::size_t i = 0; i < kOperations; ++i) {
    const auto& verdicts = counts.verdicts[i];
    const auto of = [&](Verdict verdict) { return verdicts[static_cast<std::size_t>(verdict)]; };
    std::printf(" %6zu %6zu %6zu |", of(Verdict::kReported), of(Verdict::kWhole),
                of(Verdict::kWrong) + of(Verdict::kMissing));
  }
  std::printf(" %4zu |\n", counts.most_lost);
}

// Returns the number of broken promises.
std::size_t SweepSet(std::size_t records, SweptForm form, std::size_t most_cases,
                     const std::string& only) {
  const TempDir made;
  const SweptSet set = MakeSweptSet(made.path(), records, form);
  std::size_t failures = 0;
  std::size_t largest = 0;
  for (const auto& [file, contents] : set.files) {
    if (file == "set.classes.txt" || (!only.empty() && file != only)) continue;
    // The other files are as those of the set of one frame.
    if (form == SweptForm::kFrames && file != "set.rec.zst") continue;
    const std::vector<DamageCase> cases = Sample(AllDamage(contents.size()), most_cases);
    Shared& shared = MakeShared();
    Sweep(set, file, cases, shared);
    for (std::size_t kind = 0; kind < shared.kinds.size(); ++kind) {
      PrintRow(file, DamageName(static_cast<DamageKind>(kind)), shared.kinds[kind]);
    }
    std::fflush(stdout);
    failures += shared.failures;
    largest = std::max(largest, shared.largest_allocation);
    ::munmap(&shared, sizeof(Shared));
  }
  std::printf("%s set of %zu records: the largest allocation had %zu bytes\n", set.form.c_str(),
              records, largest);
  return failures;
}

void PrintHead() {
  std::puts(
      "For each operation: cases with an error or exit code 1 or 2; without effect; with a wrong "
      "or\n"
      "missing record that nothing tells of. Last: most records lost by repair with checksums.");
  std::printf("| %-17s | %-6s | %7s |", "file", "damage", "cases");
  for (const char* name : {"read", "read --checksums", "verify", "repair", "repair w/o .crc"}) {
    std::printf(" %-20s |", name);
  }
  std::puts(" lost |");
}

}  // namespace
}  // namespace imrec::test

int main(int argc, char** argv) {
  std::size_t most_cases = SIZE_MAX;
  std::size_t records = 12;
  std::string only;
  for (int i = 1; i < argc; ++i) {
    if (std::strcmp(argv[i], "--short") == 0) {
      most_cases = imrec::test::kShortCases;
    } else if (std::strcmp(argv[i], "--cases") == 0 && i + 1 < argc) {
      most_cases = static_cast<std::size_t>(std::atol(argv[++i]));
    } else if (std::strcmp(argv[i], "--records") == 0 && i + 1 < argc) {
      records = static_cast<std::size_t>(std::atol(argv[++i]));
    } else if (std::strcmp(argv[i], "--only") == 0 && i + 1 < argc) {
      only = argv[++i];
    } else {
      std::fputs(
          "Usage: imrec_corruption_sweep [--short] [--cases N] [--records N] [--only FILE]\n",
          stderr);
      return 2;
    }
  }
  if (records < 2) records = 2;
  if (most_cases == 0) {
    std::fputs("imrec_corruption_sweep: --cases must be a number above 0\n", stderr);
    return 2;
  }
  // In memory, if the system has such a place.
  if (std::filesystem::is_directory("/dev/shm")) ::setenv("TMPDIR", "/dev/shm", 0);
  imrec::test::PrintHead();
  std::size_t failures = 0;
  using imrec::test::SweptForm;
  for (const SweptForm form : {SweptForm::kPlain, SweptForm::kCompressed, SweptForm::kFrames}) {
    failures += imrec::test::SweepSet(records, form, most_cases, only);
  }
  std::printf("%zu promises broken\n", failures);
  return failures == 0 ? 0 : 1;
}
