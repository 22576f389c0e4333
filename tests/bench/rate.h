// How fast something was: images per second, and the time that all processors spent per image.
#ifndef IMREC_TESTS_BENCH_RATE_H_
#define IMREC_TESTS_BENCH_RATE_H_

#include <chrono>
#include <cstddef>
#include <cstdio>
#include <ctime>

namespace imrec::bench {

/// Measures from its construction on. The processor time is that of the whole process, threads that
/// have ended included.
class RateMeter {
 public:
  /// Prints two numbers on a line: images per second, CPU milliseconds per image.
  void Print(std::size_t images) const {
    const double spent = std::chrono::duration<double>(Clock::now() - start_).count();
    const double cpu = static_cast<double>(std::clock() - cpu_start_) / CLOCKS_PER_SEC;
    const auto count = static_cast<double>(images);
    std::printf("%.1f %.4f\n", count / spent, 1000 * cpu / count);
  }

 private:
  using Clock = std::chrono::steady_clock;

  Clock::time_point start_ = Clock::now();
  std::clock_t cpu_start_ = std::clock();
};

}  // namespace imrec::bench

#endif  // IMREC_TESTS_BENCH_RATE_H_
