// A reader of scale_model that waits for its store.
#ifndef IMREC_TESTS_BENCH_TIMED_READER_H_
#define IMREC_TESTS_BENCH_TIMED_READER_H_

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <queue>
#include <random>
#include <unordered_map>
#include <vector>

#include "reader/order/ahead_cursor.h"
#include "tests/bench/scale_model.h"

namespace imrec::bench {

// Answers requests after some time; only so many at once.
class StoreModel {
 public:
  explicit StoreModel(const Model& model)
      : model_(model),
        latency_(std::log(model.latency), std::log(model.slowest / model.latency) / 2.326) {}

  // Returns when a request that is made at `now` is answered.
  double Request(double now, std::uint64_t bytes) {
    while (!running_.empty() && running_.top() <= now) running_.pop();
    double begin = now;
    if (running_.size() >= model_.in_flight) {
      begin = running_.top();
      running_.pop();
    }
    busiest_ = std::max(busiest_, running_.size() + 1);
    const double end = begin + latency_(random_) + static_cast<double>(bytes) / model_.bandwidth;
    running_.push(end);
    return end;
  }

  std::size_t busiest() const { return busiest_; }

 private:
  const Model& model_;
  std::mt19937_64 random_{1};
  std::lognormal_distribution<double> latency_;
  std::priority_queue<double, std::vector<double>, std::greater<>> running_;  // ends
  std::size_t busiest_ = 0;
};

struct Times {
  double seconds = 0;
  double waited = 0;
  std::size_t busiest = 0;
  double requests_per_second = 0;
};

// A reader as in ReaderEngine: records of later batches are requested in file order, and pages are
// fetched once while they are in memory.
class TimedReader {
 public:
  explicit TimedReader(const Model& model)
      : model_(model),
        order_(MakeOrder(model)),
        schedule_(MakeSchedule(model, 0)),
        ahead_(schedule_, Distance(model)),
        pages_(model.memory),
        store_(model) {}

  Times Run() {
    const std::uint64_t file = pages_.NewFile();
    double now = 0;
    Times times;
    BatchPlace place;
    for (std::uint64_t i = 0; i < model_.batches; ++i) {
      place = schedule_.Existing(place);
      std::vector<BatchPlace> batches;
      ahead_.Advance(place, batches);
      for (const BatchPlace& batch : batches) Ask(batch, now, file);
      double arrived = now;
      for (const std::uint64_t record : RecordsOf(place)) {
        arrived = std::max(arrived, Arrival(record, now, file));
      }
      // The first batch fills the pipeline.
      if (i > 0) times.waited += arrived - now;
      if (i == 0) start_ = arrived;
      now = arrived + static_cast<double>(model_.batch) / model_.rate;
      ++place.number;
    }
    times.seconds = now - start_;
    times.busiest = store_.busiest();
    times.requests_per_second = static_cast<double>(requests_) / now;
    return times;
  }

 private:
  // As ReaderEngine::BatchesAhead() with up to four threads.
  static std::size_t Distance(const Model& model) {
    const std::uint64_t fitting =
        std::min<std::uint64_t>(2048, model.memory / 2 / model.record_bytes);
    return std::clamp<std::uint64_t>(fitting / model.batch, 1, 256);
  }

  std::vector<std::uint64_t> RecordsOf(const BatchPlace& batch) const {
    std::vector<std::uint64_t> records;
    for (std::uint64_t slot = 0; slot < schedule_.SizeOf(batch); ++slot) {
      const SamplePlace at = schedule_.Sample(batch, slot);
      records.push_back(order_.At(at.epoch, at.position).record);
    }
    return records;
  }

  void Ask(const BatchPlace& batch, double now, std::uint64_t file) {
    std::vector<std::uint64_t> records = RecordsOf(batch);
    std::ranges::sort(records);
    for (const std::uint64_t record : records) Fetch(record, now, file);
  }

  // As RemoteFile::ReadAt(): what is in memory is not asked for again.
  double Arrival(std::uint64_t record, double now, std::uint64_t file) {
    const PageRange range = PagesOf(model_, record);
    double arrival = now;
    for (const std::uint64_t page : {range.begin, range.end - 1}) {
      if (!pages_.Find({.file = file, .page = page})) Fetch(record, arrival, file);
      const auto fetch = pages_.Find({.file = file, .page = page});
      arrival = std::max(arrival, arrivals_.at(fetch.get()));
    }
    return arrival;
  }

  void Fetch(std::uint64_t record, double now, std::uint64_t file) {
    constexpr std::uint64_t kMostPages = 256;  // of a request
    const PageRange range = PagesOf(model_, record);
    pages_.Add(file, range.begin, range.end, kMostPages,
               [&](std::uint64_t begin, std::uint64_t end) {
                 auto fetch = std::make_shared<remote::Fetch>(remote::FetchRequest{});
                 ++requests_;
                 arrivals_[fetch.get()] =
                     store_.Request(now, (end - begin) * remote::PageCache::kPageBytes);
                 return fetch;
               });
  }

  const Model& model_;
  SampleOrder order_;
  BatchSchedule schedule_;
  AheadCursor ahead_;
  remote::PageCache pages_;
  StoreModel store_;
  std::unordered_map<const remote::Fetch*, double> arrivals_;
  std::uint64_t requests_ = 0;
  double start_ = 0;
};

}  // namespace imrec::bench

#endif  // IMREC_TESTS_BENCH_TIMED_READER_H_
