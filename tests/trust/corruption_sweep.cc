// Damages each file of a small data set in all ways, and runs the reader, imrec verify and imrec
// repair over each result. None may crash, hang, allocate too much, or break a promise of
// docs/reliability.md. Prints tables like those there. Exit code 1 if a promise was broken.
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <string>
#include <thread>

#include <CLI/CLI.hpp>

#include "tests/support/files.h"
#include "tests/trust/damage_case.h"
#include "tests/trust/damage_judge.h"
#include "tests/trust/sweep_processes.h"
#include "tests/trust/swept_set.h"

namespace imrec::test {
namespace {

constexpr std::size_t kShortCases = 400;  // per file

struct Options {
  std::string only;
  SweptSetOptions set;
  SweepOptions sweep = {.processes = std::max(1U, std::thread::hardware_concurrency())};
};

void PrintRow(const std::string& file, const char* kind, const DamageCounts& counts) {
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
std::size_t SweepSet(const Options& options) {
  const TempDir made;
  const SweptSet set = MakeSweptSet(made.path(), options.set);
  SweepCounts sum;
  std::size_t bytes = 0;
  for (const auto& [file, contents] : set.files) {
    if (file == "set.classes.txt" || (!options.only.empty() && file != options.only)) continue;
    // The other files are as those of the set of one frame.
    if (options.set.form == SweptForm::kFrames && file != "set.rec.zst") continue;
    const SweepCounts counts = Sweep(set, file, options.sweep);
    for (std::size_t kind = 0; kind < kDamageKinds; ++kind) {
      PrintRow(file, DamageName(static_cast<DamageKind>(kind)), counts.kinds[kind]);
    }
    std::fflush(stdout);
    sum.Add(counts);
    bytes += contents.size();
  }
  std::printf("%s set of %zu records: %zu bytes; the largest allocation had %zu bytes\n",
              set.form.c_str(), options.set.records, bytes, sum.largest_allocation);
  return sum.failures;
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

void AddOptions(CLI::App& app, Options& options) {
  app.add_option("--cases", options.sweep.cases, "A sample of N cases per file, spread evenly")
      ->check(CLI::PositiveNumber);
  app.add_flag_callback(
      "--short", [&options] { options.sweep.cases = kShortCases; },
      "The same as --cases " + std::to_string(kShortCases));
  app.add_option("--only", options.only, "Damage this file alone, such as set.rec");
  app.add_option("--records", options.set.records, "Records of the set")
      ->check(CLI::Range(2, 1'000'000))
      ->capture_default_str();
  app.add_option("--width", options.set.width,
                 "Width of the JPEGs of the plain set and of that of one frame")
      ->check(CLI::Range(16, 4096))
      ->capture_default_str();
  app.add_flag("!--no-unchecked-repair", options.sweep.unchecked_repair,
               "Leave out repairing without the .crc, about which nothing is promised");
  app.add_option("--processes", options.sweep.processes,
                 "Cases that run at a time; default: processors")
      ->check(CLI::Range(1, 1024));
}

int Run(int argc, char** argv) {
  CLI::App app("Damages the files of a data set in all ways, and checks what imrec makes of them.");
  Options options;
  AddOptions(app, options);
  CLI11_PARSE(app, argc, argv);
  // In memory, if the system has such a place.
  if (std::filesystem::is_directory("/dev/shm")) ::setenv("TMPDIR", "/dev/shm", 0);
  PrintHead();
  std::size_t failures = 0;
  for (const SweptForm form : {SweptForm::kPlain, SweptForm::kCompressed, SweptForm::kFrames}) {
    options.set.form = form;
    failures += SweepSet(options);
  }
  std::printf("%zu promises broken\n", failures);
  return failures == 0 ? 0 : 1;
}

}  // namespace
}  // namespace imrec::test

int main(int argc, char** argv) {
  try {
    return imrec::test::Run(argc, argv);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "imrec_corruption_sweep: %s\n", error.what());
    return 2;
  }
}
