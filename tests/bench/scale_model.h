// The set, the readers and the store of scale_model.
#ifndef IMREC_TESTS_BENCH_SCALE_MODEL_H_
#define IMREC_TESTS_BENCH_SCALE_MODEL_H_

#include <cstdint>
#include <vector>

#include "reader/order/batch_schedule.h"
#include "reader/order/sample_order.h"
#include "recordio/remote/cache/page_cache.h"

namespace imrec::bench {

struct Model {
  std::uint64_t records = 10'000'000'000;
  std::uint64_t record_bytes = 80'000;
  std::uint64_t shard_bytes = std::uint64_t{10} << 30;
  std::uint64_t index_bytes = 16;
  std::uint64_t readers = 10'000;
  std::uint64_t nodes = 100;
  std::uint64_t cache_bytes = 0;  // of a node
  std::uint64_t window = 0;       // 0: full shuffle
  std::uint32_t epochs = 2;
  std::uint64_t batch = 32;
  double rate = 300;                 // images per second that a reader's trainer takes
  double latency = 0.030;            // median time to the first byte
  double slowest = 0.3;              // time that one answer of a hundred exceeds
  double bandwidth = 85e6;           // of a connection
  std::uint64_t in_flight = 128;     // RemoteOptions::max_in_flight
  std::uint64_t memory = 256 << 20;  // RemoteOptions::memory
  std::uint64_t batches = 2'000;     // of the timed reader
};

inline SampleOrder MakeOrder(const Model& model) {
  const ShuffleOptions shuffle{
      .mode = model.window == 0 ? ShuffleMode::kFull : ShuffleMode::kWindow,
      .window = model.window};
  const std::vector<SampleMix::Source> sources = {{.records = model.records}};
  return {SampleMix(sources), shuffle, 0};
}

inline BatchSchedule MakeSchedule(const Model& model, std::uint64_t reader) {
  return BatchSchedule({.samples = model.records,
                        .batch_size = model.batch,
                        .part_index = reader,
                        .part_count = model.readers});
}

// The pages that hold a record.
struct PageRange {
  std::uint64_t begin;
  std::uint64_t end;
  std::uint64_t bytes() const { return (end - begin) * remote::PageCache::kPageBytes; }
};

inline PageRange PagesOf(const Model& model, std::uint64_t record) {
  const std::uint64_t page = remote::PageCache::kPageBytes;
  const std::uint64_t begin = record * model.record_bytes;
  return {begin / page, (begin + model.record_bytes + page - 1) / page};
}

}  // namespace imrec::bench

#endif  // IMREC_TESTS_BENCH_SCALE_MODEL_H_
