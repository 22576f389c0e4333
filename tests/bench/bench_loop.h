// What the loaders of compare.sh share: records in memory, threads, and a rate.
#ifndef IMREC_TESTS_BENCH_BENCH_LOOP_H_
#define IMREC_TESTS_BENCH_BENCH_LOOP_H_

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdlib>
#include <thread>
#include <vector>

#include <imrec/record_shard.h>

#include "tests/bench/rate.h"

namespace imrec::bench {

using Payloads = std::vector<std::vector<std::byte>>;

inline Payloads ReadPayloads(const char* path) {
  const RecordShard records(path);
  Payloads payloads(records.size());
  for (std::size_t i = 0; i < payloads.size(); ++i) records.Read(i, payloads[i]);
  return payloads;
}

/// Calls worker(next) in each thread, where next() numbers the images to take without end, and
/// prints the rate at which they were taken; see RateMeter.
template <typename MakeWorker>
void PrintRate(int threads, double seconds, const MakeWorker& make_worker) {
  std::atomic<std::size_t> taken = 0;
  std::atomic<bool> stop = false;
  const RateMeter meter;
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
  meter.Print(taken);
}

}  // namespace imrec::bench

#endif  // IMREC_TESTS_BENCH_BENCH_LOOP_H_
