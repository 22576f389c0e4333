// Reads and packs small data sets at random for a long time, and checks that results stay the same
// and that memory, descriptors and threads do not grow.
// Usage: imrec_soak [SECONDS [SEED]]                                          default 60, 1
//
// One record in a hundred is damaged. A round has two readers at the same time, in threads of their
// own, or packs. Each reader has a random number of threads and other options, and is destroyed
// after a random number of batches; calls of pread() take up to a millisecond at random. Prints a
// table, with a row for each tenth of the time. With the thread sanitizer, it also finds races.
#include <chrono>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <random>
#include <string>
#include <thread>

#include "tests/support/sanitizers.h"
#include "tests/trust/soak_rounds.h"
#include "tests/trust/soak_usage.h"

namespace imrec::test {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int kRows = 10;

void PrintRow(std::int64_t seconds, const SoakCounts& counts, const Usage& usage) {
  std::cout << "| " << seconds << " | " << counts.readers << " | " << counts.batches << " | "
            << counts.bad_records << " | " << counts.packed << " | " << usage.memory_kib / 1024
            << " | " << usage.descriptors << " | " << usage.threads << " |" << std::endl;
}

// Two readers with their own random numbers, or packing and a reader.
void RunRound(SoakRounds& rounds, std::mt19937_64& random) {
  std::exception_ptr failure;
  std::thread other([&, seed = random()] {
    try {
      rounds.Read(seed);
    } catch (...) {
      failure = std::current_exception();
    }
  });
  try {
    if (random() % 4 == 0) {
      rounds.Pack(random());
    } else {
      rounds.Read(random());
    }
  } catch (...) {
    other.join();
    throw;
  }
  other.join();
  if (failure) std::rethrow_exception(failure);
}

// What the allocator may keep of the memory that threads have freed.
constexpr std::int64_t kKeptKib = 16 * 1024;

// Returns what has grown, or an empty text. The first tenth of the time is for warming up.
std::string Growth(const Usage& begin, const Usage& end) {
  if (end.descriptors > begin.descriptors) return "descriptors";
  if (end.threads > begin.threads) return "threads";
  if (!kSanitized && end.memory_kib > begin.memory_kib * 11 / 10 + kKeptKib) return "memory";
  return "";
}

int Soak(std::chrono::seconds time, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  SoakRounds rounds;
  std::cout << "| seconds | readers | batches | bad records | packed sets | memory (MiB) | "
               "descriptors | threads |\n"
            << "| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |" << std::endl;
  const Clock::time_point start = Clock::now();
  Usage warm;
  for (int row = 1; row <= kRows; ++row) {
    while (Clock::now() - start < time * row / kRows) RunRound(rounds, random);
    const Usage usage = UsageOfThisProcess();
    if (row == 1) warm = usage;
    PrintRow(std::chrono::duration_cast<std::chrono::seconds>(Clock::now() - start).count(),
             rounds.counts(), usage);
    if (const std::string growth = Growth(warm, usage); !growth.empty()) {
      std::cerr << "soak: " << growth << " grew\n";
      return 1;
    }
  }
  std::cout << "soak: nothing grew\n";
  return 0;
}

}  // namespace
}  // namespace imrec::test

int main(int count, char** arguments) {
  const auto number = [&](int i, long otherwise) {
    return count > i ? std::strtol(arguments[i], nullptr, 10) : otherwise;
  };
  try {
    return imrec::test::Soak(std::chrono::seconds(number(1, 60)),
                             static_cast<std::uint64_t>(number(2, 1)));
  } catch (const std::exception& error) {
    std::cerr << "soak: " << error.what() << "\n";
    return 1;
  }
}
