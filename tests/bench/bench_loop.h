// What the loaders of compare.sh share: records in memory, threads, and a rate.
#ifndef IMREC_TESTS_BENCH_BENCH_LOOP_H_
#define IMREC_TESTS_BENCH_BENCH_LOOP_H_

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <thread>
#include <vector>

#include <imrec/record_shard.h>

namespace imrec::bench {

using Payloads = std::vector<std::vector<std::byte>>;

inline Payloads ReadPayloads(const char* path) {
  const RecordShard records(path);
  Payloads payloads(records.size());
  for (std::size_t i = 0; i < payloads.size(); ++i) records.Read(i, payloads[i]);
  return payloads;
}

/// Calls worker(next) in each thread, where next() numbers the images to take without end, and
/// prints how many were taken in a second.
template <typename MakeWorker>
void PrintRate(int threads, double seconds, const MakeWorker& make_worker) {
  using Clock = std::chrono::steady_clock;
  std::atomic<std::size_t> taken = 0;
  std::atomic<bool> stop = false;
  const auto start = Clock::now();
  std::vector<std::thread> workers;
  for (int i = 0; i < threads; ++i) {
    workers.emplace_back([&] {
      auto worker = make_worker();
      while (!stop) worker(taken++);
    });
  }
  std::this_thread::sleep_for(std::chrono::duration<double>(seconds));
  stop = true;
  for (std::thread& worker : workers) worker.join();
  const double spent = std::chrono::duration<double>(Clock::now() - start).count();
  std::printf("%.1f\n", static_cast<double>(taken) / spent);
}

}  // namespace imrec::bench

#endif  // IMREC_TESTS_BENCH_BENCH_LOOP_H_
